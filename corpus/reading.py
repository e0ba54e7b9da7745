"""A file on disk to the documents it holds, with everything about them that can be worked out without the library."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from corpus.model import Document
from corpus.outcomes import Outcome, Unreadable
from corpus.readers import CONTAINERS, Allow, no_more, read
from corpus.readers.jsonl import records
from corpus.sameness import sketch

MAX_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One document: its pages and their sketch (corpus/sameness.py), or the outcome and why there are none."""

    sha256: str
    doc_id: str | None = None
    document: Document | None = None
    sketch: bytes | None = None
    outcome: Outcome | None = None
    detail: str | None = None


def parse_file(path: Path, allow: Allow = no_more) -> Iterator[Parsed]:
    """The documents of a file, one but for containers. Raises OSError where it cannot be read at all.

    `allow` is told how many more seconds the work will fairly take, as soon as that is known.
    """
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    digest = sha256(data).hexdigest()
    if len(data) > MAX_BYTES:
        yield Parsed(sha256=digest, outcome="too_large", detail="over 200 MB")
    elif path.suffix.lower() in CONTAINERS:
        found = False
        for record in records(data):
            found = True
            yield _parsed(sha256(record.data).hexdigest(), record.doc_id, record.document)
        if not found:
            yield Parsed(sha256=digest, outcome="empty", detail="the file has no lines")
    else:
        yield _parsed(digest, None, _read(data, path.name, allow))


def _read(data: bytes, name: str, allow: Allow) -> Document | Unreadable:
    try:
        return read(data, name, allow=allow)
    except Unreadable as error:
        return error


def _parsed(digest: str, doc_id: str | None, document: Document | Unreadable) -> Parsed:
    if isinstance(document, Unreadable):
        return Parsed(sha256=digest, doc_id=doc_id, outcome=document.outcome, detail=str(document))
    stated = document.metadata.get("id")
    found = sketch(page.text for page in document.pages)
    return Parsed(
        sha256=digest, doc_id=doc_id or (str(stated) if stated else None), document=document,
        sketch=None if found is None else found.astype("<u4").tobytes(),
    )  # fmt: skip
