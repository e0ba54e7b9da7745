"""Fit the evidence model: which sentence answers a question. Writes assistant/support.json.

    python -m training.support --data DATA

DATA holds CLAPnq. Examples: our own questions for fitting (training/questions.txt) and the development part of the
starter questions, over the starter library; the answerable ones again with their sources taken away, near misses as a
library has them; CLAPnq over one library of all its passages. What is printed is of held-out folds, grouped by source.
"""

import argparse
import json
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant.engine import build_parts
from assistant.evidence import SupportModel
from assistant.features import Features, Sentence
from assistant.filters import Filters
from assistant.library.store import Library
from assistant.question import read_question
from assistant.settings import Settings
from assistant.terms import fold
from evals.datasets import clapnq, starter
from evals.libraries import library_of_documents, starter_library
from evals.suites import SuiteContext

TOP = 16
FOLDS = 10
MAY_REFUSE = 0.12  # of answerable questions; a wrong refusal costs a reader an answer that was there
QUESTIONS = Path(__file__).with_name("questions.txt")
OUT = Path(__file__).parents[1] / "assistant" / "support.json"
NOT_ANSWERABLE_AS_ASKED = ("injection", "other-language", "false-premise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question with the sources that answer it (none: it must be refused) and strings that an answer must hold."""

    set: str
    id: str
    type: str
    text: str
    group: str
    sources: frozenset[str] = frozenset()
    answers: tuple[str, ...] = ()  # any one of them
    without: frozenset[str] = frozenset()  # sources taken out of the library for this question

    def is_answer(self, sentence: Sentence) -> bool:
        held = fold(sentence.text)
        return sentence.passage.source.id in self.sources and any(
            fold(a) in held or (self.set == "clapnq" and held in fold(a)) for a in self.answers
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A question with the features of its sentences and which of them answer."""

    example: Example
    features: tuple[Features, ...]
    answers: tuple[bool, ...]
    sources: tuple[str, ...]


def own_examples() -> Iterator[Example]:
    for number, line in enumerate(QUESTIONS.read_text("utf-8").splitlines()):
        if not line.startswith("#"):
            fact, answer, question = (part.strip() for part in line.split("|", 2))
            source = fact.rsplit("-f", 1)[0]
            yield Example(
                set="own", id=f"own-{number}", type="own", text=question, group=source or f"own-{number}",
                sources=frozenset({source} if source else ()), answers=(answer,) if answer else (),
            )  # fmt: skip


def starter_examples() -> Iterator[Example]:
    for q in starter.read_questions(splits=("dev",)):
        if q.type not in NOT_ANSWERABLE_AS_ASKED and not q.filters:
            answered = q.gold.status == "answered"
            yield Example(
                set="starter", id=q.id, type=q.type, text=q.standalone or q.question,
                group=q.gold.sources[0] if answered and q.gold.sources else q.id,
                sources=frozenset(q.gold.any_sources) if answered else frozenset(), answers=q.gold.answers,
            )  # fmt: skip


def clapnq_examples(questions: Iterable[clapnq.ClapnqQuestion]) -> Iterator[Example]:
    for q in questions:
        sources = frozenset(q.doc_ids()) if q.is_answerable else frozenset()
        yield Example(
            set="clapnq", id=q.id, type="clapnq", text=q.question, group=q.id, sources=sources, answers=q.selected
        )


def left_out(examples: Iterable[Example]) -> list[Example]:
    """The answerable questions again, each with all its sources taken away."""
    return [
        replace(
            e,
            set=f"{e.set}, sources left out",
            id=f"{e.id}-without",
            sources=frozenset(),
            answers=(),
            without=e.sources,
        )
        for e in examples
        if e.sources
    ]


def examine(examples: Sequence[Example], library: Library) -> Iterator[Examined]:
    parts = build_parts(Settings(library=library.folder), library, model=None)
    parts.indexes.refresh()
    for number, example in enumerate(examples):
        question = read_question(example.text)
        vector = parts.retriever.embed(question)
        kept = tuple(s for s in library.sources if s not in example.without) if example.without else ()
        hits = parts.retriever.retrieve(question, vector, Filters(source=kept), TOP)
        found = parts.evidence.find(question, hits)
        yield Examined(
            example=example, features=tuple(s.features for s in found),
            answers=tuple(example.is_answer(s.sentence) for s in found),
            sources=tuple(s.sentence.passage.source.id for s in found),
        )  # fmt: skip
        if number % 20 == 0:
            print(f"{example.set} {number}/{len(examples)}", file=sys.stderr, flush=True)


def collected(context: SuiteContext, only: str | None) -> list[Examined]:
    """Every set examined, kept in the cache between runs."""
    data = context.data or Path()
    answered = clapnq.read_questions(data / "clapnq")
    own, asked = list(own_examples()), list(starter_examples())
    sets: dict[str, tuple[list[Example], Callable[[], Library]]] = {
        "starter": (asked, lambda: starter_library(context)),
        "clapnq": (
            list(clapnq_examples(answered)),
            lambda: library_of_documents(context, "clapnq", clapnq.documents_of(answered)),
        ),
        "own": ([*own, *left_out(own)[::4], *left_out(asked)[::3]], lambda: starter_library(context)),
    }
    found: list[Examined] = []
    for name, (examples, library) in sets.items():
        if only in (None, name):
            path = context.cache / f"examined-{name}.pickle"
            if not path.is_file():
                path.write_bytes(pickle.dumps(list(examine(examples, library()))))
            found += pickle.loads(path.read_bytes())  # noqa: S301  our own cache
    return [e for e in found if e.features]


def fit(found: Sequence[Examined]) -> SupportModel:
    """Weights for features as they are, fitted on standardised ones."""
    rows = np.array([f.vector() for e in found for f in e.features])
    labels = np.array([answers for e in found for answers in e.answers])
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    model = LogisticRegression(C=0.1, max_iter=5_000).fit((rows - mean) / scale, labels)
    weights = model.coef_[0] / scale
    return SupportModel(weights.tolist(), float(model.intercept_[0] - mean @ weights), threshold=0.5)


def splits(found: Sequence[Examined], folds: int) -> Iterator[tuple[list[int], list[int]]]:
    names = {name: n for n, name in enumerate(sorted({e.example.group for e in found}))}
    groups = [names[e.example.group] for e in found]
    for train, test in GroupKFold(folds, shuffle=True, random_state=7).split(groups, groups=groups):
        yield train.tolist(), test.tolist()


def cross_validated(found: Sequence[Examined]) -> list[list[float]]:
    """For each question the supports of its sentences, from models that saw none of its group."""
    supports: dict[int, list[float]] = {}
    for train, test in splits(found, FOLDS):
        model = fit([found[i] for i in train])
        supports |= {i: [model.probability(f) for f in found[i].features] for i in test}
    return [supports[i] for i in range(len(found))]


def refusal(scores: Sequence[float], refuse: Sequence[bool], threshold: float) -> tuple[float, float]:
    """Precision and recall of refusing below the threshold."""
    said_no = [s < threshold for s in scores]
    hits = sum(no and right for no, right in zip(said_no, refuse, strict=True))
    return hits / max(sum(said_no), 1), hits / max(sum(refuse), 1)


def balanced_threshold(scores: Sequence[float], refuse: Sequence[bool]) -> float:
    """Where the lesser of precision and recall is largest."""
    options = [float(t) for t in np.linspace(0.02, 0.98, 97)]
    return max(options, key=lambda t: (min(refusal(scores, refuse, t)), t))


def report(found: Sequence[Examined], supports: Sequence[list[float]], threshold: float) -> None:
    names = list(dict.fromkeys(e.example.set for e in found))
    for name in names:
        rows = [i for i, e in enumerate(found) if e.example.set == name]
        scores, refuse = [max(supports[i]) for i in rows], [not found[i].example.sources for i in rows]
        answered = [i for i in rows if found[i].example.sources]
        first = [found[i].answers[int(np.argmax(supports[i]))] for i in answered if found[i].example.answers]
        source = [found[i].sources[int(np.argmax(supports[i]))] in found[i].example.sources for i in answered]
        wrongly = sum(max(supports[i]) < threshold for i in answered)
        precision, recall = refusal(scores, refuse, threshold)
        print(f"{name}: n={len(rows)}, to refuse {sum(refuse)}; refusal precision {precision:.2f}, recall {recall:.2f}")
        if answered:
            right, gold = np.mean(first or [0]), np.mean(source)
            print(f"    of {len(answered)} answerable, wrongly refused: {wrongly}")
            print(f"    best sentence holds the answer {right:.3f}, its source is gold {gold:.3f}")
        if any(refuse) and answered:
            best = balanced_threshold(scores, refuse)
            precision, recall = refusal(scores, refuse, best)
            print(f"    at its own best threshold {best:.2f}: {precision:.2f} / {recall:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path(".cache/training"))
    parser.add_argument("--only", help="examine this set only, to share the work between processes")
    arguments = parser.parse_args()
    arguments.cache.mkdir(parents=True, exist_ok=True)
    context = SuiteContext(settings=Settings(), out=arguments.cache, cache=arguments.cache, data=arguments.data)
    found = collected(context, arguments.only)
    if arguments.only:
        return
    supports = cross_validated(found)
    answered = sorted(
        max(s) for s, e in zip(supports, found, strict=True) if e.example.set == "starter" and e.example.sources
    )
    threshold = answered[int(MAY_REFUSE * len(answered))]
    print(f"threshold {threshold:.3f}; held-out folds:")
    report(found, supports, threshold)
    model = fit(found)
    record = {
        "features": list(Features.__slots__), "weights": [round(float(w), 5) for w in model.weights],
        "bias": round(model.bias, 5), "threshold": round(threshold, 3),
    }  # fmt: skip
    OUT.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
