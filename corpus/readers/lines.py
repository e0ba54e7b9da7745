"""Words in the order of a file to lines: what stands on one baseline, in cells where gaps are wide."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from corpus.readers.characters import LINE_END_HYPHENS, raised
from corpus.readers.sheet import Line, Word, is_raised, is_sideways

CELL_GAP = 1.6  # line heights; the spaces of justified text stay below it
_SENTENCE_GAP = 2.6  # typewritten sentences are parted by two spaces
_NO_GAP = 0.05  # a space put by the extractor where there is less than this is none


@dataclass(slots=True)
class Placed:
    """A word as found in a file."""

    word: Word
    index: int  # of its first character, for what else is asked about it
    between: str  # what the file has between it and the word before
    generated: bool  # the space before it was put by the extractor
    right_to_left: bool


def assembled(placed: Iterable[Placed], bold: Callable[[int], bool]) -> list[Line]:
    """Lines in the order of the file. Marks above a line belong to it, as do pieces that follow it on its row."""
    rows: list[list[Placed]] = []
    for item in placed:
        if rows and _continues(rows[-1][-1], item):
            rows[-1].append(item)
        else:
            rows.append([item])
    lines: list[Line] = []
    for row in rows:
        line = _line(row, bold)
        if lines and _follows_in_row(lines[-1], line, row[0].right_to_left):
            lines[-1] = _extended(lines[-1], line)
        elif lines and _follows_sideways(lines[-1], line):
            lines[-1] = Line(cells=[[*lines[-1].words, *line.words]], sideways=True)
        else:
            lines.append(line)
    return settled(lines)


def settled(lines: list[Line]) -> list[Line]:
    """The same lines, with marks above the line and hyphens at its end known for what they are."""
    for line in lines:
        _settle_marks(line)
        _settle_hyphens(line)
    return lines


def _continues(before: Placed, item: Placed) -> bool:
    a, b = before.word, item.word
    if "\n" in item.between or "\r" in item.between or not a.same_row(b):
        return False
    slack = 0.3 * (a.y1 - a.y0)
    return b.x0 >= a.x1 - slack or (b.x1 <= a.x0 + slack and (item.right_to_left or before.right_to_left))


def _line(row: list[Placed], bold: Callable[[int], bool]) -> Line:
    cells = [[row[0].word]]
    for before, item in zip(row, row[1:], strict=False):
        gap, height = before.word.gap(item.word), item.word.y1 - item.word.y0
        if item.generated:
            item.word.glued = gap < _NO_GAP * height
        else:
            item.word.glued = not any(character.isspace() for character in item.between)
        wide = _SENTENCE_GAP if before.word.text.endswith((".", ":", "?")) else CELL_GAP
        if gap > wide * max(height, before.word.y1 - before.word.y0):
            cells.append([item.word])
        else:
            cells[-1].append(item.word)
    sideways = all(is_sideways(item.word) for item in row)
    return Line(cells=cells, bold_from=bold(row[0].index), bold_to=bold(row[-1].index), sideways=sideways)


def _follows_in_row(line: Line, other: Line, right_to_left: bool) -> bool:
    slack = 0.3 * line.size
    beside = other.x1 <= line.x0 + slack if right_to_left else other.x0 >= line.x1 - slack
    return beside and not line.sideways and line.same_row(other)


def _extended(line: Line, other: Line) -> Line:
    gap = line.words[-1].gap(other.words[0])
    cells = [*line.cells, *other.cells]
    if gap <= CELL_GAP * max(line.size, other.size):
        cells = [*line.cells[:-1], line.cells[-1] + other.cells[0], *other.cells[1:]]
    return Line(
        cells=cells, bold_from=line.bold_from, bold_to=other.bold_to if other.size > 0.9 * line.size else line.bold_to
    )


def _follows_sideways(line: Line, other: Line) -> bool:
    return (
        line.sideways
        and len(other.words) < 3
        and min(line.x1, other.x1) - max(line.x0, other.x0) > 0.6 * (line.x1 - line.x0)
    )


def _settle_marks(line: Line) -> None:
    if line.sideways:
        return
    base = max(line.words, key=lambda word: word.x1 - word.x0)
    for cell in line.cells:
        for number, word in enumerate(cell):
            if word.text.replace(",", "").isdigit() and is_raised(word.box, base.box):
                word.text = raised(word.text)
                word.glued = number > 0 and cell[number - 1].gap(word) < 0.25 * (base.y1 - base.y0)


def _settle_hyphens(line: Line) -> None:
    """Only the last word of a cell can be broken at its hyphen."""
    for cell in line.cells:
        for word, following in zip(cell, cell[1:], strict=False):
            following.glued = following.glued or bool(word.broken)
            word.broken = ""
        last = cell[-1]
        if len(last.text) > 1 and last.text[-1] in LINE_END_HYPHENS and last.text[-2].isalnum():
            last.text, last.broken = last.text[:-1], last.text[-1]
