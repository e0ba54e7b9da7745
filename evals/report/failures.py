"""Failures as the report shows them: grouped by cause, each with question, gold, answer and the passage marked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from evals.saved import answer_text
from evals.suites import Record

CAUSES = (
    "crashed", "not retrieved", "retrieved but not used", "wrong span", "wrongly refused", "wrongly answered",
    "claim rejected",
)  # fmt: skip
NEAREST = 3  # passages shown where nothing is cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A passage with the words that were cited: before, quote, after."""

    where: str
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    id: str
    type: str
    question: str
    context: Sequence[str]  # earlier turns and filters
    gold: Sequence[str]
    why: str
    answer: str
    rejected: Sequence[str]
    passages: Sequence[Marked]


def failures(records: Iterable[Record]) -> dict[str, list[Failure]]:
    """By cause, known causes first; records of a locked part are left out."""
    found: dict[str, list[Failure]] = {cause: [] for cause in CAUSES}
    for record in records:
        if record.cause is not None and not record.locked:
            found.setdefault(record.cause, []).append(_failure(record))
    return {cause: group for cause, group in found.items() if group}


def _failure(record: Record) -> Failure:
    case, answer = record.input, (record.output or {}).get("answer") or {}
    return Failure(
        id=record.id, type=str(case.get("type", "")), question=str(case.get("question") or case.get("claim") or ""),
        context=_context(case), gold=_gold(case), why=str(case.get("why", "")), answer=answer_text(record),
        rejected=[f"{r['text']} — {r['verdict']}: {r['reason']}" for r in answer.get("rejected", ())],
        passages=_passages(record.output or {}),
    )  # fmt: skip


def _context(case: Mapping[str, Any]) -> list[str]:
    turns = [f"before: {turn['question']} → {turn['answer']}" for turn in case.get("history", ())]
    return [*turns, *(f"filter {key}: {value}" for key, value in dict(case.get("filters", {})).items())]


def _gold(case: Mapping[str, Any]) -> list[str]:
    if case.get("refuse"):
        return ["to be refused"]
    nuggets = [" or ".join(nugget) for nugget in case.get("nuggets", ())]
    pages = [f"{source} page {page}" for source, page in case.get("pages", ())]
    facts = [f"{fact}: {known_facts().get(fact, 'unknown')}" for fact in case.get("facts", ())]
    premise = [f"premise put right: {case['premise']}"] if case.get("premise") else []
    places = pages or [f"cites {source}" for source in case.get("sources", ())]
    return [*premise, *(f"holds {n}" for n in nuggets), *facts, *places]


def _passages(output: Mapping[str, Any]) -> list[Marked]:
    retrieved = output.get("retrieved", ())
    cited = [_marked(citation, retrieved) for citation in (output.get("answer") or {}).get("citations", ())]
    return cited or [_unmarked(hit) for hit in retrieved[:NEAREST]]


def _marked(citation: Mapping[str, Any], retrieved: Sequence[Mapping[str, Any]]) -> Marked:
    where = f"[{citation['n']}] {citation['source_id']}, page {citation['page']}"
    for hit in retrieved:
        same_page = (hit["source_id"], hit["page"]) == (citation["source_id"], citation["page"])
        if same_page and hit["start"] <= citation["start"] and citation["end"] <= hit["end"]:
            start, end = citation["start"] - hit["start"], citation["end"] - hit["start"]
            return Marked(
                where=where, before=hit["text"][:start], quote=hit["text"][start:end], after=hit["text"][end:]
            )
    return Marked(where=where, before="", quote=citation["quote"], after="")


def _unmarked(hit: Mapping[str, Any]) -> Marked:
    where = f"retrieved, not cited: {hit['source_id']}, page {hit['page']}, score {hit['score']}"
    return Marked(where=where, before=hit["text"], quote="", after="")


@lru_cache(maxsize=1)
def known_facts() -> dict[str, str]:
    """The atomic facts of the starter corpus, by id."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows = yaml.load((files("corpus") / "facts.yaml").read_text("utf-8"), Loader=loader)
    return {row["id"]: row["fact"] for row in rows}
