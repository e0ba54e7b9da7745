"""Reading the library: sources, pages, passages and vectors."""

import json
import sqlite3
import threading
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.library.editions import Editions, editions_of
from assistant.library.schema import connect
from corpus.errors import UsageError
from corpus.model import Page, Passage, Source, WordBox

SOURCE_COLUMNS = (
    "id, title, publisher, publisher_type, published, language, countries, topics, url, licence, edition_of, symbols, "
    "kind"
)
_PASSAGE_QUERY = """
  SELECT p.key, p.id, p.source_id, r.sha256, g.number, g.label, p.start, p."end",
         substr(g.text, p.start + 1, p."end" - p.start), p.section, p.evidence, p.as_of
  FROM passage p JOIN page g ON g.key = p.page JOIN revision r ON r.key = g.revision
"""


Version = tuple[int, int, int]
NO_VERSION: Version = (-1, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A page of one revision, with what a citation needs to name it."""

    source: Source
    source_sha256: str
    newest: bool
    page: Page


class Library:
    """A reader of one library folder, safe to share between threads. Every call sees the newest committed state."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        self._connections = {threading.get_ident(): connect(folder, create=create)}
        self._sources: tuple[Version, dict[str, Source]] = (NO_VERSION, {})
        self._counts: tuple[Version, dict[str, int]] = (NO_VERSION, {})
        self._fingerprint: tuple[Version, str] = (NO_VERSION, "")
        self._editions: tuple[Version, Editions] = (NO_VERSION, Editions())
        self._copies: tuple[Version, dict[str, tuple[str, ...]]] = (NO_VERSION, {})

    @property
    def connection(self) -> sqlite3.Connection:
        """The calling thread's own: a shared one may run a statement with the values another thread has bound to it.

        A thread takes over what an ended one of the same number left behind, so there are only ever a few.
        """
        number = threading.get_ident()
        known = self._connections.get(number)
        if known is None:
            known = self._connections[number] = connect(self.folder)
        return known

    def close(self) -> None:
        """Close every thread's connection."""
        while self._connections:
            self._connections.popitem()[1].close()

    @property
    def generation(self) -> int:
        """Rises with every change of the passages; an index that has applied less is behind."""
        return int(self._one("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'change'), 0)"))

    @property
    def sources(self) -> dict[str, Source]:
        """Every source by id, read again when the library has changed."""
        version = self._version()
        if self._sources[0] != version:
            rows = self.connection.execute(f"SELECT {SOURCE_COLUMNS} FROM source ORDER BY id")
            self._sources = version, {row[0]: source_of(row) for row in rows}
        return self._sources[1]

    @property
    def fingerprint(self) -> str:
        """sha256 over the ids and contents of every newest revision: the same library has the same one anywhere."""
        version = self._version()
        if self._fingerprint[0] != version:
            rows = self.connection.execute(
                "SELECT s.id, r.sha256 FROM source s JOIN revision r ON r.key = s.revision ORDER BY s.id"
            )
            digest = sha256("\n".join(f"{sid} {sha}" for sid, sha in rows).encode()).hexdigest()
            self._fingerprint = version, digest
        return self._fingerprint[1]

    def count(self, table: str) -> int:
        """Rows of `passage`, `vector` or `page`; counting a million anew would cost each question 20 ms."""
        version, counted = self._counts
        if version != self._version():
            version, counted = self._version(), {}
            self._counts = version, counted
        if table not in counted:
            counted[table] = int(self._one(f"SELECT count(*) FROM {table}"))  # noqa: S608  table names are ours
        return counted[table]

    def source(self, source_id: str) -> Source:
        """Raises UsageError for an unknown id."""
        try:
            return self.sources[source_id]
        except KeyError:
            raise UsageError(
                what=f"There is no source {source_id!r}", why="the library does not hold it",
                fix="See `assistant library list`",
            ) from None  # fmt: skip

    def holds(self, source_id: str) -> bool:
        return self.connection.execute("SELECT 1 FROM source WHERE id = ?", (source_id,)).fetchone() is not None

    def pages(self, source_id: str) -> list[Page]:
        """Pages of the newest revision, without word boxes."""
        self.source(source_id)
        rows = self.connection.execute(
            """SELECT number, text, label FROM page
               WHERE revision = (SELECT revision FROM source WHERE id = ?) ORDER BY number""",
            (source_id,),
        )
        return [Page(number=number, text=text, label=label) for number, text, label in rows]

    def revisions(self, source_id: str) -> list[dict[str, Any]]:
        """What was ever stored for a source, newest first; only the first is searched."""
        rows = self.connection.execute(
            "SELECT sha256, kind, origin, added_at, ocr FROM revision WHERE source_id = ? ORDER BY key DESC",
            (source_id,),
        )
        names = ("sha256", "kind", "origin", "added_at", "ocr")
        return [dict(zip(names, (*row[:4], bool(row[4])), strict=True)) for row in rows]

    def page(self, source_id: str, number: int, source_sha256: str | None = None) -> StoredPage | None:
        """One page with its word boxes, of the newest revision or the one with that hash; None where there is none."""
        row = self.connection.execute(
            """SELECT r.sha256, r.key = s.revision, g.number, g.text, g.label, g.words
               FROM source s JOIN revision r ON r.source_id = s.id JOIN page g ON g.revision = r.key
               WHERE s.id = ? AND g.number = ? AND CASE WHEN ? IS NULL THEN r.key = s.revision ELSE r.sha256 = ? END
               ORDER BY r.key DESC LIMIT 1""",
            (source_id, number, source_sha256, source_sha256),
        ).fetchone()
        if row is None:
            return None
        sha, newest, number, text, label, words = row
        page = Page(number=number, text=text, label=label, words=_words_of(words))
        return StoredPage(source=self.sources[source_id], source_sha256=sha, newest=bool(newest), page=page)

    def passages(self, keys: Iterable[int]) -> dict[int, Passage]:
        """Passages by key; keys that have gone are left out."""
        wanted = json.dumps([int(key) for key in keys])
        rows = self.connection.execute(_PASSAGE_QUERY + "WHERE p.key IN (SELECT value FROM json_each(?))", (wanted,))
        return {row[0]: self._passage(row) for row in rows}

    def passages_of(self, source_id: str) -> list[Passage]:
        rows = self.connection.execute(
            _PASSAGE_QUERY + "WHERE p.source_id = ? ORDER BY g.number, p.start", (source_id,)
        )
        return [self._passage(row) for row in rows]

    def passages_with(self, passage_id: str) -> list[Passage]:
        """The passage of an id: none, one, or one a source where several hold the very same page."""
        rows = self.connection.execute(_PASSAGE_QUERY + "WHERE p.id = ? ORDER BY p.source_id", (passage_id,))
        return [self._passage(row) for row in rows]

    def passage_keys(self, source_ids: Iterable[str] | None = None) -> NDArray[np.int64]:
        """Keys of all passages, or of those of some sources, ascending."""
        if source_ids is None:
            rows = self.connection.execute("SELECT key FROM passage ORDER BY key")
        else:
            rows = self.connection.execute(
                "SELECT key FROM passage WHERE source_id IN (SELECT value FROM json_each(?)) ORDER BY key",
                (json.dumps([*source_ids]),),
            )
        return np.fromiter((row[0] for row in rows), np.int64)

    def vectors(self, keys: Sequence[int] | None = None) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Keys (n,) and vectors (n, dimensions), by ascending key; all, or those asked for."""
        if keys is None:
            rows = self.connection.execute("SELECT passage, data FROM vector ORDER BY passage").fetchall()
        else:
            rows = self.connection.execute(
                "SELECT passage, data FROM vector WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY passage",
                (json.dumps([int(key) for key in keys]),),
            ).fetchall()
        found = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        data = np.frombuffer(b"".join(row[1] for row in rows), "<f4")
        return found, data.reshape(len(rows), -1) if rows else data.reshape(0, 0)

    def meta(self, key: str) -> str | None:
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _version(self) -> Version:
        """Differs from every other state of the sources, in whichever process or thread they were changed.

        Inside a transaction, which may yet be rolled back, it also counts the changes of the connection.
        """
        connection = self.connection
        if connection.in_transaction:
            return self.generation, id(connection), connection.total_changes
        return self.generation, 0, 0

    def _one(self, query: str) -> Any:
        return self.connection.execute(query).fetchone()[0]

    def _passage(self, row: tuple[Any, ...]) -> Passage:
        key, pid, source_id, sha, page, label, start, end, text, section, evidence, as_of = row
        return Passage(
            id=pid, key=key, source=self.sources[source_id], source_sha256=sha, page=page, page_label=label,
            start=start, end=end, text=text, section=section, evidence=evidence, as_of=as_of,
        )  # fmt: skip

    def superseded_by(self, source_id: str) -> str | None:
        """The newest edition or revision that replaces this source; None where the library holds none."""
        return self._edition_links().superseded_by.get(source_id)

    def amended_by(self, source_id: str) -> tuple[str, ...]:
        """Addenda and corrigenda to a United Nations document."""
        return self._edition_links().amended_by.get(source_id, ())

    def copies_of(self, source_id: str) -> tuple[str, ...]:
        """The other sources with nearly the same text: one voice, in as many places. A figure can still differ."""
        version = self._version()
        if self._copies[0] != version:
            groups: dict[str, list[str]] = defaultdict(list)
            for sid, group in self.connection.execute(
                "SELECT id, copy_group FROM source WHERE copy_group IS NOT NULL ORDER BY id"
            ):
                groups[group].append(sid)
            copies = {sid: tuple(o for o in group if o != sid) for group in groups.values() for sid in group}
            self._copies = version, copies
        return self._copies[1].get(source_id, ())

    def described(self, source_id: str) -> dict[str, Any]:
        """What the library knows of a source, as `library list` and `library show` print it."""
        source = self.source(source_id)
        return {
            **asdict(source),
            "symbol": source.symbols[0] if source.symbols else None,
            "superseded_by": self.superseded_by(source_id),
            "amended_by": self.amended_by(source_id),
            "copies": self.copies_of(source_id),
            "revisions": self.revisions(source_id),
        }

    def _edition_links(self) -> Editions:
        version = self._version()
        if self._editions[0] != version:
            self._editions = version, editions_of(list(self.sources.values()))
        return self._editions[1]


def source_of(row: Sequence[Any]) -> Source:
    """A source from a row of SOURCE_COLUMNS."""
    values = dict(zip(SOURCE_COLUMNS.split(", "), row, strict=True))
    return Source(**values | {key: tuple(json.loads(values[key])) for key in ("countries", "topics", "symbols")})


def words_blob(words: Sequence[WordBox]) -> bytes | None:
    """Word boxes as stored: JSON, compressed."""
    if not words:
        return None
    rows = [[w.start, w.end, round(w.x0, 1), round(w.y0, 1), round(w.x1, 1), round(w.y1, 1)] for w in words]
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 3)


def _words_of(blob: bytes | None) -> tuple[WordBox, ...]:
    if blob is None:
        return ()
    rows = json.loads(zlib.decompress(blob))
    return tuple(WordBox(start=a, end=b, x0=x0, y0=y0, x1=x1, y1=y1) for a, b, x0, y0, x1, y1 in rows)
