"""Documents on their way in: what is known of a file, what became of a document, and the source it becomes."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.library.describing import Stated, edits, read_sidecar, sidecar_of, source_from
from assistant.library.starter import STARTER
from assistant.library.store import Library
from assistant.library.writing import Embedded
from corpus.errors import UsageError
from corpus.model import Source
from corpus.outcomes import Outcome
from corpus.readers import CONTAINERS
from corpus.reading import Parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of one document, as `library add --json` prints it."""

    path: str
    doc_id: str | None
    source_id: str | None
    outcome: Outcome
    pages: int = 0
    passages: int = 0
    ocr: bool = False
    detail: str | None = None

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file to add: by what name the report calls it, and what is known of it before it is read."""

    path: Path
    label: str
    stated: Mapping[str, Any] = field(default_factory=dict)  # fields of Source, and its id


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One document on its way in, and the file it comes from; its passages where another machine has embedded them."""

    file: Incoming
    parsed: Parsed
    parts: Embedded | None = None


def source_of(library: Library, item: Item) -> Source:
    """The source a document becomes.

    Raises UsageError for a sidecar file that cannot be used, and for a file that calls itself by another's id.
    """
    file, document = item.file, item.parsed.document
    assert document is not None  # the callers have seen it
    by_hand = sidecar(file.path)
    source_id = _source_id(library, item, by_hand.pop("id", None) or file.stated.get("id") or _own_id(library, item))
    by_hand |= edits(library, source_id)
    metadata = {**document.metadata, **file.stated}
    if not _vouched_for(file.path):
        metadata["kind"] = file.stated.get("kind")
    return source_from(Stated(source_id=source_id, name=file.path.stem, metadata=metadata, by_hand=by_hand))


def known_in(library: Library, digest: str, file: Incoming) -> tuple[str, str | None] | None:
    """Source and origin of a newest revision with these bytes; of the very source for which a full text is fetched."""
    fetched_for = file.stated.get("id") if file.stated.get("kind") == "full_text" else None
    row: tuple[str, str | None] | None = library.connection.execute(
        """SELECT r.source_id, r.origin FROM revision r JOIN source s ON s.revision = r.key
           WHERE r.sha256 = ? AND r.source_id = coalesce(?, r.source_id) ORDER BY r.key""",
        (digest, fetched_for),
    ).fetchone()
    return row


def _own_id(library: Library, item: Item) -> str | None:
    """The id a document states of itself. Raises UsageError for that of a source which came from elsewhere."""
    stated, path = item.parsed.doc_id, item.file.path
    if stated and library.holds(stated) and not _vouched_for(path):
        query = "SELECT 1 FROM revision WHERE source_id = ? AND origin = ?"
        if library.connection.execute(query, (stated, str(path))).fetchone() is None:
            raise UsageError(
                what=f"Will not replace {stated!r}",
                why="the file calls itself so, and the library has that source from elsewhere",
                fix="Take `id` out of the file, or remove the source first",
            )
    return stated


def _vouched_for(path: Path) -> bool:
    """Whether a file's word is taken for which source it is and of what kind: ours and exports, not just any file's."""
    return path.suffix.lower() in CONTAINERS or path.resolve().is_relative_to(STARTER.resolve())


def _source_id(library: Library, item: Item, wanted: str | None) -> str:
    """The document's own id; else the id this file had before; else its name, made unique by its content."""
    path = item.file.path
    if wanted:
        return wanted
    if path.suffix.lower() in CONTAINERS:
        return f"{_slug(path.stem)}-{item.parsed.sha256[:10]}"
    row = library.connection.execute(
        "SELECT r.source_id FROM revision r JOIN source s ON s.revision = r.key WHERE r.origin = ?", (str(path),)
    ).fetchone()
    if row:
        return str(row[0])
    slug = _slug(path.stem)
    return f"{slug}-{item.parsed.sha256[:10]}" if library.holds(slug) else slug


def sidecar(path: Path) -> dict[str, Any]:
    """What a person says of a file, beside it. Raises UsageError for what cannot be used."""
    found = sidecar_of(path) if path.suffix.lower() not in CONTAINERS else None
    return read_sidecar(found) if found else {}


def _slug(name: str) -> str:
    folded = unicodedata.normalize("NFC", name).casefold()
    return re.sub(r"[^\w.]+", "-", folded).strip("-._") or "source"
