"""Answers kept: conversations, where that is switched on, and readers' judgements with the answer they are about.

A SQLite file of its own beside the library. It is made when there is something to keep, and what is deleted is
overwritten. An answer belongs to the browser that asked; its address is a secret that only that browser hands on.
"""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from assistant.answer import SCHEMA, Answer
from corpus.errors import LibraryError, UsageError

FILE = "records.sqlite"
VERSION = 1
Verdict = Literal["good", "bad"]
LONGEST_REASON = 2_000  # characters

_TABLES = """
CREATE TABLE conversation (id TEXT PRIMARY KEY, owner TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX conversation_by_owner ON conversation(owner);
CREATE TABLE answer (
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, record TEXT NOT NULL,  -- ANSWER, JSON
  conversation TEXT REFERENCES conversation(id) ON DELETE CASCADE
);
CREATE INDEX answer_by_conversation ON answer(conversation);
CREATE TABLE feedback (
  answer TEXT PRIMARY KEY REFERENCES answer(id) ON DELETE CASCADE, at TEXT NOT NULL, verdict TEXT NOT NULL,
  reason TEXT NOT NULL
) WITHOUT ROWID;
"""
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer as it was given, when, and what its reader thought of it."""

    id: str
    at: str  # ISO 8601, UTC
    answer: Answer
    verdict: Verdict | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One line of a reader's list."""

    id: str
    at: str
    title: str  # its first question
    answers: int


def new_id() -> str:
    """An address that cannot be guessed."""
    return secrets.token_urlsafe(18)


def read_answer(record: dict[str, Any]) -> Answer:
    """An answer from its JSON form. Raises ValueError for what is none."""
    if record.get("schema") != SCHEMA:
        raise ValueError(f"schema {record.get('schema')!r} is not {SCHEMA}")
    return _ANSWER.validate_python({key: value for key, value in record.items() if key != "schema"})


class Records:
    """The file of one library. Safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def keep(self, kept: Kept, conversation: str, owner: str) -> None:
        """Keep an answer at the end of a conversation, which is begun where it is new.

        Raises UsageError where the conversation is somebody else's.
        """
        with self._writing() as db:
            db.execute("INSERT OR IGNORE INTO conversation VALUES (?, ?, ?)", (conversation, owner, kept.at))
            _require_owner(db, conversation, owner)
            _insert(db, kept, conversation)

    def judge(self, kept: Kept, verdict: Verdict, reason: str) -> None:
        """Store a reader's judgement with the answer it is about; a second one takes the place of the first."""
        with self._writing() as db:
            if db.execute("SELECT 1 FROM answer WHERE id = ?", (kept.id,)).fetchone() is None:
                _insert(db, kept, None)
            row = (kept.id, now(), verdict, reason[:LONGEST_REASON])
            db.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?)", row)

    def withdraw(self, answer_id: str) -> None:
        """Forget a judgement, and the answer too where it was only kept for it."""
        if not self.path.exists():
            return
        with self._writing() as db:
            db.execute("DELETE FROM feedback WHERE answer = ?", (answer_id,))
            db.execute("DELETE FROM answer WHERE id = ? AND conversation IS NULL", (answer_id,))

    def answer(self, answer_id: str) -> Kept | None:
        found = list(self._answers("a.id = ?", answer_id))
        return found[0] if found else None

    def conversation(self, conversation: str, owner: str) -> list[Kept]:
        """The answers of an own conversation, oldest first; none of somebody else's."""
        return list(self._answers("c.id = ? AND c.owner = ?", conversation, owner))

    def conversations(self, owner: str) -> list[Conversation]:
        """One's own, the newest first."""
        rows = self._read(
            """SELECT c.id, max(a.at), (SELECT record FROM answer WHERE conversation = c.id ORDER BY key LIMIT 1),
                      count(*)
               FROM conversation c JOIN answer a ON a.conversation = c.id WHERE c.owner = ?
               GROUP BY c.id ORDER BY max(a.key) DESC""",
            owner,
        )
        return [
            Conversation(id=cid, at=at, title=str(json.loads(record)["question"]), answers=count)
            for cid, at, record, count in rows
        ]

    def delete(self, owner: str, conversation: str | None = None) -> int:
        """Forget one of one's own conversations, or all, with the judgements in them; returns how many."""
        if not self.path.exists():
            return 0
        with self._writing() as db:
            query = "DELETE FROM conversation WHERE owner = ? AND (? IS NULL OR id = ?)"
            return db.execute(query, (owner, conversation, conversation)).rowcount

    def judged(self) -> Iterator[Kept]:
        """Every answer with a judgement, oldest first."""
        yield from self._answers("f.verdict IS NOT NULL")

    def _answers(self, condition: str, *values: str) -> Iterator[Kept]:
        rows = self._read(
            f"""SELECT a.id, a.at, a.record, f.verdict, f.reason FROM answer a
                LEFT JOIN conversation c ON c.id = a.conversation LEFT JOIN feedback f ON f.answer = a.id
                WHERE {condition} ORDER BY a.key""",  # noqa: S608  conditions are written above
            *values,
        )
        for answer_id, at, record, verdict, reason in rows:
            answer = read_answer(json.loads(record))
            yield Kept(id=answer_id, at=at, answer=answer, verdict=verdict, reason=reason or "")

    def _read(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        if not self.path.exists():
            return []
        with self._open() as db:
            return db.execute(query, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own each time: few are ever needed at once. Deleted rows are overwritten, not left."""
        try:
            if not self.path.exists():
                self.path.touch(mode=0o600)
            db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        except (sqlite3.Error, OSError) as error:
            raise _unusable(self.path, str(error)) from error
        try:
            db.execute("PRAGMA secure_delete = ON")
            db.execute("PRAGMA foreign_keys = ON")
            _require_tables(db, self.path)
            yield db
        except sqlite3.Error as error:
            raise _unusable(self.path, str(error)) from error
        finally:
            db.close()


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _insert(db: sqlite3.Connection, kept: Kept, conversation: str | None) -> None:
    record = json.dumps(kept.answer.as_json(), ensure_ascii=False)
    db.execute(
        "INSERT INTO answer (id, at, record, conversation) VALUES (?, ?, ?, ?)",
        (kept.id, kept.at, record, conversation),
    )


def _require_owner(db: sqlite3.Connection, conversation: str, owner: str) -> None:
    if db.execute("SELECT owner FROM conversation WHERE id = ?", (conversation,)).fetchone() != (owner,):
        raise UsageError(
            what="Cannot keep the answer", why="the conversation belongs to another browser", fix="Begin a new one"
        )


def _require_tables(db: sqlite3.Connection, path: Path) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        db.executescript(f"BEGIN IMMEDIATE;{_TABLES}PRAGMA user_version = {VERSION};COMMIT;")
    elif version > VERSION:
        raise _unusable(path, f"a newer version of the assistant wrote it ({version})")


def _unusable(path: Path, why: str) -> LibraryError:
    return LibraryError(what=f"Cannot use {path}", why=why, fix="Check the file, or move it away to begin anew")
