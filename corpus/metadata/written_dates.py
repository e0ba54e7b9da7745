"""Dates as publications write them, in the languages of our sources, as YYYY-MM-DD, YYYY-MM or YYYY."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.dates import is_date

_MONTHS = (
    "january january janvier enero janeiro januari januar gennaio января",
    "february feb février febrero fevereiro februari februar febbraio февраля",
    "march mar mars marzo março maart märz marzo марта",
    "april apr avril abril abril april april aprile апреля",
    "may may mai mayo maio mei mai maggio мая",
    "june jun juin junio junho juni juni giugno июня",
    "july jul juillet julio julho juli juli luglio июля",
    "august aug août agosto agosto augustus august agosto августа",
    "september sept septembre septiembre setembro september september settembre сентября",
    "october oct octobre octubre outubro oktober oktober ottobre октября",
    "november nov novembre noviembre novembro november november novembre ноября",
    "december dec décembre diciembre dezembro december dezember dicembre декабря",
)
_NUMBER = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_NAME = "|".join(sorted(_NUMBER, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"""
      \b(?P<iso>{_YEAR}-[01]\d(?:-[0-3]\d)?)\b
    | (?P<y5>{_YEAR})\s*年\s*(?P<m5>\d\d?)\s*月(?:\s*(?P<d5>\d\d?)\s*日)?
    | (?<![\w/.–-])(?P<d1>[0-3]?\d)(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?(?P<m1>{_NAME})\b\.?,?\s*(?:de\s+|del\s+)?(?P<y1>{_YEAR})\b
    | \b(?P<m2>{_NAME})\b\.?\s+(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?,\s*(?P<y2>{_YEAR})\b
    | \b(?P<m3>{_NAME})\b\.?,?\s+(?:of\s+|de\s+|del\s+)?(?P<y3>{_YEAR})\b
    | (?<![\w/.-])(?P<a4>[0-3]?\d)(?P<sep>[/.-])(?P<b4>[0-3]?\d)(?P=sep)(?P<y4>{_YEAR})(?![\w/-])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OF_A_RANGE = re.compile(r"(?:\d\s*[-–—]|\d\s+(?:to|and|à|a|al|et|y|bis|und|t/m|en))\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """A date written at `text[start:end]`. Figures that can be read day first or month first give the year alone."""

    date: str
    start: int
    end: int


def dates_in(text: str) -> list[WrittenDate]:
    """The dates a text writes out, in order; ends of ranges (3-7 May 2024) and bare years are not among them."""
    return list(_dates(text))


def only_date(line: str) -> str | None:
    """The date that is all a line says, but for a place before it or a full stop after it: "Vienna, 3 May 2024"."""
    found = dates_in(line)
    if len(found) != 1:
        return None
    before, after = line[: found[0].start].strip(" ,.:–-"), line[found[0].end :].strip(" ,.года")
    return found[0].date if not after and len(before.split()) <= 2 and not re.search(r"\d", before) else None


def _dates(text: str) -> Iterator[WrittenDate]:
    for match in _DATE.finditer(text):
        date = _read(match)
        if is_date(date) and not _OF_A_RANGE.search(text, 0, match.start()):
            yield WrittenDate(date=date, start=match.start(), end=match.end())


def _read(match: re.Match[str]) -> str:
    if match["iso"]:
        return match["iso"]
    if match["a4"]:
        return _by_figures(int(match["a4"]), int(match["b4"]), match["y4"])
    for year, month, day in (("y5", "m5", "d5"), ("y1", "m1", "d1"), ("y2", "m2", "d2"), ("y3", "m3", None)):
        if match[month]:
            number = int(match[month]) if match[month].isdigit() else _NUMBER[match[month].lower()]
            return f"{match[year]}-{number:02d}" + (f"-{int(match[day]):02d}" if day and match[day] else "")
    return ""


def _by_figures(first: int, second: int, year: str) -> str:
    if first > 12 or first == second:
        return f"{year}-{second:02d}-{first:02d}"
    return f"{year}-{first:02d}-{second:02d}" if second > 12 else year
