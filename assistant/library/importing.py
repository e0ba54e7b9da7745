"""Adding files and folders to the library: one outcome for each document, and a bad one never stops the rest."""

import logging
import re
import sqlite3
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from assistant.embedding import Embedder
from assistant.library.copies import CopyFinder
from assistant.library.describing import Stated, edits, read_sidecar, sidecar_of, source_from, with_series
from assistant.library.embedded_by import require_model
from assistant.library.reader import Failed, Limits, Reader
from assistant.library.store import Library
from assistant.library.writing import Embedded, NewRevision, edit_source, embedded, log_import, store_revision
from corpus.errors import UsageError
from corpus.model import Document, Source
from corpus.outcomes import Outcome
from corpus.readers import CONTAINERS, READERS
from corpus.reading import MAX_BYTES, Parsed

log = logging.getLogger(__name__)


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


def files_under(paths: Iterable[Path]) -> list[Path]:
    """Files named and files in folders named, in a stable order; hidden ones, links out and sidecar files are left out.

    Raises UsageError for a path that does not exist or an empty folder.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            whole = path.resolve()
            inside = sorted(
                p
                for p in path.rglob("*")
                if p.is_file() and not _hidden(p.relative_to(path)) and p.resolve().is_relative_to(whole)
            )
            if not inside:
                raise UsageError(what=f"Cannot add {path}", why="the folder is empty", fix="Name a folder with files")
            sidecars = {sidecar_of(p) for p in inside if p.suffix.lower() in READERS}
            found.extend(p for p in inside if p not in sidecars)
        elif path.exists():
            found.append(path)
        else:
            raise UsageError(what=f"Cannot add {path}", why="there is no such file or folder", fix="Check the path")
    return list(dict.fromkeys(found))


def add_files(
    library: Library,
    files: Iterable[Path | Incoming | Added],
    embedder: Embedder,
    passage_tokens: int,
    limits: Limits = Limits(),  # noqa: B008
) -> Iterator[Added]:
    """Add each file, yielding one outcome a document as soon as it is stored. The caller holds the writer lock.

    Files are read in a process of its own, one ahead of what is being stored. Each document is one transaction. An
    outcome among the files (of a download that failed) takes its place in the report.
    """
    with Reader(limits) as reader:
        yield from add_items(library, _items(library, files, embedder, reader), embedder, passage_tokens)


def add_items(
    library: Library, items: Iterable[Item | Added], embedder: Embedder, passage_tokens: int
) -> Iterator[Added]:
    """Store documents that have been read, one outcome each. The caller holds the writer lock."""
    require_model(library, embedder)
    copies = CopyFinder(library.connection)
    for item in items:
        added = item if isinstance(item, Added) else _add(library, item, embedder, passage_tokens, copies)
        log_import(library, tuple(added.as_dict().values()))
        yield added


def _items(
    library: Library, files: Iterable[Path | Incoming | Added], embedder: Embedder, reader: Reader
) -> Iterator[Item | Added]:
    """Outcomes of files that need no reading, and documents of those that do, in the order of the files."""
    ahead: deque[Incoming | Added] = deque()
    for each in files:
        file = Incoming(path=each, label=str(each)) if isinstance(each, Path) else each
        known = without_reading(library, file, embedder) if isinstance(file, Incoming) else file
        if known is None and isinstance(file, Incoming):
            reader.ask(file.path)
        ahead.append(known or file)
        if len(ahead) > 1:
            yield from _read(ahead.popleft(), reader)
    while ahead:
        yield from _read(ahead.popleft(), reader)


def without_reading(library: Library, file: Incoming, embedder: Embedder) -> Added | None:
    """The outcome of a file that cannot be read, or that is in the library already; None for any other."""
    path = file.path
    try:
        if not path.is_file():  # reading a device or a pipe may never end
            return _failed(file, "unsupported", "it is no ordinary file")
        if path.stat().st_size > MAX_BYTES:
            return _failed(file, "too_large", "over 200 MB")
        with path.open("rb") as opened:
            digest = file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        return _failed(file, "failed", str(error))
    known = _known(library, digest)
    return known_outcome(library, file, known, None, embedder) if known else None


def _read(file: Incoming | Added, reader: Reader) -> Iterator[Item | Added]:
    if isinstance(file, Added):
        yield file
        return
    for found in reader.answer():
        yield item_of(file, found)


def item_of(file: Incoming, found: Parsed | Failed, parts: Embedded | None = None) -> Item | Added:
    """A document to be stored, or the outcome of a file whose reader failed."""
    if isinstance(found, Failed):
        return _failed(file, "failed", found.why)
    return Item(file=file, parsed=found, parts=parts)


def _failed(file: Incoming, outcome: Outcome, why: str, doc_id: str | None = None) -> Added:
    return Added(path=file.label, doc_id=doc_id, source_id=None, outcome=outcome, detail=why)


def _add(library: Library, item: Item, embedder: Embedder, passage_tokens: int, copies: CopyFinder) -> Added:
    file, parsed, doc_id = item.file, item.parsed, item.parsed.doc_id
    if parsed.document is None:
        return _failed(file, parsed.outcome or "failed", parsed.detail or "", doc_id)
    if (known := _known(library, parsed.sha256)) is not None:
        return known_outcome(library, file, known, doc_id, embedder)
    try:
        by_hand = sidecar(file.path)
    except UsageError as error:
        return _failed(file, "failed", str(error), doc_id)
    source_id = _source_id(library, item, by_hand.pop("id", None) or file.stated.get("id") or doc_id)
    by_hand |= edits(library, source_id)
    metadata = {**parsed.document.metadata, **file.stated}
    source = source_from(Stated(source_id=source_id, name=file.path.stem, metadata=metadata, by_hand=by_hand))
    if kept := _better_known(library, source, parsed.document):
        return replace(kept, path=file.label, doc_id=doc_id)
    outcome: Outcome = "replaced" if library.holds(source.id) else "added"
    new = NewRevision(
        source=source, sha256=parsed.sha256, origin=str(file.path), document=parsed.document, sketch=parsed.sketch
    )
    try:
        parts = item.parts
        if parts is None or not parts.belongs_to(source):
            parts = embedded(source, parsed.document, embedder, passage_tokens)
        stored = store_revision(library, new, parts, copies)
    except (sqlite3.Error, ValueError, UnicodeError) as error:
        log.exception("Cannot store %s", file.label)
        return _failed(file, "failed", str(error), doc_id)
    return Added(
        path=file.label, doc_id=doc_id, source_id=source.id, outcome=outcome, pages=stored.pages,
        passages=stored.passages, ocr=parsed.document.ocr, detail=_remark(library, source.id, parsed.document),
    )  # fmt: skip


def _better_known(library: Library, source: Source, document: Document) -> Added | None:
    """The outcome where the library keeps what it has: a full text before its digest, a digest before a mere notice."""
    if not library.holds(source.id):
        return None
    held = library.source(source.id)
    if (held.kind, source.kind) == ("full_text", "digest"):
        detail = "its full text is in the library"
        return Added(path="", doc_id=None, source_id=source.id, outcome="unchanged", detail=detail)
    length = sum(len(page.text) for page in document.pages)
    if (held.kind, source.kind) == ("digest", "full_text") and length < sum(
        len(page.text) for page in library.pages(source.id)
    ):
        detail = f"the address leads to {length} characters, fewer than the digest has, which stays"
        return Added(path="", doc_id=None, source_id=source.id, outcome="empty", detail=detail)
    return None


def _remark(library: Library, source_id: str, document: Document) -> str | None:
    """What a reader of the report should know of a document that was stored."""
    remarks = []
    if copies := library.copies_of(source_id):
        remarks.append(f"nearly the same text as {', '.join(copies[:3])}")
    if unread := document.metadata.get("unread_pages"):
        remarks.append(f"{unread} page(s) are pictures of text that were not read")
    if names := document.metadata.get("unread_attachments"):
        remarks.append(f"attachments not read: {', '.join(map(str, names)) if isinstance(names, list) else names}")
    return "; ".join(remarks) or None


def known_outcome(
    library: Library, file: Incoming, known: tuple[str, str | None], doc_id: str | None, embedder: Embedder
) -> Added:
    """The same bytes are in the library: `unchanged` where they came from here, `duplicate` of the first otherwise.

    A sidecar file that says something new makes it `replaced`.
    """
    source_id, origin = known
    same = origin == str(file.path) or source_id in (doc_id, file.stated.get("id"))
    outcome: Outcome = "unchanged" if same else "duplicate"
    detail = None if same else f"same content as {source_id}"
    try:
        by_hand = sidecar(file.path) if same else {}
    except UsageError as error:
        return _failed(file, "failed", str(error), doc_id)
    by_hand.pop("id", None)
    if by_hand:
        before = library.source(source_id)
        after = with_series(replace(before, **by_hand | edits(library, source_id)))
        if after != before:
            edit_source(library, after, embedder)
            outcome, detail = "replaced", "its sidecar file says something new of it"
    pages = library.connection.execute(
        "SELECT count(*) FROM page WHERE revision = (SELECT revision FROM source WHERE id = ?)", (source_id,)
    ).fetchone()[0]
    return Added(path=file.label, doc_id=doc_id, source_id=source_id, outcome=outcome, pages=pages, detail=detail)


def _known(library: Library, digest: str) -> tuple[str, str | None] | None:
    """Source and origin of a newest revision with these bytes."""
    row: tuple[str, str | None] | None = library.connection.execute(
        """SELECT r.source_id, r.origin FROM revision r JOIN source s ON s.revision = r.key
           WHERE r.sha256 = ? ORDER BY r.key""",
        (digest,),
    ).fetchone()
    return row


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


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
