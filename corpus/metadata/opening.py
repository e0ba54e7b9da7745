"""The lines of a page, as a person sees them who opens a publication to learn what it is."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import Page

_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_MARKS = re.compile(r"(?:\s*[*†‡]+\s*,?)+$|(?<=:)\*[\s,*]*")  # footnote marks on titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph or heading, on one line, without marks of footnotes. `heading`: it stands outside every block."""

    text: str
    heading: bool

    @property
    def words(self) -> int:
        return len(self.text.split())


def lines_of(page: Page) -> list[Line]:
    return list(_lines(page))


def _lines(page: Page) -> Iterator[Line]:
    starts = [block.start for block in page.blocks]
    for match in _LINE.finditer(page.text):
        before = bisect_right(starts, match.end() - 1) - 1
        inside = before >= 0 and page.blocks[before].end > match.start()
        text = _MARKS.sub("", " ".join(match[0].split())).strip()
        if text:
            yield Line(text=re.sub(r":\s*\*[\s,*]*", ": ", text), heading=not inside)
