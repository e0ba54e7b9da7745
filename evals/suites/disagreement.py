"""Disagreement and false premises: shown where sources differ, and not where they agree.

RAMDocs and ConflictNQ come with documents for each question: only those are admitted (by filter, from one library of
the whole set), so that a question meets its own documents as it would in a library of its own; how rare a word is
comes from the whole set. The other sets are asked over one library of all their documents.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.engine import Engine
from assistant.library.store import Library
from evals.datasets import conflictnq, ramdocs, starter, trafficking_gold
from evals.datasets.rows import Document
from evals.libraries import library_of_documents, starter_library
from evals.metrics.scores import Score
from evals.suites import Metric, Record, SuiteContext, SuiteResult, score_metric

AGREEING = ("single", "number", "yesno")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with what is expected: whether sources differ, whether its premise is false; None: not judged."""

    id: str
    set: str
    question: str
    differs: bool | None = None
    false_premise: bool = False
    sources: tuple[str, ...] = ()  # the only ones admitted, where any are named
    gold: tuple[str, ...] = ()  # publications that a found premise may cite
    filters: dict[str, Any] = field(default_factory=dict)


def run(context: SuiteContext) -> SuiteResult:
    records: list[Record] = []
    notes: list[str] = []
    absent: list[str] = []
    for name, read in (("ramdocs", _ramdocs), ("conflictnq", _conflictnq), ("trafficking-gold", _gold)):
        if context.set_folder(name) is None:
            notes.append(f"{name} was left out: its data are not in the folder named with --data.")
            absent.append(f"{name}: ")
            continue
        documents, questions = read(context)
        records += _ask(context, name, library_of_documents(context, f"disagreement-{name}", documents), questions)
    records += _ask(context, "starter", starter_library(context), _starter(context))
    return SuiteResult(
        suite="disagreement", metrics=tuple(_metrics(records)), records=tuple(records), notes=tuple(notes),
        absent=tuple(absent),
    )  # fmt: skip


def _ask(context: SuiteContext, name: str, library: Library, questions: Sequence[Asked]) -> list[Record]:
    settings = context.settings.model_copy(update={"library": library.folder})
    engine = Engine(settings, library)
    records = []
    for number, asked in enumerate(questions, 1):
        context.progress(f"Asking {name}", number, len(questions))
        records.append(_record(engine, asked))
    library.close()
    return records


def _record(engine: Engine, asked: Asked) -> Record:
    filters = {"source": list(asked.sources)} if asked.sources else asked.filters
    answer = engine.ask(asked.question, filters=filters, mode="quotes")
    shown, answered = float(bool(answer.disagreements)), answer.status == "answered"
    cited = {c.source_id for c in answer.citations if answer.premise and c.n in answer.premise.citations}
    scores: dict[str, Score] = {"refused": float(not answered)}
    if asked.differs is not None:
        scores |= {"recall": shown if asked.differs else None, "false alarm": None if asked.differs else shown}
        scores["recall if answered"] = shown if asked.differs and answered else None
    right = float(answer.premise is not None and (not asked.gold or bool(cited & set(asked.gold))))
    scores["premise found"] = right if asked.false_premise else None
    scores["premise invented"] = None if asked.false_premise else float(answer.premise is not None)
    output = answer.as_json()
    return Record(
        id=f"{asked.set}/{asked.id}",
        input={"question": asked.question, "set": asked.set},
        output={key: output[key] for key in ("status", "text", "premise", "disagreements", "citations")},
        scores=scores,
        locked=" test: " in asked.set,
    )


def _metrics(records: Sequence[Record]) -> Iterator[Metric]:
    for name in dict.fromkeys(str(r.input["set"]) for r in records):
        own = [r for r in records if r.input["set"] == name]
        for score in ("recall", "recall if answered", "false alarm", "refused", "premise found", "premise invented"):
            values = [r.scores.get(score) for r in own]
            if any(v is not None for v in values):
                yield _metric(f"{name}: {score}", score, values)
    agreeing = [r for r in records if r.scores.get("false alarm") is not None]
    yield _metric("false alarm, all sets that agree", "false alarm", [r.scores["false alarm"] for r in agreeing])
    differing = [r for r in records if r.scores.get("recall") is not None]
    yield _metric("recall, all sets that differ", "recall", [r.scores["recall"] for r in differing])
    invented = [r.scores.get("premise invented") for r in records]
    yield _metric("premise invented, all other questions", "premise invented", invented)


def _metric(name: str, score: str, values: Sequence[Score]) -> Metric:
    bad = score in ("false alarm", "refused", "premise invented")
    goal = {"recall": 0.8, "recall if answered": 0.8, "false alarm": 0.1}.get(score)
    return score_metric(name, values, higher_is_better=not bad, goal=goal, gated=score != "refused")


def _ramdocs(context: SuiteContext) -> tuple[list[Document], list[Asked]]:
    found = context.first(ramdocs.read_questions(context.require_set("ramdocs")))
    documents, questions = [], []
    for i, q in enumerate(found):
        own = [Document(doc_id=f"ramdocs-{i}-{j}", text=d.text) for j, d in enumerate(q.documents)]
        documents += own
        differs = len({a.casefold() for a in q.answers_in_documents}) > 1
        ids = tuple(d.doc_id for d in own)
        questions.append(Asked(id=str(i), set="ramdocs", question=q.question, differs=differs, sources=ids))
    return documents, questions


def _conflictnq(context: SuiteContext) -> tuple[list[Document], list[Asked]]:
    """Both sides together differ; the invented passages by themselves agree."""
    documents, questions = [], []
    for q in context.first(conflictnq.read_questions(context.require_set("conflictnq"))):
        sides = [
            [Document(doc_id=f"{q.id}-{name}-{j}", text=text) for j, text in enumerate(side.passages)]
            for name, side in (("a", q.real), ("b", q.fake))
        ]
        documents += [d for side in sides for d in side]
        both, fake = tuple(d.doc_id for side in sides for d in side), tuple(d.doc_id for d in sides[1])
        asked = q.cleaned_question
        questions.append(Asked(id=q.id, set="conflictnq, both sides", question=asked, differs=True, sources=both))
        questions.append(Asked(id=q.id, set="conflictnq, one side", question=asked, differs=False, sources=fake))
    return documents, questions


def _gold(context: SuiteContext) -> tuple[list[Document], list[Asked]]:
    folder = context.require_set("trafficking-gold")
    questions = [
        Asked(
            id=q.id, set=f"trafficking-gold {'agreeing' if q.type in AGREEING else q.type}", question=q.question,
            differs=True if q.type == "conflict-by-date" else False if q.type in AGREEING else None,
        )
        for q in context.first(trafficking_gold.read_questions(folder))
    ]  # fmt: skip
    return trafficking_gold.read_documents(folder), questions


def _starter(context: SuiteContext) -> list[Asked]:
    """The project's own questions; those of the locked part give totals only."""
    return [
        Asked(
            id=q.id, set=f"starter {q.split}: {_group(q)}", question=q.question, filters=dict(q.filters),
            differs=True if q.type == "conflict" else False if q.type in ("single", "figure", "temporal") else None,
            false_premise=q.type == "false-premise", gold=q.gold.any_sources if q.type == "false-premise" else (),
        )
        for q in context.first(starter.read_questions())
        if not q.history
    ]  # fmt: skip


def _group(question: starter.StarterQuestion) -> str:
    if question.type == "false-premise":
        return "one detail changed" if "changed" in question.extra else "false premise"
    return "differing" if question.type == "conflict" else "others"
