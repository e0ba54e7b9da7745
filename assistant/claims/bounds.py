"""Figures as a text uses them: with their bound, as one end of a range, in per cent or percentage points."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from corpus.quantities import Quantity, read_quantities

NEAR = 40  # characters beside a figure that can bound it
Bound = Literal["exact", "about", "least", "above", "most", "below"]

_BOUNDS: tuple[tuple[Bound, str], ...] = (  # the first that fits: "just over" is no "over"
    ("about", """about around approximately roughly some nearly almost close_to an?_estimated estimated estimated_at
        circa c\\. ca\\. ~
        more_or_less in_the_region_of just_over just_under slightly_(?:over|under) slightly_(?:more|less)_than"""),
    ("below", "(?:fewer|less|lower|smaller)_than under below short_of"),
    ("most", "up_to as_(?:many|much|high)_as at_most (?:no|not)_more_than a_maximum_of maximum_of"),
    ("above", """(?:more|greater|higher|larger)_than over above exceed(?:s|ed|ing)? (?:sur)?pass(?:es|ed|ing)
        in_excess_of beyond"""),
    ("least", "at_least (?:no|not)_(?:fewer|less)_than a_minimum_of minimum_of upwards?_of"),
)  # fmt: skip
_BEFORE = tuple(
    (bound, re.compile(
        rf"(?:\b|(?<=\s)|^)(?:{'|'.join(words.split())})\s+(?:of\s+|the\s+|an?\s+|(?:US\s)?[$€£]\s?)*$"
        .replace("_", r"\s+"),
        re.IGNORECASE))
    for bound, words in _BOUNDS
)  # fmt: skip
_AFTER: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("least", re.compile(r"^(?:\s+\w+)?\s+(?:or|and)\s+(?:more|above|over|older)\b|^\+")),
    ("most", re.compile(r"^(?:\s+\w+)?\s+(?:or|and)\s+(?:less|fewer|below|under|younger)\b")),
)
_RANGE = re.compile(r"\s*(?:to|and|or|-|–|—)\s*")
_CHANGE = re.compile(
    r"\b(?:rose|ris|grew|grow|increas|widen|climb|jump|soar|fell|fall|drop|declin|decreas|went|go|shr[aiu]nk|improv|chang|mov|"
    r"expand|narrow|cut|surg|up|down|rais|reduc|revis)\w*\b[^.;,]*$", re.IGNORECASE,
)  # fmt: skip
_RANK = re.compile(r"\b(?:rank|place|number|no\.|position|summit|edition|session|round)\s+$", re.IGNORECASE)
_POINTS = re.compile(r"point", re.IGNORECASE)
_FRACTIONS = dict(
    line.strip().rsplit(" ", 1) for line in """half 50|one half 50|a third 33.3|one third 33.3|two thirds 66.7|a
    quarter 25
    |one quarter 25|three quarters 75|one in two 50|one in three 33.3|one in four 25|one in five 20|a fifth 20|one
    fifth 20
    |two fifths 40|three fifths 60|four fifths 80|one in ten 10|a tenth 10|one tenth 10""".split("|")
)  # fmt: skip
_FRACTION = re.compile(
    rf"\b(?:{'|'.join(sorted((f.replace(' ', '[ -]') for f in _FRACTIONS), key=len, reverse=True))})\b"
    r"(?!\s+(?:an?|million|billion|hundred|dozen))"
    r"(?:(?<=half)|(?<=in two)|(?<=in three)|(?<=in four)|(?<=in five)|(?<=in ten)"
    r"|(?=\s+(?:of|as|were|was|are|is|had|have)\b))",
    re.IGNORECASE,
)
_IDLE = re.compile(r"^(?:one|first|second|third|a\s|half\b|zero|last)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity as a text uses it: how it is bounded, and the other end where it is one of a range."""

    quantity: Quantity
    written: str
    bound: Bound
    range_end: Literal["low", "high"] | None
    points: bool  # percentage points, not per cent
    ranked: bool  # a place in an order

    @property
    def fraction(self) -> bool:
        return self.written.lower().replace("-", " ") in _FRACTIONS

    @property
    def binding(self) -> bool:
        """Whether the figure says how many; `one of`, `first` and the like seldom do."""
        return not (self.quantity.value <= 3 and _IDLE.match(self.written))


def read_figures(text: str) -> list[Figure]:
    """Every figure of the text with its bound; simple fractions are per cent too."""
    quantities = sorted([*_without_fractions(text), *_fractions(text)], key=lambda q: q.start)
    figures = []
    for n, quantity in enumerate(quantities):
        figures.append(
            Figure(
                quantity=quantity, written=text[quantity.start : quantity.end],
                bound=_bound(text, quantity), range_end=_range_end(text, quantities, n),
                ranked=quantity.kind == "ordinal" or bool(_RANK.search(_before(text, quantity))),
                points=quantity.kind == "percent" and bool(_POINTS.search(text[quantity.start : quantity.end])),
            )
        )  # fmt: skip
    return figures


def _without_fractions(text: str) -> list[Quantity]:
    spans = [match.span() for match in _FRACTION.finditer(text)]
    return [q for q in read_quantities(text) if not any(a <= q.start < b for a, b in spans)]


def _fractions(text: str) -> Iterator[Quantity]:
    for match in _FRACTION.finditer(text):
        value = Decimal(_FRACTIONS[match[0].lower().replace("-", " ")])
        yield Quantity(kind="percent", value=value, unit=None, date=None, start=match.start(), end=match.end())


def _before(text: str, quantity: Quantity) -> str:
    return text[max(0, quantity.start - NEAR) : quantity.start]


def _bound(text: str, quantity: Quantity) -> Bound:
    if quantity.date is not None:
        return "exact"
    before, after = _before(text, quantity), text[quantity.end : quantity.end + NEAR]
    for bound, pattern in _BEFORE:
        if pattern.search(before):
            return bound
    return next((bound for bound, pattern in _AFTER if pattern.match(after)), "exact")


def _range_end(text: str, quantities: Sequence[Quantity], n: int) -> Literal["low", "high"] | None:
    """Which end of `12.5 to 20 billion` or `between 10 and 20` this figure is."""

    def joined(low: Quantity, high: Quantity) -> bool:
        between = text[low.end : high.start]
        if low.date is not None or high.date is not None or low.value >= high.value or not _RANGE.fullmatch(between):
            return False
        if _CHANGE.search(_before(text, low)):  # from 4.17 to 6.42: a rise, not a range
            return False
        opened = re.search(r"\bbetween\s+\S*$|\bfrom\s+\S*$", _before(text, low), re.IGNORECASE)
        return "and" not in between or bool(opened and "between" in opened[0].lower())

    if n + 1 < len(quantities) and joined(quantities[n], quantities[n + 1]):
        return "low"
    return "high" if n and joined(quantities[n - 1], quantities[n]) else None
