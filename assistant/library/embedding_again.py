"""Embedding a whole library with another model: stopped anywhere, it goes on; until it ends the old vectors stand.

What is made lies in a file of its own in the index folder, by a hash of model and text, so that documents may come and
go before it goes on.
"""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.embedding import Embedder
from assistant.library.store import Library
from assistant.library.transactions import transaction
from assistant.library.writing import replace_vectors, with_header

UNFINISHED = "embedding-again.sqlite"


def embed_again(library: Library, embedder: Embedder, progress: Callable[[int, int, str], None]) -> None:
    """Embed every passage, source by source, then put all vectors in place in one transaction.

    `progress` hears of sources done, of how many, and the next. The caller holds the writer lock.
    """
    path = library.folder / "index" / UNFINISHED
    path.parent.mkdir(exist_ok=True)
    sources = list(library.sources.values())
    with closing(_Made(sqlite3.connect(path), embedder)) as made:
        for done, source in enumerate(sources):
            progress(done, len(sources), source.title)
            made.make([with_header(source, p.section, p.text) for p in library.passages_of(source.id)])
        with transaction(library.connection):
            for source in sources:
                passages = library.passages_of(source.id)
                vectors = made.vectors([with_header(source, p.section, p.text) for p in passages])
                replace_vectors(library.connection, passages, vectors)
            library.connection.execute(
                "INSERT INTO meta VALUES ('embedder', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (embedder.name,),
            )
    path.unlink()
    progress(len(sources), len(sources), "done")


class _Made:
    """Vectors made so far, by what they were made of."""

    def __init__(self, connection: sqlite3.Connection, embedder: Embedder) -> None:
        self._connection, self._embedder = connection, embedder
        self.close = connection.close
        with connection:
            connection.execute("CREATE TABLE IF NOT EXISTS made (digest BLOB PRIMARY KEY, data BLOB NOT NULL)")

    def make(self, texts: Sequence[str]) -> None:
        """Those that are missing, kept as soon as they are all there."""
        missing = [text for text in dict.fromkeys(texts) if self._data(text) is None]
        if missing:
            vectors = self._embedder.embed_documents(missing).astype("<f4")
            rows = ((self._digest(text), vector.tobytes()) for text, vector in zip(missing, vectors, strict=True))
            with self._connection:
                self._connection.executemany("INSERT INTO made VALUES (?, ?)", rows)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        data = b"".join(self._data(text) or b"" for text in texts)
        return np.frombuffer(data, "<f4").reshape(len(texts), self._embedder.dimensions)

    def _data(self, text: str) -> bytes | None:
        row = self._connection.execute("SELECT data FROM made WHERE digest = ?", (self._digest(text),)).fetchone()
        return row[0] if row else None

    def _digest(self, text: str) -> bytes:
        return sha256(f"{self._embedder.name}\n{text}".encode("utf-8", "surrogatepass")).digest()
