"""The title as printed: the largest words of a first page, where they stand out and read like one."""

from collections.abc import Sequence

from corpus.readers.paragraphs import Paragraph
from corpus.readers.sheet import Sheet

_LARGER = 1.25  # than the text of the document
_NEARLY = 0.8  # of the largest: a title set in two sizes
_MASTHEAD = 0.25  # of the page's height, on documents of the United Nations
_LONGEST = 300  # characters


def front_title(found: Sequence[Paragraph], sheet: Sheet, body: float) -> str | None:
    """None where nothing on the page stands out."""
    upright = [each for each in found if not each.lines[0].sideways and each.kind in ("heading", "text", "row")]
    if any("Distr." in each.text for each in upright[:8]):
        return _below_masthead(upright, sheet)
    if not upright:
        return None
    largest = max(each.size for each in upright if _reads(each.text)) if any(_reads(e.text) for e in upright) else 0.0
    if largest < _LARGER * body:
        return None
    runs: list[list[str]] = [[]]
    for each in upright:
        if each.size >= _NEARLY * largest and _reads(each.text):
            runs[-1].append(each.text)
        elif runs[-1]:
            runs.append([])
    titles = [title for run in runs if len(title := " ".join(run)) <= _LONGEST and len(title.split()) > 1]
    return max(titles, key=len, default=None)


def _below_masthead(upright: Sequence[Paragraph], sheet: Sheet) -> str | None:
    """The first of the largest bold words under the masthead; what stands above are the organ and the agenda item."""
    below = [
        each for each in upright if each.bold and each.lines[0].y0 > _MASTHEAD * sheet.height and _reads(each.text)
    ]
    largest = max((each.size for each in below), default=0.0)
    return next((each.text for each in below if each.size > 0.97 * largest and len(each.text) <= _LONGEST), None)


def _reads(text: str) -> bool:
    return sum(map(str.isalpha, text)) > 0.4 * len(text.replace(" ", "")) and len(text) > 3
