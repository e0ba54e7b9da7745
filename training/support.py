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

from assistant.evidence import Scored
from assistant.features import Features
from assistant.filters import Filters
from assistant.finding import build_parts
from assistant.library.importing import add_files
from assistant.library.lock import writer_lock
from assistant.library.starter import starter_files
from assistant.library.store import Library
from assistant.question import read_question
from assistant.settings import Settings
from assistant.terms import fold

TOP = 16
HOME_WEIGHT = 15.0  # an example of our own subject counts as many of SQuAD's
PRECISION = 0.87  # of refusals; a wrong refusal costs a reader an answer that was there
OUT = Path(__file__).parents[1] / "assistant" / "support.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question with the sources that answer it (none: it must be refused) and strings that an answer must hold."""

    text: str
    group: str
    sources: frozenset[str]
    answers: tuple[tuple[str, ...], ...]  # any one of these groups, all of its strings
    without: frozenset[str] = frozenset()  # sources taken out of the library for this question

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


def left_out(examples: list[Example]) -> list[Example]:
    """The answerable questions again, each with all its sources taken away: near misses as a library has them."""
    return [
        Example(text=e.text, group=e.group, sources=frozenset(), answers=(), without=e.sources)
        for e in examples
        if e.sources
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
        kept = tuple(s for s in library.sources if s not in example.without) if example.without else ()
        hits = parts.retriever.retrieve(question, vector, Filters(source=kept), TOP)
        yield [(s.features, example.is_answer(s)) for s in parts.evidence.find(question, hits)]


def design(found: list[list[tuple[Features, bool]]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = [(f.vector(), label, number) for number, group in enumerate(found) for f, label in group]
    return np.array([r[0] for r in rows]), np.array([r[1] for r in rows]), np.array([r[2] for r in rows])


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=0.1, max_iter=5_000).fit(x, y, sample_weight=weight)


def question_scores(p: np.ndarray, owner: np.ndarray, count: int) -> np.ndarray:
    best = np.zeros(count)
    np.maximum.at(best, owner, p)
    return best


def refusal(scores: np.ndarray, refuse: np.ndarray, threshold: float) -> tuple[float, float]:
    """Precision and recall of refusing below the threshold."""
    said_no = scores < threshold
    hits = int((said_no & refuse).sum())
    return hits / max(int(said_no.sum()), 1), hits / max(int(refuse.sum()), 1)


def best_threshold(scores: np.ndarray, refuse: np.ndarray) -> float:
    """The highest threshold whose refusals are right at least PRECISION of the time."""
    options = [t for t in np.linspace(0.02, 0.9, 89) if refusal(scores, refuse, t)[0] >= PRECISION]
    return float(max(options))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("squad", type=Path)
    parser.add_argument("starter", type=Path)
    parser.add_argument("--squad-questions", type=int, default=1_500)
    arguments = parser.parse_args()
    squad, documents = squad_examples(arguments.squad, arguments.squad_questions)
    own = starter_examples(arguments.starter)
    starter = [*own, *left_out(own)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paragraphs = folder / "squad.jsonl"
        paragraphs.write_text("\n".join(json.dumps(d) for d in documents), "utf-8")
        found = [
            *sentences(squad, [paragraphs], folder / "squad"),
            *sentences(starter, starter_files(), folder / "starter"),
        ]
    examples = [*squad, *starter]
    x, y, owner = design(found)
    home = np.arange(len(examples)) >= len(squad)
    weight = np.where(home[owner], HOME_WEIGHT, 1.0)
    refuse = np.array([not e.sources for e in examples])
    names = sorted({e.group for e in examples})
    groups = np.array([names.index(e.group) for e in examples])
    held_out = np.zeros(len(y))
    for train, test in GroupKFold(8).split(x, y, groups[owner]):
        held_out[test] = fit(x[train], y[train], weight[train]).predict_proba(x[test])[:, 1]
    held_out *= [f.can_answer for group in found for f, _ in group]
    scores = question_scores(held_out, owner, len(examples))
    threshold = best_threshold(scores[home], refuse[home])
    asked = home & (np.arange(len(examples)) < len(squad) + len(own))
    for name, part in (("SQuAD 2", ~home), ("starter, with sources left out", home), ("starter, as asked", asked)):
        precision, recall = refusal(scores[part], refuse[part], threshold)
        counts = f"n={part.sum()}, to refuse {refuse[part].sum()}"
        print(f"{name}: {counts}; refusal at {threshold:.2f}, held-out folds:")
        print(f"    precision {precision:.2f}, recall {recall:.2f}")
    model = fit(x, y, weight)
    record = {
        "features": list(Features.__slots__), "weights": [round(float(w), 5) for w in model.coef_[0]],
        "bias": round(float(model.intercept_[0]), 5), "threshold": round(threshold, 3),
    }  # fmt: skip
    OUT.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
