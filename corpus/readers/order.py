"""Reading order: runs of lines as the file has them, the runs ordered by where they stand on the page."""

from collections.abc import Callable, Sequence

from corpus.readers.characters import right_to_left
from corpus.readers.sheet import Line, Sheet

_MAX_DEPTH = 40
_MAX_RUNS = 1_000  # words scattered beyond this are no page to be cut, and cutting takes the square of their number
_GUTTER = 5.0  # points of empty space between columns, at least


class Run:
    """Lines that follow each other downwards in one column."""

    def __init__(self, line: Line, place: int) -> None:
        self.lines, self.place = [line], place
        self.x0, self.y0, self.x1, self.y1 = line.x0, line.y0, line.x1, line.y1

    def takes(self, line: Line) -> bool:
        last = self.lines[-1]
        below = -0.4 * last.size < line.y0 - last.y1 < 1.2 * last.size
        overlap = min(self.x1, line.x1) - max(self.x0, line.x0)
        return (
            below
            and not line.row
            and overlap > 0.4 * min(self.x1 - self.x0, line.x1 - line.x0)
            and 0.87 < line.size / last.size < 1.15
            and line.bold == last.bold
            and (len(self.lines) < 3 or line.x1 - line.x0 < 1.3 * (self.x1 - self.x0))
        )

    def is_prose(self) -> bool:
        return len(self.lines) > 2 and sum(len(line.words) for line in self.lines) > 5 * len(self.lines)

    def add(self, line: Line) -> None:
        self.lines.append(line)
        self.x0, self.x1 = min(self.x0, line.x0), max(self.x1, line.x1)
        self.y0, self.y1 = min(self.y0, line.y0), max(self.y1, line.y1)


def in_reading_order(sheet: Sheet) -> list[Line]:
    """The lines of a page in the order a person reads them; text that runs up or down the page comes last."""
    upright = [line for line in sheet.lines if not line.sideways]
    across = sheet.scattered or _reads_across_columns(sheet, upright)
    if across:
        upright = [part for line in upright for part in line.parts()]
    leftwards = sum(right_to_left(line.text) for line in upright) > len(upright) / 2
    runs = _ordered(_runs(upright, across), across, leftwards, depth=0)
    rows = _rows([line for run in runs for line in run.lines])
    return rows + [line for line in sheet.lines if line.sideways]


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Neighbours on one row as one line, so that a label keeps its figure."""
    rows: list[Line] = []
    for line in lines:
        if (
            rows
            and not (line.row or rows[-1].row)
            and rows[-1].same_row(line)
            and line.x0 >= rows[-1].x1
            and 0.85 < line.size / rows[-1].size < 1.18
        ):
            last = rows[-1]
            rows[-1] = Line(cells=last.cells + line.cells, bold_from=last.bold_from, bold_to=line.bold_to)
        else:
            rows.append(line)
    return rows


def _reads_across_columns(sheet: Sheet, lines: Sequence[Line]) -> bool:
    """Whether the file has its columns' lines side by side, row by row, so that its order is of no use."""

    def prose(line: Line) -> bool:
        return (
            len(line.cells) == 2
            and not line.row
            and all(len(cell) > 3 and cell[-1].x1 - cell[0].x0 > 0.25 * sheet.width for cell in line.cells)
        )

    return sum(map(prose, lines)) > max(4, 0.3 * len(lines))


def _runs(lines: Sequence[Line], scattered: bool) -> list[Run]:
    runs: list[Run] = []
    for place, line in enumerate(lines):
        recent = reversed(runs[-6:]) if scattered else reversed(runs[-1:])
        run = next((run for run in recent if run.takes(line)), None)
        if run:
            run.add(line)
        else:
            runs.append(Run(line, place))
    return runs


def _ordered(runs: list[Run], across: bool, leftwards: bool, depth: int) -> list[Run]:
    """XY-cut (Nagy and Seth, 1984): columns first where the file agrees, then bands; the rest stays as it is."""
    if len(runs) < 2 or depth > _MAX_DEPTH or len(runs) > _MAX_RUNS:
        return runs
    columns = _columns(runs, across)
    if columns:
        ordered = list(reversed(columns)) if leftwards else columns
        return [run for part in ordered for run in _ordered(part, across, leftwards, depth + 1)]
    bands = _cut(runs, lambda run: run.y0, lambda run: run.y1, 0.0)
    if bands:
        parts = _with_columns_whole(bands, across)
        return [run for part in parts for run in _ordered(part, across, leftwards, depth + 1)]
    prose = [run for run in runs if run.is_prose()]
    cells = [run for run in runs if not run.is_prose()]
    if across or _is_table(cells):
        return sorted(prose, key=lambda run: run.place) + _by_rows(cells)
    return sorted(runs, key=lambda run: run.place)


def _is_table(runs: list[Run]) -> bool:
    """Whether these lines are cells rather than sentences."""
    parts = [part for run in runs for line in run.lines for part in line.parts()]
    return len(parts) > 8 and sum(len(part.words) for part in parts) < 3.5 * len(parts)


def _by_rows(runs: list[Run]) -> list[Run]:
    """A run for each row, however the file has the cells: down the columns, or anyhow."""
    parts = [part for run in runs for line in run.lines for part in line.parts()]
    rows: list[list[Line]] = []
    for part in sorted(parts, key=lambda part: (part.y0 + part.y1) / 2):
        if rows and rows[-1][0].same_row(part):
            rows[-1].append(part)
        else:
            rows.append([part])
    return [Run(part, place) for place, row in enumerate(rows) for part in sorted(row, key=lambda part: part.x0)]


def _columns(runs: list[Run], across: bool) -> list[list[Run]]:
    columns: list[list[Run]] = []
    for part in _cut(runs, lambda run: run.x0, lambda run: run.x1, _GUTTER):
        if columns and not (_substantial(part) and _substantial(columns[-1])):
            columns[-1] = columns[-1] + part
        else:
            columns.append(part)
    return columns if len(columns) > 1 and (across or _file_agrees(columns)) else []


def _substantial(column: list[Run]) -> bool:
    """More than the labels of a chart or the corner of a letterhead."""
    lines = [line for run in column for line in run.lines]
    return len(lines) > 3 and sum(len(line.words) for line in lines) > 1.8 * len(lines)


def _with_columns_whole(bands: list[list[Run]], across: bool) -> list[list[Run]]:
    """Bands that share columns are read as one, so that a heading over one column stays with it."""
    parts = [bands[0]]
    for band in bands[1:]:
        if _columns(parts[-1] + band, across):
            parts[-1] = parts[-1] + band
        else:
            parts.append(band)
    return parts


def _cut(runs: list[Run], low: Callable[[Run], float], high: Callable[[Run], float], gap: float) -> list[list[Run]]:
    """Groups parted by empty space along one axis; none if there is only one."""
    groups: list[list[Run]] = []
    edge = float("-inf")
    for run in sorted(runs, key=low):
        if low(run) > edge + gap or not groups:
            groups.append([])
        groups[-1].append(run)
        edge = max(edge, high(run))
    return groups if len(groups) > 1 else []


def _file_agrees(columns: list[list[Run]]) -> bool:
    """Whether the file has each column whole."""
    places = sorted((run.place, number) for number, column in enumerate(columns) for run in column)
    changes = sum(a[1] != b[1] for a, b in zip(places, places[1:], strict=False))
    return changes == len(columns) - 1
