"""Plain text in any encoding: form feeds end pages, blank lines end paragraphs."""

import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from corpus.model import Block, Document, Page
from corpus.outcomes import Unreadable

PAGE_CHARACTERS = 30_000  # a text without form feeds is stored in pages of about this size, cut between paragraphs
_PARAGRAPH = re.compile(r"\S.*?(?=\n[ \t]*\n|\Z)", re.DOTALL)


def read(data: bytes) -> Document:
    return Document(pages=tuple(pages_of(decode(data))))


def decode(data: bytes) -> str:
    """Text of `data`; UTF-8 (with or without mark) first, else the encoding charset-normalizer finds most likely.

    Line ends become a single newline. Raises Unreadable("damaged") where the bytes are no text.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(data).best()
        if best is None:
            raise Unreadable(
                "damaged", what="Cannot read the text", why="its encoding is unknown", fix="Save the file as UTF-8"
            ) from None
        text = str(best)
    if "\0" in text:
        raise Unreadable("damaged", what="Cannot read the text", why="it holds binary data", fix="Check the file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


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
