"""Chroma as the vector index: embedded in the library's folder, or a server. The only module that imports chromadb."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from assistant.index.vectors import Ranked
from corpus.errors import LibraryError

BATCH = 2_000
MIDDLE = 0.4  # of the passages; a filter that lets more through fetches more and filters after
_QUIET = ChromaSettings(anonymized_telemetry=False, allow_reset=False)


class ChromaVectors:
    """Approximate nearest passages (HNSW, cosine). Ids are passage keys."""

    def __init__(self, folder: Path, address: str, collection: str) -> None:
        """`address` is `embedded` (data in `folder`) or the http(s):// address of a server.

        Every method raises LibraryError where the store is damaged or cannot be reached.
        """
        self._folder, self._address, self._name = folder, address, collection
        self._opened: chromadb.Collection | None = None

    @property
    def _collection(self) -> "chromadb.Collection":
        if self._opened is None:
            self._opened = _client(self._folder, self._address).get_or_create_collection(
                self._name, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}, embedding_function=None
            )
        return self._opened

    def reopen(self) -> None:
        """See what another process has written: an embedded client keeps what it read first."""
        SharedSystemClient.clear_system_cache()
        self._opened = None

    def add(self, keys: Sequence[int], vectors: NDArray[np.float32]) -> None:
        with self._explained():
            for first in range(0, len(keys), BATCH):
                ids = [str(key) for key in keys[first : first + BATCH]]
                self._collection.upsert(ids=ids, embeddings=vectors[first : first + BATCH])

    def delete(self, keys: Sequence[int]) -> None:
        with self._explained():
            for first in range(0, len(keys), BATCH):
                self._collection.delete(ids=[str(key) for key in keys[first : first + BATCH]])

    def clear(self) -> None:
        """Empty the collection; an embedded store that is damaged is thrown away, for the library holds the vectors."""
        try:
            with self._explained():
                _client(self._folder, self._address).delete_collection(self._collection.name)
        except LibraryError:
            if self._address != "embedded":
                raise
            shutil.rmtree(self._folder, ignore_errors=True)
        self.reopen()

    def __len__(self) -> int:
        with self._explained():
            return int(self._collection.count())

    def nearest(self, query: NDArray[np.float32], k: int, keys: NDArray[np.int64] | None = None) -> Ranked:
        """Middle filters go to Chroma as ids; wide ones fetch more and filter after, then fall back to ids."""
        total = len(self)
        if total == 0 or (keys is not None and len(keys) == 0):
            return []
        if keys is None:
            return self._query(query, k)
        if len(keys) < MIDDLE * total:
            return self._query(query, k, ids=[str(key) for key in keys])
        allowed = set(keys.tolist())
        wanted = min(total, int(k * total / len(keys) * 2) + 10)
        found = [hit for hit in self._query(query, wanted) if hit[0] in allowed][:k]
        if len(found) >= min(k, len(keys)):
            return found
        return self._query(query, k, ids=[str(key) for key in keys])

    def _query(self, query: NDArray[np.float32], k: int, ids: list[str] | None = None) -> Ranked:
        with self._explained():
            result = self._collection.query(
                query_embeddings=[query.tolist()], n_results=k, ids=ids, include=["distances"]
            )
        count = len(result["ids"][0])
        if ids is None and count < k // 2 and count < len(self) // 2:  # parts of its files are gone
            raise _unreachable(self._address, f"only {count} of {len(self)} vectors can be found")
        distances = (result["distances"] or [[]])[0]
        hits = [(int(key), 1.0 - float(distance)) for key, distance in zip(result["ids"][0], distances, strict=True)]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (ChromaError, ValueError, OSError, RuntimeError, AttributeError) as error:  # the last: half open
            raise _unreachable(self._address, error) from error


def _client(folder: Path, address: str) -> "chromadb.api.ClientAPI":
    if address == "embedded":
        return chromadb.PersistentClient(path=folder, settings=_QUIET)
    url = urlsplit(address)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise LibraryError(
            what="Cannot reach Chroma",
            why=f"{address!r} is no address",
            fix="Set chroma to `embedded` or http://host:port",
        )
    port = url.port or (443 if url.scheme == "https" else 8000)
    return chromadb.HttpClient(host=url.hostname, port=port, ssl=url.scheme == "https", settings=_QUIET)


def _unreachable(address: str, error: object) -> LibraryError:
    fix = "Run `assistant library rebuild-index`" if address == "embedded" else f"Start the Chroma server at {address}"
    return LibraryError(what="Cannot search the vector index", why=f"Chroma says: {error}", fix=fix)
