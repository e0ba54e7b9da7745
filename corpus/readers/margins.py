"""Running headers, footers and page numbers: recognised by their return from page to page, and left out of the text."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.readers.sheet import Line, Sheet

Edge = Literal["top", "bottom", "side"]

_ZONE = 0.14  # of the page's height, at its top and at its foot
_SIDE = 0.09  # of the page's width, at its left and right
_MAX_EDGED = 300
_SAME_PLACE = 8.0  # points; a running line may sit a little higher on another page
_NUMBER = re.compile(
    r"(?<![\w/.,-])([1-9]\d{0,3}|[ivxlc]{1,7})(?=\s*(?:/|of\b|von\b|de\b|van\b|sur\b)\s*\d|[\s|.–—-]|$)"
)
_DATE = re.compile(r"\d{1,4}([/.-])\d{1,2}\1\d{1,4}")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_COUNTS = re.compile(r"\d{1,3}(?:/\d{1,3})?|[/|–—-]+|[ivxlc]+")
_JOB_NUMBER = re.compile(r"\*?\d{2,}[\d-]{4,}\*?")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A line near the edge of one page."""

    sheet: Sheet
    line: Line
    edge: Edge
    key: str  # its words, figures masked, page numbers left out, in any order: left and right pages mirror each other

    @property
    def y(self) -> float:
        return self.sheet.height - self.line.y1 if self.edge == "bottom" else self.line.y0


def without_margins(sheets: Sequence[Sheet]) -> dict[int, str]:
    """Take running lines out of the sheets (neighbouring pages of one document); the printed page number by page."""
    seen = [item for sheet in sheets for item in _edges(sheet)]
    labels, numbered = _page_numbers(seen)
    returning = _returning(seen, few=2 if len(sheets) <= 8 else 3) | _titles_again(sheets, seen)
    by_page: dict[int, list[_Seen]] = defaultdict(list)
    for item in seen:
        by_page[item.sheet.number].append(item)
    kept: dict[int, list[Line]] = {}
    for sheet in sheets:
        mine = by_page[sheet.number]
        gone = {id(line) for line in _outermost(mine, returning | numbered)}
        gone |= {
            id(item.line) for item in mine if item.edge == "bottom" and _JOB_NUMBER.fullmatch(item.line.words[0].text)
        }
        kept[sheet.number] = [line for line in sheet.lines if id(line) not in gone]
    if any(kept.values()):  # where nothing would be left, what returns is all there is to read
        for sheet in sheets:
            sheet.lines = kept[sheet.number]
    return labels


def _edges(sheet: Sheet) -> Iterator[_Seen]:
    """Lines near the edges; a page with hundreds there has no margins."""
    edged = [(line, edge) for line in sheet.lines if (edge := _edge(sheet, line))]
    for line, edge in edged if len(edged) < _MAX_EDGED else ():
        if len(line.words) <= 24:
            words = (word for word in line.text.lower().split() if not _COUNTS.fullmatch(word))
            key = " ".join(sorted(re.sub(r"\d+", "#", word) for word in words))
            yield _Seen(sheet, line, edge, line.text if edge == "side" else key)


def _edge(sheet: Sheet, line: Line) -> Edge | None:
    if not line.sideways and line.y1 < _ZONE * sheet.height:
        return "top"
    if not line.sideways and line.y0 > (1 - _ZONE) * sheet.height:
        return "bottom"
    return "side" if line.x1 < _SIDE * sheet.width or line.x0 > (1 - _SIDE) * sheet.width else None


def _returning(seen: Sequence[_Seen], few: int) -> set[int]:
    """Ids of lines whose words stand at the same height on at least `few` pages."""
    groups: dict[tuple[Edge, str], list[_Seen]] = defaultdict(list)
    for item in seen:
        if item.key:
            groups[item.edge, item.key].append(item)
    found: set[int] = set()
    for items in groups.values():
        needed = 3 if len(items[0].line.cells) > 2 else few
        for item in items:
            pages = {other.sheet.number for other in items if abs(other.y - item.y) < _SAME_PLACE}
            if len(pages) >= needed:
                found.add(id(item.line))
    return found


def _titles_again(sheets: Sequence[Sheet], seen: Sequence[_Seen]) -> set[int]:
    """Ids of lines at the top of later pages that repeat words of the first page: a title or a document's symbol."""
    if not sheets or sheets[0].number != 1:
        return set()
    first = [f" {line.text} " for line in sheets[0].lines]
    again = (item for item in seen if item.edge == "top" and item.sheet.number > 1 and len(item.line.text) > 4)
    return {id(item.line) for item in again if any(_within(item.line.text, text) for text in first)}


def _within(words: str, text: str) -> bool:
    before, found, after = text.partition(words)
    return bool(found) and not before[-1].isalnum() and not after[0].isalnum()


def _outermost(mine: Sequence[_Seen], known: set[int]) -> Iterator[Line]:
    """From each edge inwards, running lines up to the first line of the text proper."""
    yield from (item.line for item in mine if item.edge == "side" and id(item.line) in known)
    for edge in ("top", "bottom"):
        for item in sorted((item for item in mine if item.edge == edge), key=lambda item: item.y):
            beside = any(other.line.same_row(item.line) and id(other.line) in known for other in mine)
            if id(item.line) in known:
                yield item.line
            elif not beside:
                break


def _page_numbers(seen: Sequence[_Seen]) -> tuple[dict[int, str], set[int]]:
    """Labels by page, and the ids of lines that hold them: numbers that count on with the pages."""
    candidates: dict[int, list[tuple[int, str, str, _Seen]]] = defaultdict(list)
    for item in _two_outer_rows(seen):
        for kind, value, printed in _numbers(item.line):
            candidates[item.sheet.number].append((value - item.sheet.number, kind, printed, item))
    needed = 1 if len({item.sheet.number for item in seen}) < 4 else 2
    labels: dict[int, str] = {}
    lines: set[int] = set()
    for page, mine in candidates.items():
        support: dict[tuple[int, str], int] = defaultdict(int)
        for near in range(page - 4, page + 5):
            for offset, kind in {(offset, kind) for offset, kind, _, _ in candidates.get(near, ())}:
                support[offset, kind] += near != page
        best = max(mine, key=lambda each: (support[each[0], each[1]], each[1] == "of", -abs(each[0])))
        if support[best[0], best[1]] >= needed or best[:2] == (0, "of"):
            labels[page] = best[2]
            lines.update(id(item.line) for offset, kind, _, item in mine if (offset, kind) == (best[0], best[1]))
    return labels, lines


def _two_outer_rows(seen: Sequence[_Seen]) -> Iterator[_Seen]:
    edges: dict[tuple[int, Edge], list[_Seen]] = defaultdict(list)
    for item in seen:
        edges[item.sheet.number, item.edge].append(item)
    for items in edges.values():
        items.sort(key=lambda item: item.y)
        second = next((item for item in items if not item.line.same_row(items[0].line)), items[0])
        yield from (item for item in items if item.y <= second.y + 1 or item.line.same_row(second.line))


def _numbers(line: Line) -> Iterator[tuple[str, int, str]]:
    """Numbers at either end of a line that could be a page's."""
    if len(line.words) > 14 or len(line.cells) > 3:
        return
    text = _DATE.sub("", line.text).strip()
    for match in _NUMBER.finditer(text):
        if match.start() > 12 and len(text) - match.end() > 12:
            continue
        printed = match[1]
        total = re.match(r"\s*/\s*(\d+)", text[match.end() :])
        if total and printed.isdigit() and int(printed) <= int(total[1]):
            yield "of", int(printed), printed
        elif printed.isdigit():
            yield "arabic", int(printed), printed
        elif match.start() == 0 or match.end() == len(text):
            yield "roman", _roman(printed), printed


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
