"""Bytes to pages, one reader a format.

A reader is a function `read(data: bytes) -> Document`; it raises Unreadable, with the outcome, where no pages come of
the bytes. Containers that hold many documents (JSONL) have a function that yields one record a document.
"""

from collections.abc import Callable
from pathlib import PurePath

from corpus.model import Document
from corpus.outcomes import Unreadable
from corpus.readers import markdown, pdf, text

Reader = Callable[[bytes], Document]

READERS: dict[str, Reader] = {
    ".pdf": pdf.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": text.read,
    ".text": text.read,
}
CONTAINERS = frozenset({".jsonl"})


def read(data: bytes, name: str) -> Document:
    """Read one document by the extension of its name; a PDF is recognised by its first bytes too."""
    if not data:
        raise Unreadable("empty", what=f"Cannot read {name!r}", why="the file has no bytes", fix="Check the file")
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None and data[:1024].lstrip().startswith(b"%PDF-"):
        reader = pdf.read
    if reader is None:
        raise Unreadable(
            "unsupported",
            what=f"Cannot read {name!r}",
            why="no reader for this kind of file",
            fix="Convert it to one of " + ", ".join(sorted([*READERS, *CONTAINERS])),
        )
    document = reader(data)
    if not any(page.text.strip() for page in document.pages):
        raise Unreadable("empty", what=f"Cannot read {name!r}", why="it holds no text", fix="Check the file")
    return document
