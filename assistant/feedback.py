"""Readers' judgements as questions for the evals: what was asked, what was answered, and what was wrong with it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.records import Kept, Records, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One judged answer as a question record. `expected` is what a right answer must keep: of a good answer its status
    and the sources it cites; of a bad one nothing, since the reason is for a person to read."""

    id: str
    question: str  # as it was understood, so that it needs no conversation
    asked: str  # as it was typed
    filters: dict[str, Any]
    verdict: Verdict
    reason: str
    at: str
    status: str
    answer: str
    citations: tuple[dict[str, Any], ...]
    expected: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def feedback_questions(folder: Path) -> Iterator[Judged]:
    """Every judged answer of the library in `folder`, oldest first; none where nobody has judged anything."""
    yield from map(_question, Records(folder).judged())


def _question(kept: Kept) -> Judged:
    answer = kept.answer
    good = kept.verdict == "good"
    cited = ("source_id", "page", "start", "end", "quote")
    return Judged(
        id=f"feedback-{kept.id}",
        question=answer.standalone_question,
        asked=answer.question,
        filters=dict(answer.filters),
        verdict="good" if good else "bad",
        reason=kept.reason,
        at=kept.at,
        status=answer.status,
        answer=answer.text,
        citations=tuple({key: getattr(c, key) for key in cited} for c in answer.citations),
        expected={"status": answer.status, "sources": sorted({c.source_id for c in answer.citations})} if good else {},
    )
