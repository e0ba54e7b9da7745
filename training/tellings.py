"""Fit the trees that tell whether two sources answer a question differently. Writes disagreements/tellings.json.

    python -m training.tellings DATA_FOLDER [--keep FILE]

Data: RAMDocs and ConflictNQ, each question over its own documents (pairs of documents that give different answers, and
pairs that do not); and questions whose sources agree: trafficking-gold (single, number, yes-no), the development part
of our own (single, figure, temporal), some of those written on digests, CLAPnq. Prints figures of held-out folds,
grouped by question.
"""

import argparse
import json
import pickle
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from assistant.disagreements.tellings import WEIGHTS, Telling, pairs_of, tellings_of
from assistant.evidence.support import support_model
from assistant.filters import Filters
from assistant.finding import READ, Parts
from assistant.questions.question import read_question
from evals.datasets import clapnq, conflictnq, ramdocs, starter, trafficking_gold
from evals.datasets.rows import Document
from training.libraries import filled, starter_parts
from training.trees import as_record
from training.written_questions import on_digests

FOLDS = 5
WHOLE = ("gold", "clapnq", "starter", "digests")  # asked of whole libraries, where sources agree
FALSE_ALARMS = 0.03  # there
WRITTEN = 5  # of so many questions written on digests one is taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    set: str
    id: str
    question: str
    differs: bool
    sources: tuple[str, ...] = ()
    answers: tuple[tuple[str, str | None], ...] = ()  # what each source answers; None: nothing

    def label(self, a: Telling, b: Telling) -> int | None:
        """1 where the two sources answer differently; None where that cannot be said."""
        if not self.differs:
            return 0
        given = dict(self.answers)
        one, two = (given.get(x.scored.sentence.passage.source.id) for x in (a, b))
        return None if one is None or two is None else int(one != two)


def ram_examples(folder: Path) -> tuple[list[Document], list[Example]]:
    documents, examples = [], []
    for i, q in enumerate(ramdocs.read_questions(folder)):
        own = [Document(doc_id=f"ramdocs-{i}-{j}", text=d.text) for j, d in enumerate(q.documents)]
        documents += own
        answers = tuple((o.doc_id, d.answer and d.answer.casefold()) for o, d in zip(own, q.documents, strict=True))
        differs = len({a for _, a in answers if a}) > 1
        examples.append(Example(
            set="ramdocs", id=f"ramdocs-{i}", question=q.question, differs=differs,
            sources=tuple(d.doc_id for d in own), answers=answers,
        ))  # fmt: skip
    return documents, examples


def conflict_examples(folder: Path) -> tuple[list[Document], list[Example]]:
    """Both sides differ; each by itself does not."""
    documents, examples = [], []
    for q in conflictnq.read_questions(folder):
        sides = {
            name: [Document(doc_id=f"{q.id}-{name}-{j}", text=text) for j, text in enumerate(side.passages)]
            for name, side in (("a", q.real), ("b", q.fake))
        }
        documents += [d for side in sides.values() for d in side]
        answers = tuple((d.doc_id, name) for name, side in sides.items() for d in side)
        for names in (("a", "b"), ("b",)):
            sources = tuple(d.doc_id for name in names for d in sides[name])
            examples.append(Example(
                set="conflictnq", id=q.id, question=q.cleaned_question, differs=len(names) > 1, sources=sources,
                answers=answers,
            ))  # fmt: skip
    return documents, examples


def agreeing(data: Path) -> Iterator[tuple[str, list[Document] | None, list[Example]]]:
    gold = trafficking_gold.read_questions(data / "trafficking-gold")
    yield "gold", trafficking_gold.read_documents(data / "trafficking-gold"), [
        Example(set="gold", id=q.id, question=q.question, differs=False)
        for q in gold[::2] if q.type in ("single", "number", "yesno")
    ]  # fmt: skip
    asked = clapnq.read_questions(data / "clapnq")
    yield (
        "clapnq",
        clapnq.documents_of(asked),
        [Example(set="clapnq", id=q.id, question=q.question, differs=False) for q in asked if q.is_answerable],
    )
    own = [
        Example(set="starter", id=q.id, question=q.question, differs=False)
        for q in starter.read_questions()
        if q.split != "test" and q.type in ("single", "figure", "temporal") and not q.history and not q.filters
    ]
    written = [q.text for q in on_digests() if q.homes][::WRITTEN]
    yield "starter", None, own + [Example(set="digests", id=text, question=text, differs=False) for text in written]


def parts_of(folder: Path, documents: Iterable[Document] | None) -> Parts:
    """A library of the documents; of the starter's where there are none."""
    if documents is None:
        return starter_parts(folder / "library", support_model())
    path = folder / "documents.jsonl"
    kept = ("doc_id", "text", "title", "publisher", "published", "country")
    rows = [{k: v for k in kept if (v := getattr(d, k, None))} for d in documents]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return filled(folder / "library", [path], support_model())


Row = tuple[str, str, bool, list[tuple[dict[str, float], int | None]]]


def rows_of(parts: Parts, examples: Iterable[Example]) -> Iterator[Row]:
    """For each question its pairs of tellings that the answer could show, with their labels."""
    threshold = support_model().threshold
    for example in examples:
        question = read_question(example.question)
        vector = parts.retriever.embed(question)
        hits = parts.retriever.retrieve(question, vector, Filters(source=example.sources), READ)
        scored = parts.evidence.find(question, vector, hits)
        tellings = tellings_of(question, hits, scored)
        answered = bool(scored) and scored[0].support >= threshold
        pairs = pairs_of(question, tellings, parts.indexes.idf) if answered else []
        labelled = [(p.features, example.label(p.first, p.second)) for p in pairs]
        yield example.set, example.id, example.differs, labelled


def collect(data: Path) -> list[Row]:
    found: list[Row] = []
    sets = [("ramdocs", *ram_examples(data / "ramdocs")), ("conflictnq", *conflict_examples(data / "conflictnq"))]
    for name, documents, examples in [*sets, *agreeing(data)]:
        with tempfile.TemporaryDirectory() as folder:
            found += rows_of(parts_of(Path(folder), documents), examples)
        print(f"{name}: {len(examples)} questions", flush=True)
    return found


def boosted() -> GradientBoostingClassifier:
    return GradientBoostingClassifier(
        n_estimators=120, max_depth=3, learning_rate=0.08, subsample=0.7, min_samples_leaf=20, random_state=1
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--keep", type=Path, help="keeps the features there, or takes them from there")
    arguments = parser.parse_args()
    if arguments.keep and arguments.keep.exists():
        rows = pickle.loads(arguments.keep.read_bytes())
    else:
        rows = collect(arguments.data)
        if arguments.keep:
            arguments.keep.write_bytes(pickle.dumps(rows))
    names = [*next(pairs[0][0] for *_, pairs in rows if pairs)]
    every = [(n, f, label) for n, (*_, pairs) in enumerate(rows) for f, label in pairs]
    owner = np.array([n for n, _, _ in every])
    x = np.array([[f[name] for name in names] for _, f, _ in every])
    y = np.array([-1 if label is None else label for *_, label in every])
    fold = np.array([zlib.crc32(f"{row[0]}{row[1]}".encode()) % FOLDS for row in rows])[owner]
    weight = np.array([1 / max(1, len(rows[n][3])) ** 0.5 for n in owner])
    held_out = np.zeros(len(y))
    for k in range(FOLDS):
        train = (fold != k) & (y >= 0)
        held_out[fold == k] = (
            boosted().fit(x[train], y[train], sample_weight=weight[train]).predict_proba(x[fold == k])[:, 1]
        )
    threshold = report(rows, owner, held_out)
    model = boosted().fit(x[y >= 0], y[y >= 0], sample_weight=weight[y >= 0])
    record = {"tellings": as_record(model, names) | {"threshold": threshold}}
    WEIGHTS.write_text(json.dumps(record, separators=(",", ":")) + "\n", "utf-8")


def report(rows: list[Row], owner: np.ndarray, held_out: np.ndarray) -> float:
    """Prints recall and false alarms of held-out folds. Questions asked of whole libraries set the threshold."""
    best = np.zeros(len(rows))
    np.maximum.at(best, owner, held_out)
    differs, sets = np.array([row[2] for row in rows]), np.array([row[0] for row in rows])
    threshold = float(np.quantile(best[~differs & np.isin(sets, WHOLE)], 1 - FALSE_ALARMS))
    for t in (threshold, 0.3, 0.5, 0.6, 0.7):
        shown = best >= t
        print(f"{t:.3f}: recall {shown[differs].mean():.3f}, false alarms {shown[~differs].mean():.3f}")
        for name in dict.fromkeys(sets):
            of, agree = differs & (sets == name), ~differs & (sets == name)
            found = f"{shown[of].sum()} of {of.sum()} found, " if of.any() else ""
            print(f"    {name}: {found}{shown[agree].sum()} false alarms in {agree.sum()}")
    return round(threshold, 3)


if __name__ == "__main__":
    main()
