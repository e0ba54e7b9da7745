"""Tables on printed pages: a row keeps its words as printed, and its section names the columns it stands under."""

import re
from collections.abc import Iterator, Sequence

from corpus.readers.characters import is_value
from corpus.readers.paragraphs import Paragraph
from corpus.readers.sheet import Line, Word

MAX_NAMES = 240  # characters of column names in a section
_CAPTION = re.compile(
    r"(?:table|tableau|tabel|tabelle|cuadro|tabla|figure|chart|box|annex)\s+[\dIVXA-Z]", re.IGNORECASE
)
_EMPTY = frozenset({"-", "–", "—", "..", "...", "n/a", "N/A", "*", "†"})
_YEAR = re.compile(r"\b(?:19|20)\d\d(?:\s?[-–/]\s?(?:\d\d){1,2})?\b")
_DIGIT = re.compile(r"[0-9٠-٩۰-۹]")


def name_columns(found: list[Paragraph]) -> list[Paragraph]:
    """The same paragraphs, rows broken over two lines mended, and the sections of rows naming their columns."""
    mended = list(_mended(found))
    for start, end in _tables(mended):
        rows = [paragraph for paragraph in mended[start:end] if paragraph.kind == "row"]
        names = _names([row.lines[-1] for row in rows if len(row.lines[-1].cells) > 1])
        caption = mended[start - 1].text if start and _CAPTION.match(mended[start - 1].text) else None
        for row in rows:
            parts = [caption or row.section, *names]
            row.section = " | ".join(part for part in parts if part) or None
    return mended


def _mended(found: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """A first cell of two lines is joined with its row: 'Private sector (companies,' above 'law firms) 34'."""
    held: Paragraph | None = None
    for paragraph in found:
        if held and _stands_beside(held, paragraph):
            held.lines, held.kind = held.lines + paragraph.lines, "row"
            continue
        if held and _wraps_into(held, paragraph):
            paragraph.lines = held.lines + paragraph.lines
        elif held and held.kind == "row" and _wraps_into(paragraph, held) and paragraph.text[0].islower():
            held.lines = held.lines + paragraph.lines
            continue
        elif held:
            yield held
        held = paragraph
    if held:
        yield held


def _stands_beside(label: Paragraph, value: Paragraph) -> bool:
    """Whether a figure stands to the right of a label of two lines, at half their height."""
    a, b = label.lines[0], value.lines[0]
    if label.kind != "text" or value.kind != "text" or len(label.lines) > 3 or len(value.lines) > 1:
        return False
    middle = (b.y0 + b.y1) / 2
    within = a.y0 < middle < label.lines[-1].y1 and b.x0 > max(line.x1 for line in label.lines)
    return within and is_value(b.text)


def _wraps_into(wrapped: Paragraph, row: Paragraph) -> bool:
    if row.kind != "row" or wrapped.kind != "text" or len(wrapped.lines) > 2 or len(row.lines[-1].cells) < 2:
        return False
    line, own = wrapped.lines[-1], row.lines[-1]
    near = max(own.y0 - line.y1, wrapped.lines[0].y0 - row.lines[0].y1) < 0.6 * own.size
    starts_low = own.words[0].text[0].islower() or wrapped.text[0].islower()
    return near and starts_low and line.x1 < own.cells[1][0].x0 and abs(line.x0 - own.x0) < 3 * own.size


def _tables(found: Sequence[Paragraph]) -> Iterator[tuple[int, int]]:
    """Runs of at least three rows. Short text between two rows does not end a run; new column names begin another."""
    start: int | None = None
    last = 0
    values = False
    for index, paragraph in enumerate(found):
        if paragraph.kind == "row":
            anew = values and not _has_values(paragraph.lines[-1])
            if start is not None and anew:
                if last - start > 1:
                    yield start, last + 1
                start = None
            values = _has_values(paragraph.lines[-1]) or (values and not anew)
            start, last = index if start is None else start, index
        elif start is not None and (paragraph.kind != "text" or index - last > 2 or len(paragraph.text) > 80):
            if last - start > 1:
                yield start, last + 1
            start, values = None, False
    if start is not None and last - start > 1:
        yield start, last + 1


def _names(rows: Sequence[Line]) -> list[str]:
    """The names of the columns, left to right; none where the table does not begin with them."""
    first = next((number for number, row in enumerate(rows) if _has_values(row)), 0)
    if not 0 < first < 5:
        return []
    columns = max(rows[first:], key=lambda row: len(row.cells)).cells
    spanning = [row for row in rows[:first] if len(row.cells) < len(columns) - 1]
    names = [_text(cell) for row in spanning for cell in row.cells]  # over which columns they stand is left to the eye
    full = [row for row in rows[:first] if len(row.cells) >= len(columns) - 1]
    over = [[cell for row in full if (cell := _above(column, row))] for column in columns]
    if sum(map(len, over)) == sum(len(row.cells) for row in full):
        names += [" ".join(dict.fromkeys(map(_text, cells))) for cells in over]
    else:  # not every name stands over one column: they are given as printed, row by row
        names += [_text(cell) for row in full for cell in row.cells]
    names = [name for name in names if name]
    return names if sum(map(len, names)) <= MAX_NAMES else []


def _has_values(row: Line) -> bool:
    """Whether a row states values rather than names of columns: figures other than years and notes' numbers."""
    cells = [_text(cell) for cell in row.cells[1:]]
    return any(_DIGIT.search(_YEAR.sub("", cell)) for cell in cells) or all(cell in _EMPTY for cell in cells)


def _above(column: list[Word], row: Line) -> list[Word] | None:
    """The cell of a header row that stands over a column."""
    left, right = column[0].x0, column[-1].x1
    over = [cell for cell in row.cells if cell[0].x0 < right and cell[-1].x1 > left]
    return max(over, key=lambda cell: min(right, cell[-1].x1) - max(left, cell[0].x0), default=None)


def _text(cell: Sequence[Word]) -> str:
    return " ".join(word.text for word in cell)
