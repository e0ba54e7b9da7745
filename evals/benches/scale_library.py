"""A library of any size, stored and indexed by the product's own code; only reading and embedding are left out."""

import os
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from assistant.index.searching import Indexes
from assistant.library.copies import CopyFinder
from assistant.library.lock import writer_lock
from assistant.library.store import Library
from assistant.library.writing import Embedded, NewRevision, store_revision
from assistant.settings import Settings
from corpus.model import Document, Page, Source, Span
from evals.benches.near_copies import NearCopies
from evals.suites import Progress

A_PAGE, A_DOCUMENT = 2, 20  # passages
PUBLISHERS = {"1 %": ("One",), "10 %": ("Ten",), "90 %": ("One", "Rest")}
"""Publishers that let such a share of the documents through."""


def publisher_of(number: int) -> str:
    """One document in a hundred, ten in a hundred, the rest."""
    place = number % 100
    return "One" if place == 0 else "Ten" if place <= 10 else "Rest"


def fill(library: Library, copies: NearCopies, count: int, progress: Progress) -> float:
    """Store `count` passages in documents of ten pages; goes on where it was stopped. Seconds it took this time."""
    begin = perf_counter()
    library.connection.execute("INSERT OR IGNORE INTO meta VALUES ('embedder', ?)", (copies.model,))
    finder = CopyFinder(library.connection)
    with writer_lock(library.folder):
        for first in range(len(library.sources) * A_DOCUMENT, count, A_DOCUMENT):
            if first % 10_000 == 0:
                progress(f"Storing {count}", first, count)
            end = min(first + A_DOCUMENT, count)
            new, spans = _document(copies, first, end)
            beside = (new.source.title, new.source.published)
            parts = Embedded(spans=spans, vectors=copies.vectors(first, end), beside=beside)
            store_revision(library, new, parts, finder)
    return perf_counter() - begin


def index(library: Library, settings: Settings, progress: Progress) -> dict[str, float]:
    """Bring the indexes up, timing words and vectors apart: seconds."""
    begin, seconds = perf_counter(), {"words": 0.0, "vectors": 0.0}

    def heard(done: int, total: int, name: str) -> None:
        nonlocal begin
        seconds[name] += perf_counter() - begin
        begin = perf_counter()
        progress(f"Indexing {name} {total}", done, total)

    with writer_lock(library.folder):
        Indexes(library, settings).follow(heard)
    return seconds


def disk_mb(folder: Path) -> dict[str, float]:
    """What SQLite, words and vectors take."""
    parts = {"sqlite": folder, "words": folder / "index" / "words", "chroma": folder / "index" / "chroma"}
    return {name: _size(part, deep=name != "sqlite") / 1e6 for name, part in parts.items()}


def _size(folder: Path, *, deep: bool) -> int:
    found = folder.rglob("*") if deep else folder.glob("*")
    return sum(os.stat(path).st_size for path in found if path.is_file())


def _document(copies: NearCopies, first: int, end: int) -> tuple[NewRevision, list[Span]]:
    number = first // A_DOCUMENT
    pages, spans = [], []
    for page, start in enumerate(range(first, end, A_PAGE), start=1):
        text = ""
        for each in range(start, min(start + A_PAGE, end)):
            passage = copies.text(each)
            spans.append(Span(page=page, start=len(text), end=len(text) + len(passage)))
            text += passage + "\n\n"
        pages.append(Page(number=page, text=text))
    source = Source(
        id=f"copy-{number:08}", title=f"Report {number}", publisher=publisher_of(number),
        published=f"{1990 + number % 35}",
    )  # fmt: skip
    digest = sha256(str(number).encode()).hexdigest()
    return NewRevision(source=source, sha256=digest, origin=None, document=Document(pages=tuple(pages))), spans
