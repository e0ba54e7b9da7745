"""JSON lines: one document a line, `{"doc_id","title","publisher","published","url","country","text"}`.

A line that `library export` wrote also has `pages`, which say where in `text` each page and passage stands, and all
that was known of the source: nothing is guessed anew.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from corpus.dates import is_date
from corpus.metadata import completed
from corpus.model import Block, Document, Evidence, Page
from corpus.outcomes import Unreadable
from corpus.readers.text import decode, pages_of

_TEXT_KEYS = ("doc_id", "title", "publisher", "publisher_type", "published", "language", "url", "licence", "edition_of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line: its own bytes (they are what is hashed), its id, and the document or why there is none."""

    line: int
    data: bytes
    doc_id: str | None
    document: Document | Unreadable


def records(data: bytes) -> Iterator[Record]:
    """The records of a JSON-lines file, in order; a bad line is a record of its own and never stops the rest."""
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line := raw.strip():
            yield _record(number, line)


def _record(number: int, line: bytes) -> Record:
    doc_id = None
    try:
        fields = _fields(number, line)
        doc_id = str(fields["doc_id"]) if fields.get("doc_id") not in (None, "") else None
        document: Document | Unreadable = _document(number, fields)
    except Unreadable as error:
        document = error
    return Record(line=number, data=line, doc_id=doc_id, document=document)


def _fields(number: int, line: bytes) -> dict[str, object]:
    try:
        fields = json.loads(decode(line))
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(
            "damaged",
            what=f"Cannot read line {number}",
            why=f"it is not JSON ({error})",
            fix="Write one JSON object a line",
        ) from error
    if not isinstance(fields, dict):
        raise Unreadable(
            "damaged", what=f"Cannot read line {number}", why="it is not a JSON object", fix='Write {"text": "…"}'
        )
    return fields


def _document(number: int, fields: dict[str, object]) -> Document:
    for key in (*_TEXT_KEYS, "text"):
        if not isinstance(fields.get(key), str | int | None):
            raise Unreadable(
                "damaged", what=f"Cannot read line {number}", why=f"{key!r} is not a text", fix="Write it as a string"
            )
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip():
        raise Unreadable("empty", what=f"Cannot read line {number}", why="it has no text", fix='Fill the key "text"')
    metadata = {key: str(fields[key]) for key in _TEXT_KEYS[1:] if fields.get(key) not in (None, "")}
    country = fields.get("country") or fields.get("countries") or []
    known: dict[str, object] = {**metadata, "countries": country if isinstance(country, list) else [country]}
    text = text.encode("utf-8", "replace").decode("utf-8")
    if "pages" in fields:
        known |= {key: fields[key] for key in ("kind", "topics", "symbols") if fields.get(key)}
        pages = _stated_pages(number, text, fields["pages"])
        return Document(metadata=known, pages=pages, ocr=fields.get("ocr") is True)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    document = Document(metadata=known, pages=tuple(pages_of(text)))
    return completed(document, printed=False)


def _require_date(text: str) -> str:
    if not is_date(text):
        raise ValueError(f"{text!r} is no date")
    return text


class _Passage(BaseModel):
    """A passage in an exported line; offsets count code points of the page's text."""

    model_config = ConfigDict(extra="forbid", strict=True)
    start: int
    end: int
    section: str | None = None
    evidence: Evidence | None = None
    as_of: Annotated[str, AfterValidator(_require_date)] | None = None


class _Place(BaseModel):
    """A page in an exported line; offsets count code points of the line's text."""

    model_config = ConfigDict(extra="forbid", strict=True)
    number: Annotated[int, Field(ge=1)]
    start: int
    end: int
    label: str | None = None
    passages: list[_Passage]


_PLACES = TypeAdapter(list[_Place])


def _stated_pages(number: int, text: str, stated: object) -> tuple[Page, ...]:
    """Pages as they stand in the text. Raises Unreadable("damaged") where they do not fit it."""
    try:
        places = _PLACES.validate_python(stated)
        _require_order([(p.start, p.end) for p in places], len(text))
        _require_order([(p.number, p.number + 1) for p in places], None)
        return tuple(_page(place, text[place.start : place.end]) for place in places)
    except ValueError as error:
        why = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise Unreadable(
            "damaged", what=f"Cannot read line {number}", why=f"its pages do not fit its text ({why})",
            fix="Export the library again",
        ) from error  # fmt: skip


def _page(place: _Place, text: str) -> Page:
    _require_order([(p.start, p.end) for p in place.passages], len(text))
    blocks = tuple(Block(**passage.model_dump()) for passage in place.passages)
    return Page(number=place.number, text=text, label=place.label, blocks=blocks)


def _require_order(spans: list[tuple[int, int]], length: int | None) -> None:
    """Raises ValueError where spans overlap, run backwards or leave the text."""
    at = 0
    for start, end in spans:
        if not at <= start <= end:
            raise ValueError("they overlap or run backwards")
        at = end
    if length is not None and at > length:
        raise ValueError("they go on after its end")
