"""Running text without printed pages (web pages, Word files, mail) to pages: headings, paragraphs and table rows."""

import re
from collections.abc import Sequence

from corpus.model import Block, Page
from corpus.readers.characters import clean

PAGE_CHARACTERS = 30_000  # text without pages of its own is stored in pages of about this size, cut between paragraphs
FOOTNOTES = "Footnotes"
_NUMERIC = re.compile(r"[\d\s.,%()/$€£+–-]*")


class Flow:
    """Collects a text piece by piece; every piece is a block, headings name the section of what follows."""

    def __init__(self, first_page: int = 1) -> None:
        self._number = first_page
        self._pages: list[Page] = []
        self._text = ""
        self._blocks: list[Block] = []
        self.section: str | None = None

    def heading(self, text: str) -> None:
        if text := tidy(text):
            self.section = text
            self._write(text)

    def paragraph(self, text: str, section: str | None = None) -> None:
        if not (text := tidy(text)):
            return
        if self._text and len(self._text) + len(text) > PAGE_CHARACTERS:
            self.end_page()
        start = self._write(text)
        self._blocks.append(Block(start=start, end=len(self._text), section=section or self.section))

    def table(self, rows: Sequence[Sequence[str]], *, header: bool = False) -> None:
        """One block a row; its cells carry the names of their columns where the table states them."""
        rows = [[tidy(cell) for cell in row] for row in rows]
        rows = [row for row in rows if any(row)]
        names: Sequence[str] = ()
        if len(rows) > 1 and len(rows[0]) > 1 and (header or _looks_like_header(rows[0])):
            names = rows[0]
            rows = rows[1:]
        for row in rows:
            self.paragraph("; ".join(_named(row, names)))

    def end_page(self) -> None:
        """Whatever comes next stands on a new page. A page of nothing but headings keeps them as its blocks."""
        if self._text:
            blocks = self._blocks or [Block(start=0, end=len(self._text), section=self.section)]
            self._pages.append(Page(number=self._number, text=self._text, blocks=tuple(blocks)))
            self._number += 1
            self._text, self._blocks = "", []

    def pages(self) -> tuple[Page, ...]:
        self.end_page()
        return tuple(self._pages)

    def _write(self, text: str) -> int:
        if self._text:
            self._text += "\n\n"
        start = len(self._text)
        self._text += text
        return start


def tidy(text: str) -> str:
    """One line, single spaces, no control characters."""
    return " ".join(filter(None, (clean(word) for word in text.split())))


def _looks_like_header(row: Sequence[str]) -> bool:
    return all(cell and not _NUMERIC.fullmatch(cell) and len(cell) < 80 for cell in row[1:])


def _named(row: Sequence[str], names: Sequence[str]) -> list[str]:
    """Cells as 'Year: 2022'. A cell merged over columns is said once."""
    named = []
    for number, cell in enumerate(row):
        if not cell or (number and cell == row[number - 1] and len(cell) > 12):
            continue
        name = names[number] if number < len(names) else ""
        named.append(f"{name}: {cell}" if name and name != cell else cell)
    return named
