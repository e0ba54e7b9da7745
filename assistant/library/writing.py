"""Writing the library: each document in one transaction, with its pages, passages and vectors or not at all."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.embedding import Embedder
from assistant.encoders.tokens import minilm_tokenizer, token_spans
from assistant.library.copies import CopyFinder
from assistant.library.embedded_by import require_same_model
from assistant.library.originals import forget_uploads, uploads_of
from assistant.library.schema import forget_older_copies
from assistant.library.store import Library, words_blob
from assistant.library.transactions import transaction
from corpus.model import Document, Page, Passage, Source, Span, passage_id
from corpus.splitter import split

WINDOW = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    pages: int
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRevision:
    """What is about to be stored for a source."""

    source: Source
    sha256: str
    origin: str | None
    document: Document
    sketch: bytes | None = None  # corpus/sameness.py


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """A document's passages, in order, and the vector of each: (n, dimensions); and what of its source stood beside
    them when they were embedded."""

    spans: Sequence[Span]
    vectors: NDArray[np.float32]
    beside: tuple[str, str | None]  # title and date

    def belongs_to(self, source: Source) -> bool:
        """False where the source turned out to have another title or date: its passages are to be embedded again."""
        return self.beside == (source.title, source.published)


def embedded(source: Source, document: Document, embedder: Embedder, passage_tokens: int) -> Embedded:
    """Split a document and embed its passages with the source's title and date beside them."""
    return embedded_together([(source, document)], embedder, passage_tokens)[0]


def embedded_together(
    described: Sequence[tuple[Source, Document]], embedder: Embedder, passage_tokens: int
) -> list[Embedded]:
    """The same for several documents at once, which keeps every core at work where they are short."""
    split_up: list[list[Span]] = []
    texts: list[str] = []
    for source, document in described:
        pages = {page.number: page for page in document.pages}
        spans = [span for page in document.pages for span in split(page, token_spans, passage_tokens)]
        texts += [embedded_text(source, span, pages[span.page].text) for span in spans]
        split_up.append(spans)
    vectors = iter(embedder.embed_documents(texts))
    return [
        Embedded(
            spans=spans, vectors=np.array([next(vectors) for _ in spans], np.float32),
            beside=(source.title, source.published),
        )
        for (source, _), spans in zip(described, split_up, strict=True)
    ]  # fmt: skip


def store_revision(library: Library, new: NewRevision, parts: Embedded, copies: CopyFinder) -> Stored:
    """Store a source's newest revision; passages and vectors of the one before are replaced, its pages kept."""
    spans, pages = parts.spans, {page.number: page for page in new.document.pages}
    with transaction(library.connection):
        _forget_passages(library.connection, new.source.id)
        revision = _insert_revision(library.connection, new)
        page_keys = {page.number: _insert_page(library.connection, revision, page) for page in new.document.pages}
        hashes = {number: page.sha256 for number, page in pages.items()}
        for span, vector in zip(spans, parts.vectors, strict=True):
            key = library.connection.execute(
                """INSERT INTO passage (id, source_id, page, start, "end", section, evidence, as_of)
                   VALUES (?,?,?,?,?,?,?,?)""",
                (passage_id(hashes[span.page], span.page, span.start, span.end), new.source.id, page_keys[span.page],
                 span.start, span.end, span.section, span.evidence, span.as_of),
            ).lastrowid  # fmt: skip
            library.connection.execute("INSERT INTO vector VALUES (?, ?)", (key, vector.astype("<f4").tobytes()))
            _note_change(library.connection, new.source.id, key, "add")
        if not spans:
            _note_change(library.connection, new.source.id, None, "touch")
        copies.group(new.source.id, new.sketch)
    return Stored(pages=len(pages), passages=len(spans))


def remove_source(library: Library, source_id: str) -> None:
    """Forget a source wholly, with its uploaded files and what the import log says of it; its bytes are overwritten.

    Copies of the library as an older version wrote it go as well.
    Raises UsageError for an unknown id.
    """
    library.source(source_id)
    uploads = uploads_of(library, source_id)
    with transaction(library.connection):
        _forget_passages(library.connection, source_id)
        library.connection.execute("DELETE FROM source WHERE id = ?", (source_id,))
        library.connection.execute("DELETE FROM import_log WHERE source_id = ?", (source_id,))
        _note_change(library.connection, source_id, None, "touch")
    library.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log of writes holds what was removed, too
    forget_uploads(uploads)
    forget_older_copies(library.folder)


def edit_source(library: Library, source: Source, embedder: Embedder) -> None:
    """Store changed metadata and embed the source's passages again, since the metadata stands beside them."""
    require_same_model(library, embedder)
    passages = library.passages_of(source.id)
    vectors = _vectors_of(source, passages, embedder)
    with transaction(library.connection):
        revision = library.connection.execute("SELECT revision FROM source WHERE id = ?", (source.id,)).fetchone()[0]
        _upsert_source(library.connection, source, revision)
        replace_vectors(library.connection, passages, vectors)
        _note_change(library.connection, source.id, None, "touch")


def keep_edits(library: Library, source_id: str, fields: Mapping[str, object]) -> None:
    """Remember what a person set, so that a newer revision does not undo it."""
    with transaction(library.connection):
        for key, value in fields.items():
            row = (source_id, key, json.dumps(value, ensure_ascii=False))
            library.connection.execute("INSERT OR REPLACE INTO edit VALUES (?, ?, ?)", row)


def _vectors_of(source: Source, passages: Sequence[Passage], embedder: Embedder) -> NDArray[np.float32]:
    return embedder.embed_documents([with_header(source, p.section, p.text) for p in passages])


def replace_vectors(connection: sqlite3.Connection, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
    for passage, vector in zip(passages, vectors, strict=True):
        connection.execute(
            "UPDATE vector SET data = ? WHERE passage = ?", (vector.astype("<f4").tobytes(), passage.key)
        )
        _note_change(connection, passage.source.id, passage.key, "add")


def embedded_text(source: Source, span: Span, page_text: str) -> str:
    return with_header(source, span.section, page_text[span.start : span.end])


def with_header(source: Source, section: str | None, text: str) -> str:
    """What is embedded: title, date and section beside the words, cut so that the words always fit the window."""
    header = ". ".join(part for part in (source.title, source.published, section) if part)
    room = WINDOW - 3 - len(token_spans(text))
    encoding = minilm_tokenizer().encode(header, add_special_tokens=False)
    if len(encoding.ids) > room:
        header = header[: encoding.offsets[room - 1][1]] if room > 0 else ""
    return f"{header}. {text}" if header else text


def log_import(library: Library, record: Sequence[object]) -> None:
    """Append (path, doc_id, source_id, outcome, pages, passages, ocr, detail) to the import log."""
    with transaction(library.connection):
        library.connection.execute(
            """INSERT INTO import_log (at, path, doc_id, source_id, outcome, pages, passages, ocr, detail)
               VALUES (?,?,?,?,?,?,?,?,?)""",
            (_now(), *record),
        )


def _forget_passages(connection: sqlite3.Connection, source_id: str) -> None:
    for (key,) in connection.execute("SELECT key FROM passage WHERE source_id = ?", (source_id,)).fetchall():
        _note_change(connection, source_id, key, "delete")
    connection.execute("DELETE FROM passage WHERE source_id = ?", (source_id,))


def _insert_revision(connection: sqlite3.Connection, new: NewRevision) -> int:
    revision = connection.execute(
        "INSERT INTO revision (source_id, sha256, kind, origin, added_at, ocr) VALUES (?,?,?,?,?,?)",
        (new.source.id, new.sha256, new.source.kind, new.origin, _now(), new.document.ocr),
    ).lastrowid
    _upsert_source(connection, new.source, revision or 0)
    return revision or 0


def _upsert_source(connection: sqlite3.Connection, s: Source, revision: int) -> None:
    values = {**asdict(s), "revision": revision}
    values |= {key: json.dumps(values[key], ensure_ascii=False) for key in ("countries", "topics", "symbols")}
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    changed = ", ".join(f"{name} = excluded.{name}" for name in values if name != "id")
    connection.execute(
        f"INSERT INTO source ({names}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changed}",  # noqa: S608
        values,
    )


def _insert_page(connection: sqlite3.Connection, revision: int, page: Page) -> int:
    return connection.execute(
        "INSERT INTO page (revision, number, label, text, sha256, words) VALUES (?,?,?,?,?,?)",
        (revision, page.number, page.label, page.text, page.sha256, words_blob(page.words)),
    ).lastrowid or 0  # fmt: skip


def _note_change(connection: sqlite3.Connection, source_id: str, passage: int | None, op: str) -> None:
    connection.execute("INSERT INTO change (source_id, passage, op) VALUES (?, ?, ?)", (source_id, passage, op))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
