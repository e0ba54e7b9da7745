"""Embedding ahead of storing: the passages of short documents together, so that every core has work."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from assistant.encoders.embedding import Embedder
from assistant.library.incoming import Added, Item, known_in, source_of
from assistant.library.store import Library
from assistant.library.writing import Embedded, embedded_together
from corpus.errors import UsageError
from corpus.model import Document, Source

TOGETHER = 40_000  # characters, some 60 passages


def embedded_ahead(
    library: Library, items: Iterable[Item | Added], embedder: Embedder, passage_tokens: int
) -> Iterator[Item | Added]:
    """The items in order, with their passages embedded, those of short documents together."""
    waiting: list[Item | Added] = []
    characters = 0
    for item in items:
        waiting.append(item)
        characters += _length(item)
        if characters >= TOGETHER:
            yield from _embedded(library, waiting, embedder, passage_tokens)
            waiting, characters = [], 0
    yield from _embedded(library, waiting, embedder, passage_tokens)


def _length(item: Item | Added) -> int:
    """Characters to embed; an outcome ends the waiting, for it is to be told at once."""
    if isinstance(item, Added) or item.parsed.document is None:
        return TOGETHER
    return sum(len(page.text) for page in item.parsed.document.pages)


def _embedded(
    library: Library, items: Sequence[Item | Added], embedder: Embedder, passage_tokens: int
) -> Iterator[Item | Added]:
    """What is in the library already, and what cannot be embedded, stays as it is and is told of when it is stored."""
    described: dict[int, tuple[Source, Document]] = {}
    for number, item in enumerate(items):
        if isinstance(item, Added) or item.parsed.document is None:
            continue
        if known_in(library, item.parsed.sha256, item.file) is None:
            with suppress(UsageError):
                described[number] = (source_of(library, item), item.parsed.document)
    parts: Sequence[Embedded] = ()
    with suppress(ValueError, UnicodeError):
        parts = embedded_together([*described.values()], embedder, passage_tokens) if described else ()
    ready = dict(zip(described, parts, strict=False))
    for number, item in enumerate(items):
        yield replace(item, parts=ready[number]) if isinstance(item, Item) and number in ready else item
