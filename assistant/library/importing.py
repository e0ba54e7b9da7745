"""Adding files and folders to the library: one outcome for each document, and a bad one never stops the rest."""

import logging
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from assistant.embedding import Embedder
from assistant.library.store import Library
from assistant.library.writing import NewRevision, log_import, require_model, store_revision
from corpus.countries import country_code
from corpus.dates import is_date
from corpus.errors import UsageError
from corpus.model import PUBLISHER_TYPES, Document, Source
from corpus.outcomes import Outcome, Unreadable
from corpus.readers import CONTAINERS, READERS, read
from corpus.readers.jsonl import records

log = logging.getLogger(__name__)
MAX_BYTES = 200 * 1024 * 1024


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
class Item:
    """One document on its way in: its bytes, where they come from, and its pages or why there are none."""

    path: str
    sha256: str
    doc_id: str | None
    name: str
    document: Document | Unreadable


def files_under(paths: Iterable[Path]) -> list[Path]:
    """Files named, and readable files in folders named (hidden ones left out), in a stable order.

    Raises UsageError for a path that does not exist or a folder that holds no file that can be read.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
            known = [p for p in inside if p.suffix.lower() in {*READERS, *CONTAINERS}]
            if not inside:
                raise UsageError(what=f"Cannot add {path}", why="the folder is empty", fix="Name a folder with files")
            found.extend(known or inside)
        elif path.exists():
            found.append(path)
        else:
            raise UsageError(what=f"Cannot add {path}", why="there is no such file or folder", fix="Check the path")
    return list(dict.fromkeys(found))


def add_files(library: Library, files: Iterable[Path], embedder: Embedder, passage_tokens: int) -> Iterator[Added]:
    """Add each file, yielding one outcome a document as soon as it is stored. The caller holds the writer lock."""
    require_model(library, embedder)
    for file in files:
        for item in _items(library, file):
            added = item if isinstance(item, Added) else _add(library, item, embedder, passage_tokens)
            log_import(library, tuple(added.as_dict().values()))
            yield added


def _items(library: Library, file: Path) -> Iterator[Item | Added]:
    try:
        if file.stat().st_size > MAX_BYTES:
            yield Added(path=str(file), doc_id=None, source_id=None, outcome="too_large", detail="over 200 MB")
            return
        data = file.read_bytes()
    except OSError as error:
        yield Added(path=str(file), doc_id=None, source_id=None, outcome="failed", detail=str(error))
        return
    if file.suffix.lower() in CONTAINERS:
        yield from _records(file, data)
        return
    digest = sha256(data).hexdigest()
    if (known := _known(library, digest)) is not None:
        yield known_outcome(library, str(file), known, None)
        return
    try:
        document: Document | Unreadable = read(data, file.name)
    except Unreadable as error:
        document = error
    except Exception as error:  # a native parser may fail in ways of its own; the batch goes on and the log has it all
        log.exception("Cannot read %s", file)
        yield Added(
            path=str(file), doc_id=None, source_id=None, outcome="failed", detail=f"{type(error).__name__}: {error}"
        )
        return
    doc_id = document.metadata.get("id") if isinstance(document, Document) else None
    yield Item(path=str(file), sha256=digest, doc_id=str(doc_id) if doc_id else None, name=file.stem, document=document)


def _records(file: Path, data: bytes) -> Iterator[Item | Added]:
    empty = True
    for record in records(data):
        empty = False
        yield Item(
            path=str(file), sha256=sha256(record.data).hexdigest(), doc_id=record.doc_id, name=file.stem,
            document=record.document,
        )  # fmt: skip
    if empty:
        yield Added(path=str(file), doc_id=None, source_id=None, outcome="empty", detail="the file has no lines")


def _add(library: Library, item: Item, embedder: Embedder, passage_tokens: int) -> Added:
    if isinstance(item.document, Unreadable):
        return Added(
            path=item.path, doc_id=item.doc_id, source_id=None, outcome=item.document.outcome, detail=str(item.document)
        )
    if (known := _known(library, item.sha256)) is not None:
        return known_outcome(library, item.path, known, item.doc_id)
    source = _source(library, item, item.document)
    outcome: Outcome = "replaced" if source.id in library.sources else "added"
    new = NewRevision(source=source, sha256=item.sha256, origin=item.path, document=item.document)
    try:
        stored = store_revision(library, new, embedder, passage_tokens)
    except sqlite3.OperationalError:
        raise  # disk full, file locked: not this document's fault
    except (sqlite3.Error, ValueError, UnicodeError) as error:
        log.exception("Cannot store %s", item.path)
        return Added(path=item.path, doc_id=item.doc_id, source_id=None, outcome="failed", detail=str(error))
    return Added(
        path=item.path, doc_id=item.doc_id, source_id=source.id, outcome=outcome, pages=stored.pages,
        passages=stored.passages, ocr=item.document.ocr,
    )  # fmt: skip


def known_outcome(library: Library, path: str, known: tuple[str, str | None], doc_id: str | None) -> Added:
    """The same bytes are in the library: `unchanged` where they came from here, `duplicate` of the first otherwise."""
    source_id, origin = known
    same = origin == path or doc_id == source_id
    detail = None if same else f"same content as {source_id}"
    return Added(
        path=path, doc_id=doc_id, source_id=source_id, outcome="unchanged" if same else "duplicate",
        pages=len(library.pages(source_id)), detail=detail,
    )  # fmt: skip


def _known(library: Library, digest: str) -> tuple[str, str | None] | None:
    """Source and origin of a newest revision with these bytes."""
    row: tuple[str, str | None] | None = library.connection.execute(
        """SELECT r.source_id, r.origin FROM revision r JOIN source s ON s.revision = r.key
           WHERE r.sha256 = ? ORDER BY r.key""",
        (digest,),
    ).fetchone()
    return row


def _source(library: Library, item: Item, document: Document) -> Source:
    known = document.metadata
    kind = known.get("kind")
    return Source(
        id=_source_id(library, item),
        title=_text(known.get("title")) or item.name,
        publisher=_text(known.get("publisher")),
        publisher_type=_one_of(known.get("publisher_type"), PUBLISHER_TYPES),
        published=_published(known.get("published")),
        language=_text(known.get("language")),
        countries=_countries(known.get("countries")),
        topics=tuple(_texts(known.get("topics"))),
        url=_text(known.get("url")),
        licence=_text(known.get("licence")),
        edition_of=_text(known.get("edition_of")),
        kind="digest" if kind == "digest" else "full_text" if kind == "full_text" else "upload",
    )


def _source_id(library: Library, item: Item) -> str:
    """The document's own id; else the id this file had before; else its name, made unique by its content."""
    if item.doc_id:
        return item.doc_id
    if Path(item.path).suffix.lower() in CONTAINERS:
        return f"{_slug(item.name)}-{item.sha256[:10]}"
    row = library.connection.execute(
        "SELECT r.source_id FROM revision r JOIN source s ON s.revision = r.key WHERE r.origin = ?", (item.path,)
    ).fetchone()
    if row:
        return str(row[0])
    slug = _slug(item.name)
    return slug if slug not in library.sources else f"{slug}-{item.sha256[:10]}"


def _slug(name: str) -> str:
    folded = unicodedata.normalize("NFC", name).casefold()
    return re.sub(r"[^\w.]+", "-", folded).strip("-._") or "source"


def _text(value: object) -> str | None:
    text = str(value).strip() if value is not None else ""
    return text or None


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [] if value is None else [value]
    return [text for text in map(_text, values) if text]


def _countries(value: object) -> tuple[str, ...]:
    codes = (country_code(name) for name in _texts(value))
    return tuple(dict.fromkeys(code for code in codes if code))


def _one_of(value: object, allowed: tuple[str, ...]) -> str | None:
    return value if isinstance(value, str) and value in allowed else None


def _published(value: object) -> str | None:
    text = _text(value)
    return text if text and is_date(text) else None


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
