"""Writing to the library's file: all of a change or nothing, and a clear word where the system does not allow it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.errors import LibraryError


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. Raises LibraryError where the file cannot be written: the disk is full, or another has it."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite itself gives up some, of a full disk
                connection.execute("ROLLBACK")
            raise
    except sqlite3.OperationalError as error:
        raise cannot_write(error) from error


def cannot_write(error: sqlite3.OperationalError | OSError) -> LibraryError:
    """For what a system says where a disk is full, or another program holds the file."""
    return LibraryError(
        what="Cannot write to the library", why=str(error),
        fix="Free the disk, or wait for what holds the file, and run it again: what was stored before is kept",
    )  # fmt: skip
