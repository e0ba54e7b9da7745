"""The tables of a library and how a library file is opened."""

import shutil
import sqlite3
from pathlib import Path

from assistant.library.lock import writer_lock
from corpus.errors import LibraryError

SCHEMA_VERSION = 3
FILE = "library.sqlite"
RESTORING = ".restoring-"  # begins the name of a folder beside it in which a backup is unpacked

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE source (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, publisher TEXT, publisher_type TEXT, published TEXT, language TEXT,
  countries TEXT NOT NULL, topics TEXT NOT NULL,      -- JSON lists
  url TEXT, licence TEXT, edition_of TEXT, kind TEXT NOT NULL,
  revision INTEGER NOT NULL,                          -- the newest; only it is searched
  symbols TEXT NOT NULL DEFAULT '[]',                 -- a JSON list
  sketch BLOB,                                        -- corpus/sameness.py; NULL where the text is too short
  copy_group TEXT                                     -- sources with the same one are copies of one text
) WITHOUT ROWID;
CREATE INDEX source_by_copy_group ON source(copy_group) WHERE copy_group IS NOT NULL;

CREATE TABLE edit (                                   -- what a person set by hand: it outlives newer revisions
  source_id TEXT NOT NULL REFERENCES source(id) ON DELETE CASCADE,
  field TEXT NOT NULL, value TEXT NOT NULL,           -- JSON
  PRIMARY KEY (source_id, field)
) WITHOUT ROWID;

CREATE TABLE revision (                               -- older ones stay readable for `verify`
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  source_id TEXT NOT NULL REFERENCES source(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  sha256 TEXT NOT NULL, kind TEXT NOT NULL, origin TEXT, added_at TEXT NOT NULL, ocr INTEGER NOT NULL
);
CREATE INDEX revision_by_sha256 ON revision(sha256);
CREATE INDEX revision_by_source ON revision(source_id);

CREATE TABLE fetched (                                -- so that what has not changed is not fetched again
  url TEXT PRIMARY KEY, source_id TEXT NOT NULL REFERENCES source(id) ON DELETE CASCADE,
  etag TEXT, last_modified TEXT
) WITHOUT ROWID;

CREATE TABLE page (
  key INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL REFERENCES revision(key) ON DELETE CASCADE,
  number INTEGER NOT NULL, label TEXT, text TEXT NOT NULL, sha256 TEXT NOT NULL,
  words BLOB,                                         -- JSON, zlib: [start, end, x0, y0, x1, y1] a word
  UNIQUE (revision, number)
);

CREATE TABLE passage (                                -- of newest revisions only
  key INTEGER PRIMARY KEY AUTOINCREMENT,              -- never used again: indexes know passages by it
  id TEXT NOT NULL,
  source_id TEXT NOT NULL REFERENCES source(id) ON DELETE CASCADE,
  page INTEGER NOT NULL REFERENCES page(key) ON DELETE CASCADE,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, section TEXT, evidence TEXT, as_of TEXT
);
CREATE INDEX passage_by_id ON passage(id);
CREATE INDEX passage_by_source ON passage(source_id);
CREATE INDEX passage_by_page ON passage(page);

CREATE TABLE vector (
  passage INTEGER PRIMARY KEY REFERENCES passage(key) ON DELETE CASCADE,
  data BLOB NOT NULL                                  -- float32, little endian, unit length
);

CREATE TABLE change (                                 -- what the indexes have to follow; seq is the index generation
  seq INTEGER PRIMARY KEY AUTOINCREMENT, source_id TEXT NOT NULL, passage INTEGER, op TEXT NOT NULL
);
CREATE TABLE index_state (name TEXT PRIMARY KEY, applied INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE import_log (
  key INTEGER PRIMARY KEY, at TEXT NOT NULL, path TEXT NOT NULL, doc_id TEXT, source_id TEXT, outcome TEXT NOT NULL,
  pages INTEGER NOT NULL, passages INTEGER NOT NULL, ocr INTEGER NOT NULL, detail TEXT
);
"""

MIGRATIONS = {
    1: """
ALTER TABLE source ADD COLUMN symbols TEXT NOT NULL DEFAULT '[]';
ALTER TABLE source ADD COLUMN sketch BLOB;
ALTER TABLE source ADD COLUMN copy_group TEXT;
CREATE INDEX source_by_copy_group ON source(copy_group) WHERE copy_group IS NOT NULL;
CREATE TABLE edit (
  source_id TEXT NOT NULL REFERENCES source(id) ON DELETE CASCADE,
  field TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (source_id, field)
) WITHOUT ROWID;
""",
    2: """
CREATE TABLE fetched (
  url TEXT PRIMARY KEY, source_id TEXT NOT NULL REFERENCES source(id) ON DELETE CASCADE,
  etag TEXT, last_modified TEXT
) WITHOUT ROWID;
""",
}
"""What leads from a version to the next one."""


def connect(folder: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open the library's file in WAL mode.

    Raises LibraryError where there is none (and `create` is not set), where it is no library, or a newer one.
    """
    path = folder / FILE
    if not path.is_file() and not create:
        raise LibraryError(
            what=f"Cannot open the library {folder}", why="it does not exist yet",
            fix="Run `assistant library build` for the starter corpus, or `assistant library add PATH`",
        )  # fmt: skip
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is removed is overwritten, not left in the file
        _require_schema(connection, folder)
    except (sqlite3.Error, OSError) as error:
        raise LibraryError(
            what=f"Cannot open the library {folder}", why=str(error), fix="Check the folder, or restore a backup"
        ) from error
    return connection


def _require_schema(connection: sqlite3.Connection, folder: Path) -> None:
    """Make the tables, or bring those of an older version up, after a backup of the file beside it."""
    version = _version(connection)
    if version > SCHEMA_VERSION:
        raise LibraryError(
            what=f"Cannot open the library {folder}",
            why=f"a newer version of the assistant wrote it (schema {version})",
            fix="Install the newer version",
        )  # fmt: skip
    if version == 0:
        _run(connection, SCHEMA)
    elif version < SCHEMA_VERSION:
        with writer_lock(folder, wait_s=30):  # whoever else opens it meanwhile waits, and finds it done
            version = _version(connection)
            if version < SCHEMA_VERSION:
                _back_up(connection, folder / f"library-schema-{version}.sqlite")
                _run(connection, "".join(MIGRATIONS[step] for step in range(version, SCHEMA_VERSION)))


def _run(connection: sqlite3.Connection, steps: str) -> None:
    """All steps or none; where another process was faster, none."""
    try:
        connection.executescript(f"BEGIN IMMEDIATE;{steps}PRAGMA user_version = {SCHEMA_VERSION};COMMIT;")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if _version(connection) != SCHEMA_VERSION:
            raise


def forget_older_copies(folder: Path) -> None:
    """Delete the copies made before the library was brought up, and what a restore that was killed left behind: they
    hold what is removed from it."""
    for left in folder.glob(f"{RESTORING}*"):
        shutil.rmtree(left)
    for copy in folder.glob("library-schema-*"):
        copy.unlink(missing_ok=True)


def _back_up(connection: sqlite3.Connection, path: Path) -> None:
    """A whole copy for its owner only, or none: it is given its name when it is complete."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    copy = sqlite3.connect(unfinished)
    try:
        connection.backup(copy)
    finally:
        copy.close()
    unfinished.replace(path)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
