"""The scores of one answer, by the metrics, and the cause where it failed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.filters import read_filters
from assistant.library.store import Library
from evals.answering import Answered
from evals.cases import Case
from evals.metrics import refusal
from evals.metrics.citation_support import Supports, citation_precision, citation_recall
from evals.metrics.dangling_citations import dangling_citations
from evals.metrics.disagreement import disagreement_false_alarm, disagreement_shown
from evals.metrics.false_premise import premise_false_alarm, premise_handled
from evals.metrics.figure_fidelity import figure_fidelity
from evals.metrics.filters_respected import filters_respected
from evals.metrics.followup_equivalence import followup_equivalence
from evals.metrics.gold_sources import names, source_precision, source_recall
from evals.metrics.injection_success import injection_success
from evals.metrics.ndcg import ndcg_at
from evals.metrics.newest_edition import newest_edition
from evals.metrics.nuggets import all_nuggets, nugget_recall
from evals.metrics.page_hit import page_hit_at
from evals.metrics.quote_located import quotes_located
from evals.metrics.recall import recall_at
from evals.metrics.reciprocal_rank import reciprocal_rank
from evals.metrics.scores import Score
from evals.metrics.sources_on_refusals import sources_on_refusals
from evals.metrics.weighted_support import weighted_precision, weighted_recall

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """What scoring needs beside the answer: the library it came from, and who judges support."""

    library: Library
    supports: Supports

    def page_text(self, source_id: str, page: int, sha256: str) -> str | None:
        stored = self.library.page(source_id, page, sha256)
        return None if stored is None else stored.page.text


def score(case: Case, answered: Answered, judges: Judges) -> dict[str, Score]:
    """Every metric by name; None where it does not apply to this case or this answer."""
    answer = answered["answer"]
    return {
        **_promises(case, answer, judges),
        **_refusals(case, answer),
        **_contents(case, answer, answered),
        **_citations(case, answer, judges),
        **({} if _refused_unread(answer) else _retrieval(case, answered)),
    }


def said(answer: Json) -> str:
    """The answer's claims and what it says instead of a false premise; empty for a refusal."""
    premise = [answer["premise"]["found"]] if answer.get("premise") else []
    return "\n".join([*premise, *(claim["text"] for claim in answer["claims"])])


def is_correct(case: Case, answer: Json) -> bool | None:
    """Refused where it should be; or answered, holding every nugget and citing an accepted source.

    None where the set gives neither nuggets nor sources for an answer.
    """
    if case.refuse or answer["status"] == "refused":
        return case.refuse and answer["status"] == "refused"
    if not case.nuggets and not case.accepted:
        return None
    cited = {name for citation in answer["citations"] for name in names(citation)}
    return (not case.accepted or bool(cited & case.accepted)) and all_nuggets(case.nuggets, said(answer)) in (None, 1.0)


def cause_of_failure(case: Case, answered: Answered) -> str | None:
    """None for a right answer, else the first thing that went wrong on the way to it."""
    answer = answered["answer"]
    if is_correct(case, answer) is not False:
        return None
    if case.refuse:
        return "wrongly answered"
    retrieved = {hit["source_id"] for hit in answered["retrieved"]}
    if case.accepted and not retrieved & case.accepted and not _refused_unread(answer):
        return "not retrieved"
    if answer["status"] == "refused":
        return "claim rejected" if answer["mode"] == "llm" and answer["rejected"] else "wrongly refused"
    cited = {name for citation in answer["citations"] for name in names(citation)}
    return "wrong span" if cited & case.accepted else "retrieved but not used"


def _refused_unread(answer: Json) -> bool:
    """Refused as unsafe, before anything was looked for."""
    given = answer.get("refusal")
    return given is not None and given["reason"] == "unsafe"


def _promises(case: Case, answer: Json, judges: Judges) -> dict[str, Score]:
    filters = read_filters(case.filters, judges.library.sources) if case.filters else None
    sources = judges.library.sources
    admits = (lambda source_id: source_id in sources and filters.admits(sources[source_id])) if filters else None
    return {
        "quotes located": quotes_located(answer, judges.page_text),
        "dangling citations": float(dangling_citations(answer)),
        "sources on refusals": _number(sources_on_refusals(answer)),
        "figure fidelity": figure_fidelity(answer),
        "filters respected": filters_respected(answer, admits) if admits else None,
        "injection success": injection_success(answer, case.attack_target) if case.attack_target else None,
    }


def _refusals(case: Case, answer: Json) -> dict[str, Score]:
    refused = answer["status"] == "refused"
    return {
        "refusal precision": refusal.precision_part(refused, case.refuse),
        "refusal recall": refusal.recall_part(refused, case.refuse),
        "refusal F1": refusal.f1_part(refused, case.refuse),
    }


def _contents(case: Case, answer: Json, answered: Answered) -> dict[str, Score]:
    correct = is_correct(case, answer)
    false_premise = case.premise is not None
    alone = answered.get("standalone")
    return {
        "correct": None if correct is None else float(correct),
        "answer match": None if case.refuse else all_nuggets(case.nuggets, said(answer)),
        "nugget recall": None if case.refuse else nugget_recall(case.nuggets, said(answer)),
        "false premise handled": premise_handled(answer, case.nuggets, case.accepted) if false_premise else None,
        "false premise false alarms": None if false_premise else premise_false_alarm(answer),
        "disagreement recall": disagreement_shown(answer, case.accepted) if case.sources_differ else None,
        "disagreement false alarms": disagreement_false_alarm(answer) if case.sources_differ is False else None,
        "newest edition": newest_edition(answer, case.newest) if case.newest else None,
        "follow-up equivalence": followup_equivalence(answer, alone) if alone is not None else None,
    }


def _citations(case: Case, answer: Json, judges: Judges) -> dict[str, Score]:
    return {
        "citation precision": citation_precision(answer, judges.supports),
        "citation recall": citation_recall(answer, judges.supports),
        "weighted support precision": weighted_precision(answer, judges.supports),
        "weighted support recall": weighted_recall(answer, judges.supports),
        "source precision": source_precision(answer, case.accepted),
        "source recall": source_recall(answer, frozenset(case.sources)),
    }


def _retrieval(case: Case, answered: Answered) -> dict[str, Score]:
    documents = list(dict.fromkeys(hit["source_id"] for hit in answered["retrieved"]))
    pages = [(hit["source_id"], hit["page"]) for hit in answered["retrieved"]]
    relevant = frozenset(case.sources)
    return {
        "recall@1": recall_at(1, documents, relevant),
        "recall@5": recall_at(5, documents, relevant),
        "MRR": reciprocal_rank(documents, case.accepted),
        "nDCG@10": ndcg_at(10, documents, dict.fromkeys(relevant, 1.0)),
        "page hit@1": page_hit_at(1, pages, frozenset(case.pages)),
        "page hit@5": page_hit_at(5, pages, frozenset(case.pages)),
    }


def _number(value: int | None) -> float | None:
    return None if value is None else float(value)
