"""One writer at a time: a lock file that the operating system frees when its process dies."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.library.transactions import cannot_write
from corpus.errors import LibraryError

LOCK = "writer.lock"
HOLDER = "writer.json"


@contextmanager
def writer_lock(folder: Path, *, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the library's writer lock. Raises LibraryError, naming the holder, where another process has it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK, timeout=wait_s)
    try:
        lock.acquire()
    except Timeout:
        raise LibraryError(
            what=f"Cannot write to the library {folder}", why=f"{_holder(folder)} is writing to it",
            fix="Wait until it has finished, or stop it, and run the command again; nothing is lost",
        ) from None  # fmt: skip
    try:
        _name_holder(folder)
        yield
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _name_holder(folder: Path) -> None:
    try:
        (folder / HOLDER).write_text(json.dumps({"pid": os.getpid()}), "utf-8")
    except OSError as error:
        raise cannot_write(error) from error


def _holder(folder: Path) -> str:
    try:
        return f"process {json.loads((folder / HOLDER).read_text('utf-8'))['pid']}"
    except (OSError, ValueError, KeyError):
        return "another process"
