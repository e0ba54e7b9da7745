"""People, their passwords, keys and sessions: one SQLite file beside the library, readable by its owner only.

Passwords are kept as argon2id hashes (RFC 9106); keys and session tokens are random, so their SHA-256 will do. Nothing
here can be turned back into what a person types or sends.
"""

import secrets
import sqlite3
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from assistant.access.people import ROLES, Person, Role
from corpus.errors import LibraryError, UsageError

FILE = "access.sqlite"
VERSION = 1
KEY_PREFIX = "ta-"
SHORTEST, LONGEST = 12, 1_024  # characters of a password
LONGEST_NAME = 64

_TABLES = """
CREATE TABLE person (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, role TEXT NOT NULL, password TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE key (
  sha256 TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE, made_on TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE session (
  sha256 TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE, ends REAL NOT NULL
) WITHOUT ROWID;
"""
_PERSON = "p.id, p.name, p.role"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of `user list`."""

    person: Person
    keys: int
    sessions: int


class Accounts:
    """The file of one library, safe to use from several threads and processes; made with the first person."""

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives seconds since 1970."""
        self.path, self._clock = folder / FILE, clock

    def any(self) -> bool:
        """Whether anybody can log in."""
        return bool(self._read("SELECT 1 FROM person LIMIT 1"))

    def add(self, name: str, password: str, role: Role = "reader") -> Person:
        """Raises UsageError for a name that is taken or unusable, or a password that is too short."""
        name = _usable_name(name)
        if role not in ROLES:
            raise UsageError(what=f"Cannot add {name}", why=f"{role!r} is no role", fix="Choose " + " or ".join(ROLES))
        person = Person(id=secrets.token_urlsafe(18), name=name, role=role)
        hashed = _hash(name, password)
        try:
            with self._open() as db:
                db.execute("INSERT INTO person VALUES (?, ?, ?, ?)", (person.id, name, role, hashed))
        except sqlite3.IntegrityError:
            raise UsageError(
                what=f"Cannot add {name}", why="there is a person of this name",
                fix="Give another name, or `assistant user password` a new password",
            ) from None  # fmt: skip
        return person

    def set_password(self, name: str, password: str) -> None:
        """Also ends the person's sessions and keys. Raises UsageError as `add` does."""
        person = self.named(name)
        hashed = _hash(person.name, password)
        with self._open() as db:
            db.execute("UPDATE person SET password = ? WHERE id = ?", (hashed, person.id))
            db.execute("DELETE FROM session WHERE person = ?", (person.id,))
            db.execute("DELETE FROM key WHERE person = ?", (person.id,))

    def remove(self, name: str) -> Person:
        """Forget a person with their keys and sessions. Raises UsageError for an unknown one."""
        person = self.named(name)
        with self._open() as db:
            db.execute("DELETE FROM person WHERE id = ?", (person.id,))
        return person

    def named(self, name: str) -> Person:
        """Raises UsageError for an unknown one."""
        rows = self._read(f"SELECT {_PERSON} FROM person p WHERE name = ?", unicodedata.normalize("NFC", name))
        if not rows:
            raise UsageError(
                what=f"There is no user {name!r}", why="nobody has that name", fix="See `assistant user list`"
            )
        return _person(rows[0])

    def listed(self) -> list[Listed]:
        rows = self._read(
            f"""SELECT {_PERSON}, (SELECT count(*) FROM key WHERE person = p.id),
                       (SELECT count(*) FROM session WHERE person = p.id AND ends > ?) FROM person p ORDER BY name""",
            self._clock(),
        )
        return [Listed(person=_person(row), keys=row[3], sessions=row[4]) for row in rows]

    def verified(self, name: str, password: str) -> Person | None:
        """Who has this name and password. An unknown name takes as long as a wrong password."""
        query = f"SELECT {_PERSON}, p.password FROM person p WHERE name = ?"
        rows = self._read(query, unicodedata.normalize("NFC", name))
        hashed = rows[0][3] if rows else _nobodys_hash()
        try:
            _hasher().verify(hashed, password[:LONGEST])
        except (VerificationError, UnicodeEncodeError):
            return None
        return _person(rows[0]) if rows else None

    def make_key(self, name: str) -> str:
        """A new key for the API, which is not kept and cannot be shown again."""
        person, key = self.named(name), KEY_PREFIX + secrets.token_urlsafe(32)
        with self._open() as db:
            db.execute("INSERT INTO key VALUES (?, ?, date('now'))", (_digest(key), person.id))
        return key

    def revoke_keys(self, name: str) -> int:
        """End every key of a person; returns how many there were."""
        person = self.named(name)
        with self._open() as db:
            return db.execute("DELETE FROM key WHERE person = ?", (person.id,)).rowcount

    def of_key(self, key: str) -> Person | None:
        rows = self._read(
            f"SELECT {_PERSON} FROM key k JOIN person p ON p.id = k.person WHERE k.sha256 = ?", _digest(key)
        )
        return _person(rows[0]) if rows else None

    def begin_session(self, person: Person, seconds: float) -> str:
        """A token that names the person for so long; ended sessions are forgotten meanwhile."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._open() as db:
            db.execute("DELETE FROM session WHERE ends <= ?", (now,))
            db.execute("INSERT INTO session VALUES (?, ?, ?)", (_digest(token), person.id, now + seconds))
        return token

    def of_session(self, token: str) -> Person | None:
        """Whose session a token is; None once it has ended, or for any other text."""
        rows = self._read(
            f"SELECT {_PERSON} FROM session s JOIN person p ON p.id = s.person WHERE s.sha256 = ? AND s.ends > ?",
            _digest(token), self._clock(),
        )  # fmt: skip
        return _person(rows[0]) if rows else None

    def end_session(self, token: str) -> None:
        with self._open() as db:
            db.execute("DELETE FROM session WHERE sha256 = ?", (_digest(token),))

    def _read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        if not self.path.exists():
            return []
        with self._open() as db:
            return db.execute(query, values).fetchall()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if not self.path.exists():
                self.path.touch(mode=0o600)
            db = sqlite3.connect(self.path, timeout=10)
        except (sqlite3.Error, OSError) as error:
            raise _unusable(self.path, str(error)) from error
        try:
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")
            _require_tables(db, self.path)
            with db:
                yield db
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise _unusable(self.path, str(error)) from error
        finally:
            db.close()


def _require_tables(db: sqlite3.Connection, path: Path) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        db.executescript(f"BEGIN IMMEDIATE;{_TABLES}PRAGMA user_version = {VERSION};COMMIT;")
    elif version > VERSION:
        raise _unusable(path, f"a newer version of the assistant wrote it ({version})")


def _usable_name(name: str) -> str:
    name = unicodedata.normalize("NFC", name)
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise UsageError(
            what=f"Cannot use the name {name!r}", why=f"it is not 1 to {LONGEST_NAME} printable characters",
            fix="Give another name",
        )  # fmt: skip
    return name


def _hash(name: str, password: str) -> str:
    why = None
    if not SHORTEST <= len(password) <= LONGEST:
        why = f"it has {len(password)} characters"
    elif name.casefold() in password.casefold() and len(password) < len(name) + SHORTEST:
        why = "it is little more than the name"
    if why:
        raise UsageError(what="Cannot use the password", why=why, fix=f"Choose one of at least {SHORTEST} characters")
    return _hasher().hash(password)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _person(row: tuple[Any, ...]) -> Person:
    return Person(id=row[0], name=row[1], role=row[2])


def _unusable(path: Path, why: str) -> LibraryError:
    return LibraryError(what=f"Cannot use {path}", why=why, fix="Check the file and the folder it is in")
