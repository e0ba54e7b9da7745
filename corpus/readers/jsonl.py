"""JSON lines: one document a line, `{"doc_id","title","publisher","published","url","country","text"}`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.metadata import completed
from corpus.model import Document
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
    metadata_countries = country if isinstance(country, list) else [country]
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    document = Document(metadata={**metadata, "countries": metadata_countries}, pages=tuple(pages_of(text)))
    return completed(document, printed=False)
