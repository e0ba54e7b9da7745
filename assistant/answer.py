"""The answer: claims on citations, or a refusal. `as_json` is the contract (schema 1) that tools outside rely on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from corpus.model import Evidence, SourceKind

SCHEMA = 1

Support = Literal["verbatim", "summary", "supported", "partly"]
Check = Literal["ok", "none", "differs"]
RefusalReason = Literal["no_evidence", "out_of_scope", "no_match_for_filters", "unsafe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quotation that stands, character for character, at `page_text[start:end]` of one source revision."""

    n: int
    source_id: str
    title: str
    publisher: str | None
    publisher_type: str | None
    published: str | None
    url: str | None
    deep_link: str | None
    kind: SourceKind
    evidence: Evidence | None
    page: int
    page_label: str | None
    start: int
    end: int
    quote: str
    passage_id: str
    passage: Span
    source_sha256: str
    superseded_by: str | None = None
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    figures: Check
    names: Check
    negation: Literal["ok", "differs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    text: str
    support: Support
    checks: Checks
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A sentence that was not shown as an answer, and why."""

    text: str
    verdict: Literal["unsupported", "contradicted", "uncited"]
    reason: str
    quote: str | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    asked: str
    found: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One source's value for the thing the sources differ on."""

    value: str
    unit: str | None
    as_of: str | None
    definition: str | None
    citation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    about: str
    comparable: bool
    note: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    source_id: str
    title: str
    page: int
    passage_id: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    reason: RefusalReason
    message: str
    covers: Mapping[str, Any]
    nearest: tuple[Nearest, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryState:
    fingerprint: str
    sources: int
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    question: str
    standalone_question: str
    status: Literal["answered", "refused"]
    mode: Literal["quotes", "llm"]
    model: str | None
    text: str
    as_of: str | None
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    rejected: tuple[Rejected, ...] = ()
    premise: Premise | None = None
    disagreements: tuple[Disagreement, ...] = ()
    refusal: Refusal | None = None
    notices: tuple[Notice, ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    library: LibraryState

    def as_json(self) -> dict[str, Any]:
        return {"schema": SCHEMA, **asdict(self)}
