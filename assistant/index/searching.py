"""The indexes of one library, opened when first needed, and reopened when the library has moved on."""

import logging
import math
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.index.sync import (
    WORDS,
    Follower,
    Progress,
    VectorFollower,
    WordFollower,
    applied,
    follow,
    forget_mark,
    forget_others,
    is_marked,
    is_sound,
    page_of,
    rebuild,
    unheard,
)
from assistant.index.vectors import ExactVectors, IndexReplaced, Ranked, StoreUnreachable, VectorStore, nearest_among
from assistant.index.words import FIELDS, WordIndex
from assistant.library.lock import writer_lock
from assistant.library.store import Library
from assistant.library.transactions import cannot_write
from assistant.settings import Settings
from corpus.errors import LibraryError

log = logging.getLogger(__name__)
T = TypeVar("T")
MENDED = "the next question mends it, and so does `assistant library rebuild-index`"


class Indexes:
    """Word and vector search over a library. Searches see what `refresh` last saw."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library, self._settings = library, settings
        self._folder = library.folder / "index"
        self._seen = -1
        self._exact = ExactVectors(library)
        self._store: tuple[str, VectorStore] | None = None
        self._checked: VectorStore | None = None  # what was last found to be sound

    def refresh(self) -> bool:
        """Follow the library before a search: reopen what another process has written, mend what a crash left behind.

        Returns False while another process is still writing what the indexes do not hold yet. Raises LibraryError where
        the word index is damaged or gone and cannot be made again now.
        """
        generation = self._library.generation
        current = min(self.applied().values()) >= generation or self._mend()
        done = min(self.applied().values())
        if done != self._seen or not is_marked(self._library, self._words):
            self._reopen()
            if current and not is_sound(self._library, self._words) and self._library.generation == generation:
                self._make_again(self._words)
            self._seen = done
        return current

    def follow(self, progress: Progress = unheard) -> None:
        """Bring every index up to the library. The caller holds the writer lock."""
        followers = self._followers()
        try:
            for follower in followers:
                follow(self._library, follower, progress)
            forget_others(self._library, followers)
        except (sqlite3.OperationalError, OSError) as error:
            raise cannot_write(error) from error

    def rebuild(self, progress: Progress = unheard) -> None:
        """Make every index again. The caller holds the writer lock; what is stopped goes on with the next `follow`."""
        followers = self._followers()
        for follower in followers:
            rebuild(self._library, follower, progress)
        forget_others(self._library, followers)

    def problems(self) -> list[str]:
        """What `library check` has to say of the indexes."""
        generation = self._library.generation
        found = []
        for follower in self._followers():
            if applied(self._library, follower.name) < generation:
                found.append(f"the index {follower.name!r} is behind the library: {MENDED}")
            elif not follower.matches(self._library):
                found.append(f"the index {follower.name!r} does not hold what the library holds: {MENDED}")
        return found

    def applied(self) -> dict[str, int]:
        """The generation that words and vectors have followed the library to."""
        return {"words": applied(self._library, WORDS), "vectors": applied(self._library, self._vectors_name())}

    def nearest(self, query: NDArray[np.float32], k: int, keys: NDArray[np.int64] | None) -> Ranked:
        """Exact over small libraries and narrow filters, the vector store beyond."""
        limit = self._settings.exact_scan_limit
        if self._library.count("passage") <= limit:
            return self._exact.nearest(query, k, keys)
        if keys is not None and len(keys) <= limit:
            return nearest_among(self._library, query, k, keys.tolist())
        return self._unless_damaged(self._vectors_follower, lambda: self._sound_vectors().nearest(query, k, keys))

    def search_passages(self, words: Sequence[str], k: int, sources: Iterable[str] | None) -> list[tuple[int, float]]:
        found = self._unless_damaged(self._words, lambda: self.passages.search(words, k, sources))
        return [(int(key), score) for key, score in found]

    def search_pages(
        self, words: Sequence[str], k: int, sources: Iterable[str] | None
    ) -> list[tuple[tuple[str, int], float]]:
        """Pages as (source id, page number)."""
        found = self._unless_damaged(self._words, lambda: self.pages.search(words, k, sources))
        return [(page_of(key), score) for key, score in found]

    def search_documents(self, words: Sequence[str], k: int, sources: Iterable[str] | None) -> list[tuple[str, float]]:
        return self._unless_damaged(self._words, lambda: self.documents.search(words, k, sources))

    def is_known(self, term: str) -> bool:
        """Whether a term stands in any document, its title, publisher, date or place."""
        return any(self.documents.document_frequency(term, field) for field in FIELDS)

    def idf(self, term: str) -> float:
        """Inverse document frequency over passages, as BM25 has it; never negative."""
        n, df = len(self.passages), self.passages.document_frequency(term)
        return math.log(1 + (max(n - df, 0) + 0.5) / (df + 0.5))

    @cached_property
    def passages(self) -> WordIndex:
        return WordIndex(self._folder / "words" / "passages")

    @cached_property
    def pages(self) -> WordIndex:
        return WordIndex(self._folder / "words" / "pages")

    @cached_property
    def documents(self) -> WordIndex:
        return WordIndex(self._folder / "words" / "documents")

    @property
    def vectors(self) -> VectorStore:
        """Chroma, or the LlamaIndex store of the settings; another one where the library's model has changed."""
        name = self._vectors_name()
        if self._store is None or self._store[0] != name:
            self._store = name, self._open_vectors(name)
        return self._store[1]

    def _open_vectors(self, name: str) -> VectorStore:
        folder = self._folder / "chroma" if self._settings.vector_store == "chroma" else self._folder / "vectors"
        if self._settings.vector_store == "chroma":
            from assistant.index.chroma import ChromaVectors

            return ChromaVectors(folder, self._settings.chroma, name)
        from assistant.llama_index import LlamaIndexVectors

        return LlamaIndexVectors(self._library, folder, self._settings.vector_store, name)

    def _vectors_name(self) -> str:
        """Of this library's vectors by this model in this store: what another model made is never searched."""
        made = f"{self._library.meta('embedder')} {self._settings.vector_store} {self._settings.chroma}"
        return f"passages-{self._library_id()[:16]}-{sha256(made.encode()).hexdigest()[:12]}"

    def _followers(self) -> list[Follower]:
        return [self._words, self._vectors_follower]

    @property
    def _words(self) -> WordFollower:
        return WordFollower(self._folder / "words", self.passages, self.pages, self.documents)

    @property
    def _vectors_follower(self) -> VectorFollower:
        name = self._vectors_name()
        return VectorFollower(name, self._folder / name, self.vectors)

    def _reopen(self) -> None:
        for index in (self.passages, self.pages, self.documents):
            with suppress(LibraryError):  # whether it is sound is asked next
                index.reload()
        if self._store is not None:
            self.vectors.reopen()
        self._checked = None

    def _sound_vectors(self) -> VectorStore:
        """The vector store; once after it is opened, whether it holds what the library holds."""
        store, follower = self.vectors, self._vectors_follower
        generation = self._library.generation
        if self._checked is not store and self._seen >= generation:
            if not is_sound(self._library, follower) and self._library.generation == generation:
                self._make_again(follower)
            self._checked = store
        return store

    def _unless_damaged(self, follower: Follower, search: Callable[[], T]) -> T:
        """What is found; an index that fails, and fails again when it is opened anew, is made again first."""
        try:
            return search()
        except StoreUnreachable:
            raise
        except LibraryError:  # another process may have written or replaced what was read
            self._reopen()
        try:
            return search()
        except (StoreUnreachable, IndexReplaced):
            raise
        except LibraryError as error:
            log.warning("%s", error)
            self._make_again(follower)
            return search()

    def _make_again(self, follower: Follower) -> None:
        """Raises LibraryError where that cannot be done now."""
        try:
            with writer_lock(self._library.folder):
                forget_mark(follower)
                self.follow()
        except LibraryError as error:
            raise LibraryError(
                what="Cannot search the library", why=f"an index is damaged and cannot be made again now ({error.why})",
                fix="Try again in a minute; if it stays so, run `assistant library rebuild-index`",
            ) from error  # fmt: skip

    def _mend(self) -> bool:
        try:
            with writer_lock(self._library.folder):
                self.follow()
        except LibraryError as error:
            log.info("The indexes are behind: %s", error)
            return False
        return True

    def _library_id(self) -> str:
        """Names this library on a Chroma server that holds several."""
        if (known := self._library.meta("id")) is None:
            self._library.connection.execute("INSERT OR IGNORE INTO meta VALUES ('id', ?)", (uuid.uuid4().hex,))
            known = self._library.meta("id") or ""
        return known
