"""Bytes to pages, one reader a format.

A reader is a function `read(data: bytes) -> Document`; it raises Unreadable, with the outcome, where no pages come of
the bytes. Containers that hold many documents (JSONL) have a function that yields one record a document.

Metadata are what the file says of itself. Besides fields of Source a reader may give: `author`; `created`, the day the
file was made; `headline`, the largest words of its first page; `ocr_confidence`, 0 to 1; `unread_attachments`, names;
`unread_pages`, how many are pictures of text.
"""

from collections.abc import Callable
from functools import partial
from pathlib import PurePath

from corpus.metadata import completed
from corpus.model import Document
from corpus.outcomes import Unreadable
from corpus.readers import docx, email, html, markdown, ocr, pdf, text

Reader = Callable[[bytes], Document]
Allow = Callable[[float], None]
"""Hears how many more seconds a document will fairly take, as soon as that is known."""

READERS: dict[str, Reader] = {
    ".pdf": pdf.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": text.read,
    ".text": text.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".docx": docx.read,
    ".eml": email.read,
    ".png": ocr.read,
    ".jpg": ocr.read,
    ".jpeg": ocr.read,
    ".tif": ocr.read,
    ".tiff": ocr.read,
}
CONTAINERS = frozenset({".jsonl"})
_PRINTED = frozenset({pdf.read, docx.read, ocr.read, text.read})  # with front pages that say who, when and what
_SEEING: dict[Reader, Callable[..., Document]] = {pdf.read: pdf.read, ocr.read: ocr.read}


def no_more(seconds: float) -> None:
    """Where nobody limits the time."""


def read(data: bytes, name: str, *, use_ocr: bool = True, depth: int = 0, allow: Allow = no_more) -> Document:
    """Read one document by the extension of its name; a PDF is recognised by its first bytes too.

    Without `use_ocr`, pictures of text end as needs_ocr. `depth` counts the mails this one is attached to.
    """
    if not data:
        raise Unreadable("empty", what=f"Cannot read {name!r}", why="the file has no bytes", fix="Check the file")
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None and data[:1024].lstrip().startswith(b"%PDF-"):
        reader = pdf.read
    if reader is None or (reader is email.read and depth > email.MAX_DEPTH):
        raise Unreadable(
            "unsupported",
            what=f"Cannot read {name!r}",
            why="no reader for this kind of file",
            fix="Convert it to one of " + ", ".join(sorted([*READERS, *CONTAINERS])),
        )
    if reader in _SEEING:
        document = _SEEING[reader](data, ocr=use_ocr, allow=allow)
    elif reader is email.read:
        document = email.read(data, partial(read, use_ocr=use_ocr, depth=depth + 1, allow=allow))
    else:
        document = reader(data)
    if not any(page.text.strip() for page in document.pages):
        raise Unreadable("empty", what=f"Cannot read {name!r}", why="it holds no text", fix="Check the file")
    return completed(document, printed=reader in _PRINTED) if depth == 0 else document
