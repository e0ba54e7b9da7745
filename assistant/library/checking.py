"""`library check`: whether the library is whole, and whether its indexes hold what it holds."""

from hashlib import sha256

from assistant.index.searching import Indexes
from assistant.library.store import Library
from corpus.model import passage_id


def check(library: Library, indexes: Indexes) -> list[str]:
    """What is wrong, in plain words; empty where all is well."""
    return [*content_problems(library), *indexes.problems()]


def content_problems(library: Library) -> list[str]:
    """The same for the library alone: its indexes can be made anew."""
    return [*_database(library), *_pages(library), *_passages(library)]


def _database(library: Library) -> list[str]:
    rows = library.connection.execute("PRAGMA integrity_check").fetchall()
    found = [f"the database is damaged: {row[0]}" for row in rows if row[0] != "ok"]
    broken = library.connection.execute("PRAGMA foreign_key_check").fetchall()
    return [*found, *(f"the table {row[0]} points at a row that is gone" for row in broken)]


def _pages(library: Library) -> list[str]:
    rows = library.connection.execute("SELECT key, text, sha256 FROM page")
    return [
        f"page row {key} has changed since it was stored"
        for key, text, stored in rows
        if sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != stored
    ]


def _passages(library: Library) -> list[str]:
    rows = library.connection.execute(
        """SELECT p.id, g.sha256, g.number, p.start, p."end", length(g.text), v.passage
           FROM passage p JOIN page g ON g.key = p.page LEFT JOIN vector v ON v.passage = p.key"""
    )
    found = []
    for pid, page_sha, number, start, end, length, vector in rows:
        if pid != passage_id(page_sha, number, start, end) or not 0 <= start < end <= length:
            found.append(f"passage {pid} does not fit its page")
        if vector is None:
            found.append(f"passage {pid} has no vector")
    return found
