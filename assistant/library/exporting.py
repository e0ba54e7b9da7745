"""A library as JSON lines, one source a line, which `library add` reads back to the same source and passage ids."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.library.backups import refuse_existing
from assistant.library.store import Library
from corpus.errors import LibraryError, UsageError
from corpus.model import Page, Passage, Source

PART_BYTES = 150_000_000  # `library add` takes files of up to 200 MB; a larger library goes into several
_FIELDS = ("title", "publisher", "publisher_type", "published", "url", "language", "licence", "edition_of", "kind")


def export(library: Library, path: Path, *, force: bool = False) -> list[Path]:
    """Write every source's newest revision; returns the files written: `path`, and `path-2`, … where one is too small.

    Older revisions, word boxes and original files are left out (a backup has them). Raises UsageError where the file
    exists (and `force` is not set) or is no .jsonl, LibraryError where it cannot be written.
    """
    if path.suffix.lower() != ".jsonl":
        raise UsageError(
            what=f"Will not export to {path}",
            why="`library add` knows JSON lines by their ending",
            fix="End it in .jsonl",
        )
    refuse_existing(path, force)
    written: list[Path] = []
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for part in _parts(lines(library)):
            unfinished.write_bytes(part)
            name = path if not written else path.with_stem(f"{path.stem}-{len(written) + 1}")
            refuse_existing(name, force)
            unfinished.replace(name)
            written.append(name)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise LibraryError(
            what=f"Cannot write {path}", why=error.strerror or str(error), fix="Check the folder and the space left"
        ) from error
    return written


def lines(library: Library) -> Iterator[bytes]:
    """One line a source, in the order of their ids; the same library gives the same bytes."""
    for source in library.sources.values():
        record = record_of(source, library.pages(source.id), library.passages_of(source.id), _ocr(library, source.id))
        yield json.dumps(record, ensure_ascii=True).encode() + b"\n"


def record_of(source: Source, pages: list[Page], passages: list[Passage], ocr: bool) -> dict[str, Any]:
    """The keys that `library add` knows, and `pages`: where each begins and ends in `text`, and its passages in it."""
    text, places = "", []
    for page in pages:
        start = len(text)
        text += f"{page.text}\f"
        places.append(
            {
                "number": page.number, "label": page.label, "start": start, "end": start + len(page.text),
                "passages": [
                    {"start": p.start, "end": p.end, "section": p.section, "evidence": p.evidence, "as_of": p.as_of}
                    for p in passages if p.page == page.number
                ],
            }
        )  # fmt: skip
    return {
        "doc_id": source.id, **{key: getattr(source, key) for key in _FIELDS}, "country": source.countries,
        "topics": source.topics, "symbols": source.symbols, "ocr": ocr, "text": text, "pages": places,
    }  # fmt: skip


def _ocr(library: Library, source_id: str) -> bool:
    return bool(library.revisions(source_id)[0]["ocr"])


def _parts(found: Iterator[bytes]) -> Iterator[bytes]:
    """Lines joined into parts of at most PART_BYTES, one at least."""
    held = bytearray()
    for line in found:
        if held and len(held) + len(line) > PART_BYTES:
            yield bytes(held)
            held.clear()
        held += line
    yield bytes(held)
