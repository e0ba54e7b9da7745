"""Tables drawn with lines: what stands in one cell belongs together, and the cells of one row make one line."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.readers.characters import is_value
from corpus.readers.sheet import Line, Word

_TOUCH = 3.0  # points between strokes that still meet
MAX_STROKES = 1_500


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line along an axis: at `at` on the other axis, from `low` to `high`; points from the top left."""

    upright: bool
    at: float
    low: float
    high: float


@dataclass(slots=True)
class _Grid:
    xs: list[float]
    ys: list[float]
    upright: list[Stroke]

    def row(self, word: Word) -> int:
        return bisect_right(self.ys, (word.y0 + word.y1) / 2)

    def holds(self, word: Word) -> bool:
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        return self.xs[0] - _TOUCH < x < self.xs[-1] + _TOUCH and self.ys[0] < y < self.ys[-1]

    def parts(self, words: Sequence[Word], line: Line) -> list[Line]:
        """A line cut where an upright stroke passes between two words."""
        cells: list[list[Word]] = [[words[0]]]
        for before, word in zip(words, words[1:], strict=False):
            middle = (word.y0 + word.y1) / 2
            between = any(
                before.x1 - 1.5 < stroke.at < word.x0 + 1.5 and stroke.low < middle < stroke.high
                for stroke in self.upright
            )
            if between:
                cells.append([])
            cells[-1].append(word)
        return [Line(cells=[cell], bold_from=line.bold_from, bold_to=line.bold_to) for cell in cells]


def with_rows(lines: list[Line], strokes: Sequence[Stroke]) -> list[Line]:
    """The lines of a page in the order of the file, those in drawn tables put together row by row, cell by cell."""
    for grid in _grids(strokes):
        inside = [line for line in lines if not line.sideways and all(map(grid.holds, line.words))]
        rows = _rows(grid, inside) if len(inside) > 2 else []
        if rows:
            held = set(map(id, inside))
            place = next(index for index, line in enumerate(lines) if id(line) in held)
            before = [line for line in lines[:place] if id(line) not in held]
            lines = before + rows + [line for line in lines[place:] if id(line) not in held]
    return lines


def _rows(grid: _Grid, inside: Sequence[Line]) -> list[Line]:
    cells: dict[int, dict[int, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in inside:
        for part in grid.parts(line.words, line):
            column = bisect_right(grid.xs, part.x0 + 2.0)
            cells[grid.row(part.words[0])][column].append(part)
    rows = [_row(band) for number in sorted(cells) for band in _bands(cells[number])]
    return rows if sum(len(row.cells) > 1 for row in rows) > 1 else []


def _row(columns: dict[int, list[Line]]) -> Line:
    ordered = [sorted(columns[column], key=lambda part: (round(part.y0), part.x0)) for column in sorted(columns)]
    return Line(
        cells=[[word for part in parts for word in part.words] for parts in ordered],
        bold_from=ordered[0][0].bold_from,
        bold_to=ordered[-1][-1].bold_to,
        row=len(ordered) > 1,
    )


def _bands(columns: dict[int, list[Line]]) -> list[dict[int, list[Line]]]:
    """The rows between two strokes: one, unless a column lists figures beside as many lines of another."""
    counts = [len(parts) for parts in columns.values()]
    listed = [len(parts) for parts in columns.values() if len(parts) > 1 and all(is_value(part.text) for part in parts)]
    if not any(counts.count(count) > 1 for count in listed):
        return [columns]
    bands: list[dict[int, list[Line]]] = []
    for column, part in sorted(
        ((column, part) for column, parts in columns.items() for part in parts), key=lambda item: item[1].y0
    ):
        if not bands or not next(iter(bands[-1].values()))[0].same_row(part):
            bands.append({})
        bands[-1].setdefault(column, []).append(part)
    return bands


def _grids(strokes: Sequence[Stroke]) -> list[_Grid]:
    """Groups of strokes that meet, with at least two columns and two rows."""
    if not 4 < len(strokes) <= MAX_STROKES:
        return []
    grids = []
    for group in _meeting(strokes):
        upright = [stroke for stroke in group if stroke.upright]
        xs = _distinct([stroke.at for stroke in upright])
        ys = _distinct([stroke.at for stroke in group if not stroke.upright])
        if len(xs) > 1 and len(ys) > 2:
            left = min(stroke.low for stroke in group if not stroke.upright)
            right = max(stroke.high for stroke in group if not stroke.upright)
            grids.append(_Grid(_distinct([left, *xs, right]), ys, upright))
    return grids


def _meeting(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    parent = list(range(len(strokes)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    level = [index for index, stroke in enumerate(strokes) if not stroke.upright]
    for index, stroke in enumerate(strokes):
        if stroke.upright:
            for other in level:
                flat = strokes[other]
                if (
                    stroke.low - _TOUCH <= flat.at <= stroke.high + _TOUCH
                    and flat.low - _TOUCH <= stroke.at <= flat.high + _TOUCH
                ):
                    parent[root(index)] = root(other)
    groups: dict[int, list[Stroke]] = defaultdict(list)
    for index, stroke in enumerate(strokes):
        groups[root(index)].append(stroke)
    return [group for group in groups.values() if len(group) > 4]


def _distinct(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _TOUCH:
            found.append(value)
    return found
