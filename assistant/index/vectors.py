"""The vector index as the rest sees it, and the exact one: every vector compared, straight from the library."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.library.store import Library

Ranked = list[tuple[int, float]]
"""Passage keys with their cosine, best first; ties break by key."""


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
        rows = np.arange(len(self._keys)) if keys is None else np.flatnonzero(np.isin(self._keys, keys))
        if not len(rows):
            return []
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
    order = np.lexsort((keys, -scores))[:k]
    return [(int(keys[i]), float(scores[i])) for i in order]
