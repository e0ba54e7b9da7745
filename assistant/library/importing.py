"""Adding files and folders to the library: one outcome for each document, and a bad one never stops the rest."""

import logging
import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path

from assistant.encoders.embedding import Embedder
from assistant.library.copies import CopyFinder
from assistant.library.describing import edits, sidecar_of, with_series
from assistant.library.embedded_by import require_model
from assistant.library.embedding_ahead import embedded_ahead
from assistant.library.incoming import Added, Incoming, Item, known_in, sidecar, source_of
from assistant.library.reader import Failed, Limits, Reader
from assistant.library.store import Library
from assistant.library.writing import Embedded, NewRevision, edit_source, embedded, log_import, store_revision
from corpus.errors import UsageError
from corpus.model import Document, Source
from corpus.outcomes import Outcome
from corpus.readers import READERS
from corpus.reading import MAX_BYTES, Parsed

log = logging.getLogger(__name__)


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
        items = embedded_ahead(library, _items(library, files, embedder, reader), embedder, passage_tokens)
        yield from add_items(library, items, embedder, passage_tokens)


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
    known = known_in(library, digest, file)
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
    if (known := known_in(library, parsed.sha256, file)) is not None:
        return known_outcome(library, file, known, doc_id, embedder)
    try:
        source = source_of(library, item)
    except UsageError as error:
        return _failed(file, "failed", str(error), doc_id)
    if kept := _betterknown_in(library, source, parsed.document):
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


def _betterknown_in(library: Library, source: Source, document: Document) -> Added | None:
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
    if confidence := document.metadata.get("ocr_confidence"):
        remarks.append(f"read by OCR with a mean confidence of {confidence} (of 1)")
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


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
