"""Plain text in any encoding: form feeds end pages, blank lines end paragraphs."""

import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from corpus.model import Block, Document, Page
from corpus.outcomes import Unreadable

PAGE_CHARACTERS = 30_000  # a text without form feeds is stored in pages of about this size, cut between paragraphs
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]")
_PARAGRAPH = re.compile(r"\S.*?(?=\n[ \t]*\n|\Z)", re.DOTALL)


def read(data: bytes) -> Document:
    return Document(pages=tuple(pages_of(decode(data))))


def decode(data: bytes) -> str:
    """Text of `data`; Unicode by its mark or its zeros first, then UTF-8, else the likeliest legacy encoding.

    Line ends become a single newline; control characters are left out. Raises Unreadable("damaged") where the bytes are
    no text.
    """
    text = _unicode(data)
    if text is None:
        best = from_bytes(data).best()
        if best is None:
            raise Unreadable(
                "damaged", what="Cannot read the text", why="its encoding is unknown", fix="Save the file as UTF-8"
            )
        text = str(best)
    if "\0" in text:
        raise Unreadable("damaged", what="Cannot read the text", why="it holds binary data", fix="Check the file")
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _unicode(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    head = data[:2000]
    if head.count(0) > len(head) / 4:  # Western text in UTF-16 without its mark: every other byte is zero
        return data.decode("utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def pages_of(text: str) -> Iterator[Page]:
    """The pages of a plain text, each with one block a paragraph."""
    number = 0
    for sheet in text.split("\f"):
        for part in _parts(sheet):
            if part.strip():
                number += 1
                yield Page(number=number, text=part, blocks=tuple(paragraphs(part)))


def paragraphs(text: str) -> Iterator[Block]:
    return (Block(start=match.start(), end=match.end()) for match in _PARAGRAPH.finditer(text))


def _parts(text: str) -> Iterator[str]:
    while len(text) > PAGE_CHARACTERS * 1.5:
        cut = text.find("\n\n", PAGE_CHARACTERS)
        if cut == -1 or cut > PAGE_CHARACTERS * 1.5:
            cut = text.rfind("\n", 1, PAGE_CHARACTERS)
        if cut <= 0:
            cut = PAGE_CHARACTERS
        yield text[:cut]
        text = text[cut:]
    yield text
