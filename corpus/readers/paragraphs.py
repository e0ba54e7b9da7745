"""Lines in reading order to paragraphs, list items, rows, headings and footnotes."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from corpus.readers.characters import right_to_left
from corpus.readers.sheet import Line, Sheet

Kind = Literal["text", "heading", "row", "footnote"]
_BULLETS = frozenset("•▪●○◦■□▸►–—-*·‣⁃✓➢o")
_MARKER = re.compile(r"[(\[]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)\]]|\d{1,2}(?:\.\d{1,2}){1,3}\.?")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NOTE_MARK = re.compile(rf"[{_RAISED}]+|\d{{1,3}}|[*†‡§]{{1,3}}")
_TERMINAL = re.compile(rf"[.!?:;…。！？؟۔][\"'”’»)\]{_RAISED}]*$")
_FIGURE = re.compile(r"\d\s?%|[$€£¥]\s?\d|\d{1,3}(?:[,. ]\d{3})+| \d{5,}$|\d (?:million|billion|per cent|percent)")
_ONLY_STROKES = re.compile(r"[_\-–—=.·*\s]{3,}")


@dataclass(eq=False)
class Paragraph:
    lines: list[Line]
    kind: Kind = "text"
    section: str | None = None

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def size(self) -> float:
        return median(line.size for line in self.lines)


def body_size(sheets: Sequence[Sheet]) -> float:
    """The line height most characters are set in, in points."""
    counts: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            counts[round(line.size * 2) / 2] += len(line.words)
    return counts.most_common(1)[0][0] if counts else 10.0


def paragraphs(lines: Sequence[Line], sheet: Sheet, body: float) -> list[Paragraph]:
    """The paragraphs of one page, footnotes last, each a list of whole lines."""
    kept = [line for line in lines if not _ONLY_STROKES.fullmatch(line.text)]
    found: list[Paragraph] = []
    spacing = _Spacing(kept, body)
    for index, line in enumerate(kept):
        if found and spacing.continues(found[-1].lines, index):
            found[-1].lines.append(line)
        else:
            found.append(Paragraph([line]))
    for paragraph in found:
        paragraph.kind = _kind(paragraph, body)
    _mark_footnotes(found, sheet, body)
    return sorted(found, key=lambda paragraph: paragraph.kind == "footnote")


def named_sections(found: Sequence[Paragraph], section: str | None) -> str | None:
    """Give each paragraph the heading it stands under, from that of the page before on; the last one is returned."""
    for paragraph in found:
        if paragraph.kind == "heading":
            section = paragraph.text
        paragraph.section = section
    return section


def starts_item(line: Line) -> bool:
    first = line.words[0].text
    return first in _BULLETS or bool(_MARKER.fullmatch(first)) or (first[0] in "•▪●■➢" and len(first) > 1)


def is_row(line: Line) -> bool:
    """Whether a line has cells as a table has: a list mark or a note's number before text makes none."""
    if len(line.cells) == 1 or line.row:
        return line.row
    first, last = line.cells[0], line.cells[-1]
    marked = len(first) == 1 and (starts_item(line) or bool(_NOTE_MARK.fullmatch(first[0].text)))
    return len(line.cells) > 2 or not marked or (first[0].text[0].isdigit() and len(last) < 4)


def _runs_on(a: Line, b: Line) -> bool:
    return not _TERMINAL.search(a.text) and b.text[0].islower()


class _Spacing:
    """Whether a line goes on with the paragraph above it, judged by the spacing usual on its page."""

    def __init__(self, lines: Sequence[Line], body: float) -> None:
        self._lines, self._body = lines, body
        self._room = [self._room_after(index) for index in range(len(lines) - 1)]
        pitches = [
            round(b.y0 - a.y0, 1)
            for a, b in zip(lines, lines[1:], strict=False)
            if 0.8 * a.size < b.y0 - a.y0 < 2.6 * a.size and 0.9 < a.size / b.size < 1.1
        ]
        self._usual = Counter(pitches).most_common(1)[0][0] / body if pitches else 1.25

    def continues(self, paragraph: list[Line], index: int) -> bool:
        a, b = paragraph[-1], self._lines[index]
        if a.sideways or b.sideways or not 0.87 < a.size / b.size < 1.15 or is_row(a) or is_row(b):
            return False
        prominent = a.size > 1.12 * self._body or all(line.bold for line in paragraph)
        if a.bold_to != b.bold_from and (b.bold or all(line.bold for line in paragraph)):
            if not _runs_on(a, b) and (_TERMINAL.search(a.text) or self._room[index - 1] > 1.0):
                return False
        if b.y0 < a.y0 or b.x0 > a.x1 or b.x1 < a.x0:
            return not prominent and (_runs_on(a, b) or bool(a.words[-1].broken))
        if b.y0 - a.y0 > self._pitch(paragraph) * 1.3:
            return False
        if self._starts_anew(a, b):
            return False
        return prominent or right_to_left(b.text) or bool(a.words[-1].broken) or not self._set_off(paragraph, index)

    def _room_after(self, index: int) -> float:
        """By how many line heights the next line's first word would have fitted on this line."""
        a, b = self._lines[index], self._lines[index + 1]
        about = self._lines[max(0, index - 3) : index + 5]
        near = (line.x1 for line in about if line.x0 < a.x1 and line.x1 > a.x0 and 0.87 < line.size / a.size < 1.15)
        return (max(near) - a.x1 - (b.words[0].x1 - b.words[0].x0)) / a.size

    def _is_list(self, index: int) -> bool:
        """Whether the lines about here mostly end before they are full."""
        near = self._room[max(0, index - 4) : index + 5]
        return sum(room > 0.8 for room in near) > len(near) / 2

    def _pitch(self, paragraph: list[Line]) -> float:
        own = [b.y0 - a.y0 for a, b in zip(paragraph, paragraph[1:], strict=False) if b.y0 > a.y0]
        if own:
            return max(median(own), paragraph[-1].size)
        return max(self._usual, 1.0) * paragraph[-1].size

    def _starts_anew(self, a: Line, b: Line) -> bool:
        first = b.words[0].text
        if first in _BULLETS and first not in "o-–—*" or first[0] in "•▪●■➢»":
            return True
        if b.size < 0.93 * self._body and not first.strip(_RAISED):
            return True
        ended = bool(_TERMINAL.search(a.text)) or a.words[-1].text.lower().strip(";,") in ("and", "or")
        return ended and starts_item(b)

    def _set_off(self, paragraph: list[Line], index: int) -> bool:
        a, b = paragraph[-1], self._lines[index]
        room = self._room[index - 1]
        ended = bool(_TERMINAL.search(a.text))
        if not b.text[0].islower() and (
            room > 3.0 if ended else room > 5.0 or (room > 0.0 and self._is_list(index - 1))
        ):
            return True
        shift = b.x0 - a.x0
        if len(paragraph) > 1:
            return abs(shift) > 0.9 * a.size and (shift > 0 or ended) and not b.text[0].islower()
        return shift > 0.9 * a.size and not starts_item(a) and room > 3.0


def _kind(paragraph: Paragraph, body: float) -> Kind:
    if paragraph.lines[0].sideways:
        return "text"
    if any(map(is_row, paragraph.lines)):
        return "row"
    return "heading" if _is_heading(paragraph, body) else "text"


def _is_heading(paragraph: Paragraph, body: float) -> bool:
    text = paragraph.text
    letters = sum(character.isalpha() for character in text)
    if len(paragraph.lines) > 3 or len(text) > 200 or letters < 3 or letters < 0.4 * len(text.replace(" ", "")):
        return False
    if _FIGURE.search(text):  # a figure printed large is what people look for
        return False
    if text[-1] in ".;," and not text.isupper() or paragraph.lines[0].words[0].text in _BULLETS:
        return False
    if not (text[0].isupper() or text[0].isdigit() or not text[0].isascii() or text[0] in "\"'“‘("):
        return False
    large, bold = paragraph.size > 1.12 * body, paragraph.bold and paragraph.size > 0.93 * body
    capitals = text.isupper() and letters > 5 and paragraph.size > 0.93 * body
    return large or bold or capitals


def _mark_footnotes(found: Sequence[Paragraph], sheet: Sheet, body: float) -> None:
    below: Line | None = None
    for paragraph in found:
        first = paragraph.lines[0]
        if (
            paragraph.size > (1.02 if first.text[0] in _RAISED else 0.93) * body
            or first.y0 < 0.4 * sheet.height
            or paragraph.kind == "row"
        ):
            below = None
        elif (_NOTE_MARK.fullmatch(first.words[0].text) and len(paragraph.text) > 12) or (
            below and first.y0 > below.y0 and first.x0 < below.x1
        ):
            paragraph.kind, below = "footnote", paragraph.lines[-1]
