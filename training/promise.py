"""Fit which sentences are worth reading, before a model has read any. Writes assistant/evidence/promise.json.

    python -m training.promise CLAPNQ_FOLDER TRAFFICKING_FOLDER

Data: the questions of training/support.py and training/written_questions.py that something answers, with all sentences
of the passages found for them. Prints how often one that answers is among the first, by held-out folds.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from assistant.evidence.features import Features
from assistant.evidence.support import LOOKED_AT
from assistant.filters import Filters
from assistant.finding import READ, Parts
from assistant.questions.question import read_question
from training.libraries import filled, report_parts, starter_parts
from training.support import Example, clapnq_examples, fit, starter_examples
from training.written_questions import on_digests, on_reports, on_short

WEIGHT = {"CLAPnq": 2.0, "reports": 0.5, "digests": 0.5, "short": 0.5, "starter": 1.0}  # of a question of each set
OUT = Path(__file__).parents[1] / "assistant" / "evidence" / "promise.json"
LATER = ("cosine", "encoder")  # not seen yet

Found = tuple[Example, list[tuple[Features, bool]]]


def found_for(parts: Parts, examples: Iterable[Example]) -> Iterator[Found]:
    """Each answerable example with the sentences that could answer, and whether each does."""
    for example in examples:
        question = read_question(example.question.text)
        hits = parts.retriever.retrieve(question, parts.retriever.embed(question), Filters(), READ)
        drafts = [(s, f) for s, f in parts.evidence.drafts(question, hits) if f.can_answer]
        yield example, [(f, example.question.is_answer(s)) for s, f in drafts]


def collect(asked: Path, trafficking: Path) -> list[Found]:
    own = [*starter_examples(), *(Example(set="digests", question=q) for q in on_digests())]
    own += [Example(set="short", question=q) for q in on_short()]
    reports = [Example(set="reports", question=q) for q in on_reports()]
    public, documents = clapnq_examples(asked)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        passages = folder / "clapnq.jsonl"
        passages.write_text("\n".join(map(json.dumps, documents)), "utf-8")
        sets = [
            (starter_parts(folder / "starter"), own), (report_parts(folder / "reports", trafficking), reports),
            (filled(folder / "clapnq", [passages]), public),
        ]  # fmt: skip
        return [f for parts, examples in sets for f in found_for(parts, [e for e in examples if not e.refuse])]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("clapnq", type=Path)
    parser.add_argument("trafficking", type=Path)
    arguments = parser.parse_args()
    found = collect(arguments.clapnq, arguments.trafficking)
    rows = [(f.vector(), right, n) for n, (_, drafts) in enumerate(found) for f, right in drafts]
    x, y, owner = (np.array(column) for column in zip(*rows, strict=True))
    x = x * [name not in LATER for name in Features.__slots__]
    sets = np.array([example.set for example, _ in found])
    weight = np.array([WEIGHT[name] for name in sets])[owner]
    texts = {text: n for n, text in enumerate(sorted({example.question.group for example, _ in found}))}
    groups = np.array([texts[example.question.group] for example, _ in found])[owner]
    unseen = np.zeros(len(y))
    for train, test in GroupKFold(6).split(x, y, groups):
        unseen[test] = x[test] @ fit(x[train], y[train], owner[train], weight[train])[0]
    first = np.zeros(len(found), bool)
    for n in range(len(found)):
        own = np.flatnonzero(owner == n)
        first[n] = y[own[np.argsort(-unseen[own], kind="stable")[:LOOKED_AT]]].any()
    for name in WEIGHT:
        print(f"{name}: among the first {LOOKED_AT} for {first[sets == name].mean():.3f} of {(sets == name).sum()}")
    weights, _ = fit(x, y, owner, weight)
    named = {name: round(float(w), 4) for name, w in zip(Features.__slots__, weights, strict=True)}
    OUT.write_text(json.dumps(named, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
