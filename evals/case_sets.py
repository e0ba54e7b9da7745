"""Sets of cases: the questions of each set as cases, with the library they are put to."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.library.store import Library
from evals.cases import Case
from evals.datasets import beir, clapnq, mmlongbench, starter
from evals.datasets import trafficking_gold as gold
from evals.libraries import library_of_documents, library_of_files, outcomes, starter_library
from evals.suites import SuiteContext

AGREEING = frozenset({"single", "figure", "number", "yesno", "definition"})  # types on which the sources agree


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSet:
    name: str
    library: Library
    cases: tuple[Case, ...]


def sampled(case_set: CaseSet, a_type: int | None) -> CaseSet:
    """At most so many cases of each type, evenly spaced over the set, the same ones every time; None keeps all."""
    if a_type is None:
        return case_set
    kept: set[str] = set()
    for name in {case.type for case in case_set.cases}:
        ids = [case.id for case in case_set.cases if case.type == name]
        few = min(a_type, len(ids))
        kept.update(ids[n * len(ids) // few] for n in range(few))
    return replace(case_set, cases=tuple(case for case in case_set.cases if case.id in kept))


def starter_set(context: SuiteContext) -> CaseSet:
    cases = [starter_case(q) for q in starter.read_questions()]
    return CaseSet(name="starter", library=starter_library(context), cases=tuple(context.first(cases)))


def starter_case(q: starter.StarterQuestion) -> Case:
    return Case(
        id=q.id, set="starter", type=q.type, question=q.question, refuse=q.gold.status == "refused",
        nuggets=q.gold.nuggets, facts=q.gold.facts,
        sources=q.gold.sources, also=q.gold.any_sources,
        premise=q.gold.premise, sources_differ=_differ(q.type), history=q.history, filters=q.filters,
        standalone=q.standalone, locked=q.split == "test", why=q.why,
    )  # fmt: skip


def gold_set(context: SuiteContext) -> CaseSet:
    folder = context.require_set("trafficking-gold")
    library = library_of_documents(context, "trafficking-gold", gold.read_documents(folder))
    cases = [gold_case(q) for q in gold.read_questions(folder)]
    return CaseSet(name="trafficking-gold", library=library, cases=tuple(context.first(cases)))


def gold_case(q: gold.GoldQuestion) -> Case:
    nuggets = (alternatives(q.answer),) if q.answer is not None else ()
    return Case(
        id=q.id, set="trafficking-gold", type=q.type, question=q.question, refuse=not q.gold_docs, nuggets=nuggets,
        sources=q.gold_docs, sources_differ=True if q.must_mention_disagreement else _differ(q.type),
        newest=q.must_state_date,
    )  # fmt: skip


def alternatives(answer: str) -> tuple[str, ...]:
    """`not known / not reported (Unknown)` is right in any of its three wordings."""
    return tuple(part.strip() for part in re.split(r" / |\(|\)", answer) if part.strip())


def page_set(context: SuiteContext) -> CaseSet:
    """Questions on pages of the PDFs in `trafficking/reports`, put to a library of all of them."""
    questions = gold.read_page_questions(context.require_set("trafficking-gold"))
    library = library_of_files(context, "reports", [context.require_set("trafficking") / "reports"])
    ids = _ids_by_file(library)
    cases = [_page_case(q, ids) for q in questions]
    return CaseSet(name="page-questions", library=library, cases=tuple(context.first(cases)))


def _page_case(q: gold.PageQuestion, ids: dict[str, str]) -> Case:
    places = tuple((ids[e.file_name], e.pdf_page) for e in q.evidence)
    states_answer = q.answer is not None and q.type == "single"
    return Case(
        id=q.id, set="page-questions", type=q.type, question=q.question, refuse=not q.evidence,
        nuggets=tuple((part,) for part in re.split(r", | \(|\)", q.answer or "") if part) if states_answer else (),
        sources=tuple(dict.fromkeys(source for source, _ in places)), pages=places,
        premise=q.answer if q.type == "false-premise" else None,
        sources_differ=None,
    )  # fmt: skip


def mmlongbench_set(context: SuiteContext) -> CaseSet:
    """Each question is filtered to its own document: the set asks for the page, not for the file."""
    folder = context.require_set("mmlongbench-doc")
    library = library_of_files(context, "mmlongbench-doc", mmlongbench.read_documents(folder))
    ids = _ids_by_file(library)
    cases = [_mmlongbench_case(q, ids[q.doc_id]) for q in mmlongbench.read_questions(folder)]
    return CaseSet(name="mmlongbench-doc", library=library, cases=tuple(context.first(cases)))


def _mmlongbench_case(q: mmlongbench.MMLongBenchQuestion, source: str) -> Case:
    stated = q.is_answerable and q.answer_format in ("Str", "Int", "Float")
    return Case(
        id=q.id, set="mmlongbench-doc", type="text" if q.is_on_text else "figure-or-layout" if q.is_answerable else
        "unanswerable", question=q.question, refuse=not q.is_answerable, filters={"source": [source]},
        nuggets=((q.answer,),) if stated else (), sources=(source,) if q.is_answerable else (),
        pages=tuple((source, page) for page in q.evidence_pages),
    )  # fmt: skip


def clapnq_set(context: SuiteContext) -> CaseSet:
    """One library of all passages, so that a question without an answer meets passages that look like one."""
    questions = clapnq.read_questions(context.require_set("clapnq"))
    library = library_of_documents(context, "clapnq", clapnq.documents_of(questions))
    cases = [
        Case(
            id=q.id, set="clapnq", type="answerable" if q.is_answerable else "unanswerable", question=q.question,
            refuse=not q.is_answerable, sources=q.doc_ids() if q.is_answerable else (),
        )
        for q in questions
    ]  # fmt: skip
    return CaseSet(name="clapnq", library=library, cases=tuple(context.first(cases)))


def beir_set(context: SuiteContext) -> CaseSet:
    """Any set written as a BEIR folder: an answer is right where it cites a document judged relevant."""
    folder = context.require_set("beir")
    library = library_of_documents(context, "beir", beir.read_documents(folder))
    cases = [
        Case(id=q.id, set="beir", type="query", question=q.text, refuse=False, sources=tuple(q.relevant))
        for q in beir.read_queries(folder)
    ]
    return CaseSet(name="beir", library=library, cases=tuple(context.first(cases)))


CASE_SETS: dict[str, tuple[str | None, Callable[[SuiteContext], CaseSet]]] = {
    "starter": (None, starter_set),
    "trafficking-gold": ("trafficking-gold", gold_set),
    "page-questions": ("trafficking", page_set),
    "mmlongbench-doc": ("mmlongbench-doc", mmlongbench_set),
    "clapnq": ("clapnq", clapnq_set),
    "beir": ("beir", beir_set),
}
"""By name: the folder of the data it needs, None for none, and what reads it."""


def _differ(question_type: str) -> bool | None:
    if question_type in ("conflict", "conflict-by-date"):
        return True
    return False if question_type in AGREEING else None


def _ids_by_file(library: Library) -> dict[str, str]:
    """Source id by file name. Files that could not be read stand with an id of their own, so that they count."""
    return {Path(added.path).name: added.source_id or f"unread:{added.path}" for added in outcomes(library)}
