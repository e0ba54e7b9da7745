"""The domain objects of a publication: frozen, so that a citation made today points at the same words tomorrow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

SourceKind = Literal["full_text", "digest", "upload"]
Evidence = Literal["first-hand", "second-hand"]
PUBLISHER_TYPES = ("un", "igo", "government", "global-initiative", "ngo", "academic", "news", "other")

TokenSpans = Callable[[str], Sequence[tuple[int, int]]]
"""Where the tokens of a text start and end, in code points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication as catalogued. None and empty mean unknown; nothing is guessed."""

    id: str
    title: str
    publisher: str | None = None
    publisher_type: str | None = None
    published: str | None = None  # YYYY, YYYY-MM or YYYY-MM-DD
    language: str | None = None
    countries: tuple[str, ...] = ()  # ISO 3166-1 alpha-2
    topics: tuple[str, ...] = ()
    url: str | None = None
    licence: str | None = None
    edition_of: str | None = None  # names the series; the newest edition of a series supersedes the others
    symbols: tuple[str, ...] = ()  # of the United Nations, the document's own first
    kind: SourceKind = "upload"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, list item or table row: `page.text[start:end]`. Passages hold whole blocks where they fit."""

    start: int
    end: int
    section: str | None = None
    evidence: Evidence | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordBox:
    """Where a word stands on the printed page: points from the top left corner, for `page.text[start:end]`."""

    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as stored. Offsets count Unicode code points of `text`; nothing is normalised after storing."""

    number: int  # 1-based, as stored
    text: str
    label: str | None = None  # as printed
    blocks: tuple[Block, ...] = ()
    words: tuple[WordBox, ...] = ()

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a reader makes of a file: what it says of itself, and its pages."""

    metadata: dict[str, object] = field(default_factory=dict)  # keys are fields of Source
    pages: tuple[Page, ...] = ()
    ocr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A passage before it has a source: `page.text[start:end]`, with what its block says of it."""

    page: int
    start: int
    end: int
    section: str | None = None
    evidence: Evidence | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A slice of one page of one source revision, small enough to be embedded whole."""

    id: str
    key: int  # row in the library; never leaves the process
    source: Source
    source_sha256: str
    page: int
    page_label: str | None
    start: int
    end: int
    text: str
    section: str | None = None
    evidence: Evidence | None = None
    as_of: str | None = None


def passage_id(page_sha256: str, page: int, start: int, end: int) -> str:
    """Identity from content: a library rebuilt anywhere gives the same id to the same words."""
    return sha256(f"{page_sha256}:{page}:{start}-{end}".encode()).hexdigest()[:32]
