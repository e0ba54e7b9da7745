"""Paragraphs to the text of a page as it is stored: lines joined, broken words mended, spans for blocks and words."""

import re
from collections.abc import Iterable, Sequence, Set

from corpus.model import Block, Page, WordBox
from corpus.readers.characters import written_without_spaces
from corpus.readers.paragraphs import Paragraph
from corpus.readers.sheet import Box, Sheet, Word

_LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TRAILING = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*$")
_LEADING = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN_ADDRESS = re.compile(r".*(?:://|\bwww\.).*[/._=?&%#]")
FOOTNOTES = "Footnotes"


def vocabulary(sheets: Iterable[Sheet]) -> frozenset[str]:
    """Words that stand whole in the document: they tell a hyphen that parts a word from one that belongs to it."""
    return frozenset(
        found.lower()
        for sheet in sheets
        for line in sheet.lines
        for word in line.words
        if not word.broken
        for found in _LETTERS.findall(word.text)
    )


def without_hyphen(left: str, right: str, known: Set[str]) -> bool:
    """Whether a word broken after `left` is written in one: 'traffick-ing' is, 'long-term' and '2020-2021' are not."""
    if "/" in left:  # an address
        return False
    before, after = _TRAILING.search(left), _LEADING.match(right)
    if not before or not after or not right[0].islower() or (left[-1].isupper() and len(before[0]) > 1):
        return False
    a, b = before[0].lower(), after[0].lower()
    last, first = a.rpartition("-")[2], b.partition("-")[0]
    if last + first in known:
        return True
    if f"{a}-{b}" in known or f"{last}-{first}" in known or ("-" in a and first in known):
        return False
    return not (len(last) > 2 and len(first) > 2 and last in known and first in known)


class PageWriter:
    """Writes one page."""

    def __init__(self, sheet: Sheet, known: Set[str], *, boxes: bool = True) -> None:
        self._sheet, self._known, self._boxes = sheet, known, boxes
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._words: list[WordBox] = []

    def page(self, paragraphs: Sequence[Paragraph], label: str | None) -> Page:
        """Headings stand in the text and name the section of what follows; they are blocks where nothing else is."""
        only_headings = all(paragraph.kind == "heading" for paragraph in paragraphs)
        for paragraph in paragraphs:
            if self._length:
                self._write("\n\n")
            start = self._length
            self._write_lines(paragraph)
            if paragraph.kind != "heading" or only_headings:
                section = FOOTNOTES if paragraph.kind == "footnote" else paragraph.section
                self._blocks.append(Block(start=start, end=self._length, section=section))
        return Page(
            number=self._sheet.number,
            text="".join(self._parts),
            label=label,
            blocks=tuple(self._blocks),
            words=tuple(self._words),
        )

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _write_lines(self, paragraph: Paragraph) -> None:
        before: Word | None = None
        for line in paragraph.lines:
            for number, word in enumerate(line.words):
                if before is not None:
                    self._write(self._between(before, word, new_line=number == 0))
                self._write_word(word)
                before = word
        if before is not None and before.broken:
            self._hyphen(before)

    def _between(self, before: Word, word: Word, new_line: bool) -> str:
        if before.broken:
            if not without_hyphen(before.text, word.text, self._known):
                self._hyphen(before)
            return ""
        if word.glued:
            return ""
        if new_line and written_without_spaces(before.text[-1]) and written_without_spaces(word.text[0]):
            return ""
        if new_line and _BROKEN_ADDRESS.fullmatch(before.text) and not word.text[0].isupper():
            return ""
        return " "

    def _hyphen(self, word: Word) -> None:
        self._write(word.broken)
        if self._words:
            last = self._words.pop()
            self._words.append(
                WordBox(start=last.start, end=last.end + 1, x0=last.x0, y0=last.y0, x1=last.x1, y1=last.y1)
            )

    def _write_word(self, word: Word) -> None:
        if self._boxes:
            x0, y0, x1, y1 = (round(edge, 1) for edge in as_shown(word.box, self._sheet))
            end = self._length + len(word.text)
            self._words.append(WordBox(start=self._length, end=end, x0=x0, y0=y0, x1=x1, y1=y1))
        self._write(word.text)


def as_shown(box: Box, sheet: Sheet) -> Box:
    """A place on the turned page as one on the page as shown."""
    x0, y0, x1, y1 = box
    width, height = sheet.width, sheet.height
    if sheet.turn == 90:
        return y0, width - x1, y1, width - x0
    if sheet.turn == 180:
        return width - x1, height - y1, width - x0, height - y0
    if sheet.turn == 270:
        return height - y1, x0, height - y0, x1
    return box
