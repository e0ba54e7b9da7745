"""Fit the support model: which sentence answers a question. Writes assistant/support.json.

    python -m training.support SQUAD2.json STARTER_QUESTIONS.jsonl

Data: SQuAD 2 (CC BY-SA 4.0), answerable and unanswerable questions over one library of all its paragraphs, and the
development part of the starter questions over the starter library. Every sentence that evidence search would look at
is an example: positive where it holds the gold answer in the gold place, negative otherwise.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant.engine import build_parts
from assistant.evidence import Features, Scored, expand
from assistant.filters import Filters
from assistant.library.importing import add_files
from assistant.library.lock import writer_lock
from assistant.library.starter import starter_files
from assistant.library.store import Library
from assistant.question import read_question
from assistant.settings import Settings
from assistant.terms import fold

TOP = 8
OUT = Path(__file__).parents[1] / "assistant" / "support.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question with the sources that answer it (none: it must be refused) and strings that an answer must hold."""

    text: str
    group: str
    sources: frozenset[str]
    answers: tuple[tuple[str, ...], ...]  # any one of these groups, all of its strings

    def is_answer(self, scored: Scored) -> bool:
        s = scored.sentence
        held = fold(s.text)
        return s.passage.source.id in self.sources and any(
            all(fold(a) in held for a in group) for group in self.answers
        )


def squad_examples(path: Path, count: int) -> tuple[list[Example], list[dict[str, str]]]:
    data = json.loads(path.read_text("utf-8"))["data"]
    documents, examples = [], []
    for article in data:
        for number, paragraph in enumerate(article["paragraphs"]):
            doc_id = f"{article['title']}-{number}"
            documents.append(
                {"doc_id": doc_id, "title": article["title"].replace("_", " "), "text": paragraph["context"]}
            )
            for qa in paragraph["qas"]:
                answers = tuple((a["text"],) for a in qa["answers"])
                sources = frozenset() if qa["is_impossible"] else frozenset({doc_id})
                examples.append(Example(text=qa["question"], group=article["title"], sources=sources, answers=answers))
    random.Random(7).shuffle(examples)
    return examples[:count], documents


def starter_examples(path: Path) -> list[Example]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        Example(
            text=row.get("standalone") or row["question"],
            group=row["id"],
            sources=frozenset(row["gold"]["sources"])
            | {fact.rsplit("-f", 1)[0] for fact in row["gold"].get("also", [])},
            answers=tuple((a,) for a in row["gold"]["answers"]) or (("",),),
        )
        for row in rows
        if row["split"] != "test"
        and row["type"] not in ("injection", "other-language", "false-premise")
        and not row["filters"]
    ]


def sentences(examples: list[Example], files: list[Path], folder: Path) -> Iterator[list[tuple[Features, bool]]]:
    """For each example the sentences that evidence search looks at, with their labels."""
    settings = Settings(library=folder)
    library = Library(folder, create=True)
    parts = build_parts(settings, library, model=None)
    with writer_lock(folder):
        for _ in add_files(library, files, parts.embedder, settings.passage_tokens):
            pass
        parts.indexes.follow()
    for example in examples:
        question = read_question(example.text)
        vector = parts.retriever.embed(question)
        hits = parts.retriever.retrieve(question, vector, Filters(), TOP)
        yield [(s.features, example.is_answer(s)) for s in parts.evidence.find(question, vector, hits)]


def design(found: list[list[tuple[Features, bool]]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = [(expand(f.vector()), label, number) for number, group in enumerate(found) for f, label in group]
    return np.array([r[0] for r in rows]), np.array([r[1] for r in rows]), np.array([r[2] for r in rows])


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=0.3, max_iter=3_000).fit(x, y, sample_weight=weight)


def question_scores(p: np.ndarray, owner: np.ndarray, count: int) -> np.ndarray:
    best = np.zeros(count)
    np.maximum.at(best, owner, p)
    return best


def best_threshold(scores: np.ndarray, refuse: np.ndarray) -> tuple[float, float, float]:
    """The threshold with the best F1 of refusal, its precision and its recall."""
    options = []
    for t in np.linspace(0.05, 0.95, 91):
        said_no = scores < t
        hit = int((said_no & refuse).sum())
        precision, recall = hit / max(said_no.sum(), 1), hit / max(refuse.sum(), 1)
        options.append((2 * precision * recall / max(precision + recall, 1e-9), float(t), precision, recall))
    _, t, precision, recall = max(options)
    return t, precision, recall


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("squad", type=Path)
    parser.add_argument("starter", type=Path)
    parser.add_argument("--squad-questions", type=int, default=2_500)
    arguments = parser.parse_args()
    squad, documents = squad_examples(arguments.squad, arguments.squad_questions)
    starter = starter_examples(arguments.starter)
    with tempfile.TemporaryDirectory() as folder:
        paragraphs = Path(folder) / "squad.jsonl"
        paragraphs.write_text("\n".join(json.dumps(d) for d in documents), "utf-8")
        found = [
            *sentences(squad, [paragraphs], Path(folder) / "squad"),
            *sentences(starter, starter_files(), Path(folder) / "starter"),
        ]
    examples = [*squad, *starter]
    x, y, owner = design(found)
    home = np.array([number >= len(squad) for number in range(len(examples))])
    weight = np.where(home[owner], max(1.0, 0.7 * len(squad) / len(starter)), 1.0)
    refuse = np.array([not e.sources for e in examples])
    names = sorted({e.group for e in examples})
    groups = np.array([names.index(e.group) for e in examples])
    held_out = np.zeros(len(y))
    for train, test in GroupKFold(8).split(x, y, groups[owner]):
        held_out[test] = fit(x[train], y[train], weight[train]).predict_proba(x[test])[:, 1]
    scores = question_scores(held_out, owner, len(examples))
    for name, part in (("squad", ~home), ("starter", home)):
        t, precision, recall = best_threshold(scores[part], refuse[part])
        print(
            f"{name}: n={part.sum()}, refusal at {t:.2f}: precision {precision:.2f}, recall {recall:.2f} (held-out folds)"
        )
    threshold = best_threshold(scores[home], refuse[home])[0]
    model = fit(x, y, weight)
    record = {
        "features": list(Features.__slots__), "weights": [round(float(w), 5) for w in model.coef_[0]],
        "bias": round(float(model.intercept_[0]), 5), "threshold": round(threshold, 3),
    }  # fmt: skip
    OUT.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
