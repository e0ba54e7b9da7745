"""A printed page as words and lines with their places, before anything is decided about order, headings or tables."""

from dataclasses import dataclass, field
from functools import cached_property

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_SMALL = 0.85  # a mark above the line is at most this high beside its neighbour


@dataclass(slots=True)
class Word:
    """Points from the top left corner of the page as shown."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    glued: bool = False  # no space before it
    broken: str = ""  # the hyphen, taken off `text`, at which it was broken between two lines

    @property
    def box(self) -> Box:
        return self.x0, self.y0, self.x1, self.y1

    def gap(self, other: "Word") -> float:
        """The empty space between two words of a row; negative where they overlap."""
        return max(other.x0 - self.x1, self.x0 - other.x1)

    def same_row(self, other: "Word") -> bool:
        overlap = min(self.y1, other.y1) - max(self.y0, other.y0)
        return overlap > 0.3 * min(self.y1 - self.y0, other.y1 - other.y0)


@dataclass(eq=False)
class Line:
    """Words on one baseline, left to right or as the script runs; cells are parted by wide gaps."""

    cells: list[list[Word]]
    bold_from: bool = False  # its first word is bold
    bold_to: bool = False  # its last word is bold
    sideways: bool = False
    row: bool = False  # the row of a drawn table: its cells may be of several lines, and stay together
    confidence: float | None = None  # of OCR, 0 to 1

    @cached_property
    def words(self) -> list[Word]:
        return [word for cell in self.cells for word in cell]

    @property
    def bold(self) -> bool:
        return self.bold_from and self.bold_to

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def x0(self) -> float:
        return min(word.x0 for word in self.words)

    @cached_property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @cached_property
    def y0(self) -> float:
        return min(word.y0 for word in self.words)

    @cached_property
    def y1(self) -> float:
        return max(word.y1 for word in self.words)

    @cached_property
    def size(self) -> float:
        """The line's height: that of its longest word, so that a footnote mark does not count."""
        longest = max(self.words, key=lambda word: word.x1 - word.x0)
        return max(longest.y1 - longest.y0, 1.0)

    def moved(self) -> None:
        """Forget what was worked out from the places of the words, as they have changed."""
        for name in ("x0", "x1", "y0", "y1", "size"):
            self.__dict__.pop(name, None)

    def same_row(self, other: "Line") -> bool:
        overlap = min(self.y1, other.y1) - max(self.y0, other.y0)
        return overlap > 0.5 * min(self.y1 - self.y0, other.y1 - other.y0)

    def parts(self) -> list["Line"]:
        """A line for each cell."""
        if len(self.cells) == 1 or self.row:
            return [self]
        return [Line(cells=[cell], bold_from=self.bold_from, bold_to=self.bold_to) for cell in self.cells]


@dataclass(slots=True, kw_only=True)
class Sheet:
    """One page: its size in points as shown, and its lines in the order of the file."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    pictured: bool = False  # much of it is an image, and little text
    blank: bool = False  # nothing at all is drawn on it
    scattered: bool = False  # the order of `lines` means nothing
    turn: int = (
        0  # degrees by which it was turned clockwise, as its text runs sideways; width and height are then so too
    )
    problem: str | None = None  # why the page could not be read


def differs_in_height(a: Box, b: Box) -> bool:
    return not _SMALL * (b[3] - b[1]) <= a[3] - a[1] <= (b[3] - b[1]) / _SMALL


def is_raised(mark: Box, base: Box) -> bool:
    """Whether a box is smaller than its neighbour, begins about as high or higher, and ends above its foot."""
    height = base[3] - base[1]
    return (
        mark[3] - mark[1] < _SMALL * height and mark[3] < base[3] - 0.12 * height and mark[1] < base[1] + 0.3 * height
    )


def is_sideways(word: Word) -> bool:
    return len(word.text) > 2 and word.y1 - word.y0 > 1.5 * (word.x1 - word.x0)
