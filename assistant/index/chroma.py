"""Chroma as the vector index: embedded in the library's folder, or a server. The only module that imports chromadb."""

import shutil
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import finalize

import chromadb
import numpy as np
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError
from httpx import HTTPError
from numpy.typing import NDArray

from assistant.index.vectors import IndexReplaced, Ranked, StoreUnreachable
from corpus.errors import LibraryError

BATCH = 5_000  # Chroma takes 5,461 at once
MIDDLE = 0.4  # of the passages; a filter that lets more through fetches more and filters after
HNSW: Any = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 3_200}
"""Chosen for recall at a million passages, many of them near-copies (docs/scale.md); a collection keeps what it was
made with until its index is made anew."""
EMBEDDED = "embedded"
HEADER = struct.Struct("<iQQQQ")
"""How header.bin of an HNSW segment begins: version, offset, capacity, count of the elements, bytes of each."""
NORM = 4  # bytes of each element in length.bin
CANNOT, REBUILD = "Cannot use the vector index", "Run `assistant library rebuild-index`"


class ChromaVectors:
    """Approximate nearest passages (HNSW, cosine). Ids are passage keys."""

    def __init__(self, folder: Path, address: str, collection: str) -> None:
        """`address` is `embedded` (data in `folder`) or the http(s):// address of a server.

        Every method raises LibraryError where the store is damaged or cannot be reached.
        """
        self._folder, self._address, self._name = folder, address, collection
        self._connected: chromadb.api.ClientAPI | None = None
        self._opened: chromadb.Collection | None = None

    @property
    def _client(self) -> "chromadb.api.ClientAPI":
        if self._connected is None:
            self._connected = _client(self._folder, self._address)
            if self._address != EMBEDDED:
                finalize(self, _hang_up, self._connected)
        return self._connected

    @property
    def _collection(self) -> "chromadb.Collection":
        if self._opened is None:
            self._opened = self._client.get_or_create_collection(
                self._name, configuration={"hnsw": HNSW}, embedding_function=None
            )
        return self._opened

    def reopen(self) -> None:
        """See what another process has written: an embedded client keeps what it read first, a server's does not."""
        if self._address == EMBEDDED:
            SharedSystemClient.clear_system_cache()
            self._connected = None
        self._opened = None

    def add(self, keys: Sequence[int], vectors: NDArray[np.float32]) -> None:
        with self._explained():
            for first in range(0, len(keys), BATCH):
                ids = [str(key) for key in keys[first : first + BATCH]]
                self._collection.upsert(ids=ids, embeddings=vectors[first : first + BATCH])
            self._wipe()

    def delete(self, keys: Sequence[int]) -> None:
        with self._explained():
            for first in range(0, len(keys), BATCH):
                self._collection.delete(ids=[str(key) for key in keys[first : first + BATCH]])
            self._wipe()

    def clear(self) -> None:
        """Empty the collection; an embedded store that is damaged is thrown away, for the library holds the vectors."""
        try:
            with self._explained():
                self._client.delete_collection(self._collection.name)
        except LibraryError:
            if self._address != EMBEDDED:
                raise
            shutil.rmtree(self._folder, ignore_errors=True)
        self.reopen()

    def __len__(self) -> int:
        with self._explained():
            return int(self._collection.count())

    def nearest(self, query: NDArray[np.float32], k: int, keys: NDArray[np.int64] | None = None) -> Ranked:
        """Middle filters go to Chroma as ids; wide ones fetch more and filter after, then fall back to ids."""
        if keys is None:
            return self._query(query, k)
        total = len(self)
        if total == 0 or len(keys) == 0:
            return []
        if len(keys) < MIDDLE * total:
            return self._query(query, k, ids=[str(key) for key in keys])
        allowed = set(keys.tolist())
        wanted = min(total, int(k * total / len(keys) * 2) + 10)
        found = [hit for hit in self._query(query, wanted) if hit[0] in allowed][:k]
        if len(found) >= min(k, len(keys)):
            return found
        return self._query(query, k, ids=[str(key) for key in keys])

    def _wipe(self) -> None:
        """Zero the slots of no element: a new segment's file holds whatever lay in memory, texts of sources among it.

        A fault of Chroma (chroma-core/chroma#7688). Only those who write call this: another's persist would be hurt.
        """
        if self._address == EMBEDDED:
            for header in self._folder.glob("*/header.bin"):
                _wipe_spare(header)

    def _query(self, query: NDArray[np.float32], k: int, ids: list[str] | None = None) -> Ranked:
        with self._explained():
            result = self._collection.query(
                query_embeddings=[query.tolist()], n_results=k, ids=ids, include=["distances"]
            )
        count = len(result["ids"][0])
        if ids is None and count < k // 2 and count < len(self) // 2:  # parts of its files are gone
            raise LibraryError(what=CANNOT, why=f"only {count} of {len(self)} vectors can be found", fix=REBUILD)
        distances = (result["distances"] or [[]])[0]
        hits = [(int(key), 1.0 - float(distance)) for key, distance in zip(result["ids"][0], distances, strict=True)]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except LibraryError:
            raise
        except NotFoundError as error:
            self._opened = None
            raise IndexReplaced(what=CANNOT, why=f"Chroma says: {error}", fix=REBUILD) from error
        except (ChromaError, ValueError, OSError, RuntimeError, AttributeError, HTTPError, struct.error) as error:
            raise _failed(self._address, error) from error  # AttributeError: half open


def _client(folder: Path, address: str) -> "chromadb.api.ClientAPI":
    quiet = ChromaSettings(anonymized_telemetry=False, allow_reset=False)  # its own: a client writes its address there
    if address == EMBEDDED:
        return chromadb.PersistentClient(path=folder, settings=quiet)
    url = urlsplit(address)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise LibraryError(
            what="Cannot reach Chroma",
            why=f"{address!r} is no address",
            fix="Set chroma to `embedded` or http://host:port",
        )
    port = url.port or (443 if url.scheme == "https" else 8000)
    return chromadb.HttpClient(host=url.hostname, port=port, ssl=url.scheme == "https", settings=quiet)


def _wipe_spare(header: Path) -> None:
    *_, count, size = HEADER.unpack_from(header.read_bytes())
    for name, slot in (("length.bin", NORM), ("data_level0.bin", size)):
        path, used = header.with_name(name), count * slot
        if (spare := path.stat().st_size - used) > 0:
            with path.open("r+b") as file:
                file.seek(used)
                file.write(bytes(spare))


def _hang_up(client: Any) -> None:
    client.close()
    for part in (client, client._admin_client):  # Chroma's own close leaves their connections open
        part._server._session.close()


def _failed(address: str, error: object) -> LibraryError:
    """A server that does not answer is not a damaged index: nothing is thrown away."""
    why = f"Chroma says: {error}"
    if address == EMBEDDED:
        return LibraryError(what=CANNOT, why=why, fix=REBUILD)
    fix = f"Start the Chroma server at {address}; nothing is lost, and the index follows with the next question"
    return StoreUnreachable(what=CANNOT, why=why, fix=fix)
