"""The vector index as the rest sees it, and the exact one: every vector compared, straight from the library."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.library.store import Library
from corpus.errors import LibraryError

Ranked = list[tuple[int, float]]
"""Passage keys with their cosine, best first; ties break by key."""


class StoreUnreachable(LibraryError):
    """The server that keeps the vectors does not answer: what it holds may be whole."""


class IndexReplaced(LibraryError):
    """What was open is no longer there: another process made the index again, or its server has lost it."""


class VectorIndex(Protocol):
    """Nearest passages by cosine. `keys` narrows the search to some passages; none is searched outside them."""

    def nearest(self, query: NDArray[np.float32], k: int, keys: NDArray[np.int64] | None = None) -> Ranked: ...


class VectorStore(VectorIndex, Protocol):
    """An index that is written too; it follows the library (assistant/index/sync.py)."""

    def add(self, keys: Sequence[int], vectors: NDArray[np.float32]) -> None: ...
    def delete(self, keys: Sequence[int]) -> None: ...
    def clear(self) -> None: ...
    def reopen(self) -> None: ...
    def __len__(self) -> int: ...


class ExactVectors:
    """Compares the question with every vector; right for small libraries and narrow filters, and exact always."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._generation = -1
        self._keys: NDArray[np.int64] = np.empty(0, np.int64)
        self._vectors: NDArray[np.float32] = np.empty((0, 0), np.float32)

    def nearest(self, query: NDArray[np.float32], k: int, keys: NDArray[np.int64] | None = None) -> Ranked:
        self._refresh()
        if not len(self._keys):
            return []
        if keys is None:
            return ranked(self._keys, self._vectors @ query, k)
        rows = np.flatnonzero(np.isin(self._keys, keys))
        return ranked(self._keys[rows], self._vectors[rows] @ query, k)

    def _refresh(self) -> None:
        generation = self._library.generation
        if generation != self._generation:
            self._keys, self._vectors = self._library.vectors()
            self._generation = generation


def nearest_among(library: Library, query: NDArray[np.float32], k: int, keys: Sequence[int]) -> Ranked:
    """Exact search that reads only the vectors asked for: for narrow filters over a large library."""
    found, vectors = library.vectors(keys)
    return ranked(found, vectors @ query, k) if len(found) else []


def ranked(keys: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> Ranked:
    if len(scores) > k > 0:  # only what is as near as the kth is put in order
        first = np.flatnonzero(scores >= np.partition(scores, len(scores) - k)[len(scores) - k])
        keys, scores = keys[first], scores[first]
    order = np.lexsort((keys, -scores))[:k]
    return [(int(keys[i]), float(scores[i])) for i in order]
