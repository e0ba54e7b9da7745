"""Indexes follow the library: changes are numbered in SQLite, applied in order, and applying one twice does no harm.

Long work goes in steps, each noted when it is done: what is stopped goes on from there.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from assistant.index.vectors import StoreUnreachable, VectorStore
from assistant.index.words import Entry, WordIndex
from assistant.library.store import Library
from corpus.countries import country_name
from corpus.dates import written_out
from corpus.errors import LibraryError
from corpus.model import Page, Passage, Source

log = logging.getLogger(__name__)
BATCH = 1_000
VECTORS = 5_000  # at once: a store writes down its whole list of passages after every batch
STEP = 20_000  # passages or changes between two notes of how far an index has come
MARK = "followed"
WORDS = "words-5"  # a new name makes every library's word index anew, in the next search or `follow`
Progress = Callable[[int, int, str], None]
"""Hears how many passages of how many are indexed, and in which index."""


def unheard(done: int, total: int, index: str) -> None:
    """Where nobody watches."""


class Follower(Protocol):
    """One index: knows its name, what it is called before people, and how to apply changes or start again."""

    name: str
    called: str
    folder: Path

    def apply(self, library: Library, deleted: set[int], added: list[int], sources: set[str]) -> None: ...
    def clear(self) -> None: ...
    def matches(self, library: Library) -> bool: ...


class WordFollower:
    """Keeps the word indexes: one row a passage, one a page, one a document."""

    name = WORDS
    called = "words"

    def __init__(self, folder: Path, passages: WordIndex, pages: WordIndex, documents: WordIndex) -> None:
        self.folder, self._passages, self._pages, self._documents = folder, passages, pages, documents

    def apply(self, library: Library, deleted: set[int], added: list[int], sources: set[str]) -> None:
        with self._all_or_none():
            self._passages.delete(str(key) for key in deleted)
            for batch in _batches(added):
                self._passages.add(passage_entry(p) for p in library.passages(batch).values())
            self._pages.delete_sources(sources)
            self._documents.delete_sources(sources)
            for source_id in sorted(sources & set(library.sources)):
                pages = library.pages(source_id)
                self._pages.add(page_entry(source_id, page) for page in pages)
                self._documents.add([document_entry(library.sources[source_id], pages)])
            for index in (self._passages, self._pages, self._documents):
                index.commit()

    def clear(self) -> None:
        with self._all_or_none():
            for index in (self._passages, self._pages, self._documents):
                index.clear()

    @contextmanager
    def _all_or_none(self) -> Iterator[None]:
        """Where one index fails, none keeps a writer: its lock would shut every other process out."""
        try:
            yield
        except BaseException:
            for index in (self._passages, self._pages, self._documents):
                index.let_go()
            raise

    def matches(self, library: Library) -> bool:
        return len(self._passages) == library.count("passage") and len(self._documents) == len(library.sources)


class VectorFollower:
    """Keeps the vectors of Chroma or of the store that takes its place; `name` tells them apart."""

    called = "vectors"

    def __init__(self, name: str, folder: Path, vectors: VectorStore) -> None:
        self.name, self.folder, self._vectors = name, folder, vectors

    def apply(self, library: Library, deleted: set[int], added: list[int], sources: set[str]) -> None:
        self._vectors.delete(sorted(deleted))
        for batch in _batches(added, VECTORS):
            keys, vectors = library.vectors(batch)
            self._vectors.add(keys.tolist(), vectors)

    def clear(self) -> None:
        self._vectors.clear()

    def matches(self, library: Library) -> bool:
        return len(self._vectors) == library.count("vector")


def applied(library: Library, name: str) -> int:
    row = library.connection.execute("SELECT applied FROM index_state WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def follow(library: Library, follower: Follower, progress: Progress = unheard) -> None:
    """Bring an index up to the library. The caller holds the writer lock.

    The mark in the index's folder tells an index that was deleted or exchanged from one that is merely behind. One that
    is damaged, or does not hold what the library holds once it has followed, is made again; one whose server does not
    answer is left as it is.
    """
    done = applied(library, follower.name)
    if done and is_marked(library, follower):
        try:
            _catch_up(library, follower, progress)
            if follower.matches(library):
                return
        except StoreUnreachable:
            raise
        except LibraryError as error:
            log.warning("%s", error)
    if done:
        log.warning("The index %r is missing, damaged or not what the library says; making it again", follower.name)
        rebuild(library, follower, progress)
    else:
        _go_on(library, follower, progress)


def is_sound(library: Library, follower: Follower) -> bool:
    """Whether an index that has followed the library holds what it should. Raises StoreUnreachable."""
    try:
        return is_marked(library, follower) and follower.matches(library)
    except StoreUnreachable:
        raise
    except LibraryError as error:
        log.warning("%s", error)
        return False


def rebuild(library: Library, follower: Follower, progress: Progress = unheard) -> None:
    """Make an index again from the library, from its start. The caller holds the writer lock."""
    _unfinished(follower).unlink(missing_ok=True)
    _go_on(library, follower, progress)


def _go_on(library: Library, follower: Follower, progress: Progress) -> None:
    """Make an index from nothing, or from where making it was stopped, and follow what has changed meanwhile."""
    note = _unfinished(follower)
    at = json.loads(note.read_text("utf-8")) if note.is_file() else None
    if at is None or at["target"] > library.generation:  # the library is an older copy of what it was
        follower.clear()
        forget_mark(follower)  # until it is whole
        _state(library, follower, 0)
        at = {"target": library.generation, "after": None}
        _note(note, at)
    counts = dict(library.connection.execute("SELECT source_id, count(*) FROM passage GROUP BY source_id"))
    total, done = sum(counts.values()), 0
    for group in _groups(sorted(library.sources), counts):
        if at["after"] is None or group[-1] > at["after"]:
            follower.apply(library, set(), library.passage_keys(group).tolist(), set(group))
            at["after"] = group[-1]
            _note(note, at)
        done += sum(counts.get(source_id, 0) for source_id in group)
        progress(done, total, follower.called)
    _finish(library, follower, at["target"])
    note.unlink()
    _catch_up(library, follower, progress)


def _catch_up(library: Library, follower: Follower, progress: Progress) -> None:
    """Apply what has changed since the index last followed."""
    first = done = applied(library, follower.name)
    target = library.generation
    while done < target:
        end = _step_end(library, done, target)
        follower.apply(library, *_changes(library, done, end))
        _finish(library, follower, end)
        done = end
        progress(done - first, target - first, follower.called)


def _groups(sources: Sequence[str], counts: Mapping[str, int]) -> Iterator[list[str]]:
    """Sources in turn, about STEP passages together."""
    group: list[str] = []
    held = 0
    for source_id in sources:
        group.append(source_id)
        held += counts.get(source_id, 0)
        if held >= STEP:
            yield group
            group, held = [], 0
    if group:
        yield group


def passage_entry(passage: Passage) -> Entry:
    context = f"{source_context(passage.source)} {passage.section or ''}"
    return Entry(key=str(passage.key), source_id=passage.source.id, context=context, body=passage.text)


def page_entry(source_id: str, page: Page) -> Entry:
    """Words only: within a document its title tells no page from another."""
    return Entry(key=page_key(source_id, page.number), source_id=source_id, context="", body=page.text)


def page_key(source_id: str, number: int) -> str:
    return f"{number} {source_id}"


def page_of(key: str) -> tuple[str, int]:
    """Source and page number of a `page_key`."""
    number, _, source_id = key.partition(" ")
    return source_id, int(number)


def document_entry(source: Source, pages: Sequence[Page]) -> Entry:
    body = "\n".join(page.text for page in pages)
    return Entry(key=source.id, source_id=source.id, context=source_context(source), body=body)


def source_context(source: Source) -> str:
    """What stands beside the words of every passage: title, publisher, date (both ways) and places."""
    countries = [country_name(code) or code for code in source.countries]
    dates = [source.published, written_out(source.published)] if source.published else []
    return " ".join(part for part in (source.title, source.publisher, *dates, *countries) if part)


def _changes(library: Library, done: int, target: int) -> tuple[set[int], list[int], set[str]]:
    """Net effect of the changes in (done, target]: passages gone, passages there, sources touched."""
    deleted: set[int] = set()
    added: dict[int, None] = {}
    sources: set[str] = set()
    rows = library.connection.execute(
        "SELECT source_id, passage, op FROM change WHERE seq > ? AND seq <= ? ORDER BY seq", (done, target)
    )
    for source_id, passage, op in rows:
        sources.add(source_id)
        if op == "add":
            added[passage] = None
        elif op == "delete":
            added.pop(passage, None)
            deleted.add(passage)
    return deleted, list(added), sources


def _step_end(library: Library, done: int, target: int) -> int:
    """The number of the change that ends a step."""
    row = library.connection.execute(
        "SELECT seq FROM change WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 1 OFFSET ?", (done, target, STEP - 1)
    ).fetchone()
    return int(row[0]) if row else target


def _finish(library: Library, follower: Follower, target: int) -> None:
    _note(follower.folder / MARK, target)
    _state(library, follower, target)
    library.connection.execute("DELETE FROM change WHERE seq <= (SELECT min(applied) FROM index_state)")


def _state(library: Library, follower: Follower, done: int) -> None:
    library.connection.execute(
        "INSERT INTO index_state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET applied = excluded.applied",
        (follower.name, done),
    )


def _unfinished(follower: Follower) -> Path:
    return follower.folder / f"unfinished-{follower.name}.json"


def _note(path: Path, what: object) -> None:
    """A whole note or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.write_text(json.dumps(what), "utf-8")
    unfinished.replace(path)


def forget_others(library: Library, followers: Sequence[Follower]) -> None:
    """Let go of indexes that are no longer kept: those of another model, store or version hold no changes back."""
    names = json.dumps([follower.name for follower in followers])
    library.connection.execute("DELETE FROM index_state WHERE name NOT IN (SELECT value FROM json_each(?))", (names,))


def is_marked(library: Library, follower: Follower) -> bool:
    """Whether the index's folder has followed as far as the library says: it is not when deleted or exchanged."""
    try:
        return int((follower.folder / MARK).read_text("utf-8")) >= applied(library, follower.name)
    except (OSError, ValueError):
        return False


def forget_mark(follower: Follower) -> None:
    """What has no mark is made again when it next follows."""
    (follower.folder / MARK).unlink(missing_ok=True)


def _batches(keys: list[int], size: int = BATCH) -> Iterator[list[int]]:
    return (keys[first : first + size] for first in range(0, len(keys), size))
