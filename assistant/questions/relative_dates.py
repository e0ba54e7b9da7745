"""Dates told by another one: the year after, two years earlier, the day before, by December that year."""

import re
from datetime import date, timedelta

from corpus.quantities import read_quantities

_SHIFT = re.compile(
    r"(?<![\d,.])\b(?:(?P<n>\d{1,3}|one|two|three|four|five|ten|a) years? (?P<way>before|earlier|after|later)(?: that)?"
    r"|(?P<next>the (?:year|one) after|the (?:next|following) year|a year later)"
    r"|(?P<last>the (?:year|one) before|the (?:previous|preceding) year))\b",
    re.IGNORECASE,
)
_NEXT_DAY = re.compile(r"\b(?:on )?the (?:(?P<back>day before|previous day)|day after|next day|following day)\b", re.I)
_THAT_YEAR = re.compile(r"\b(?:of |in )?(?:that|the same) year\b", re.IGNORECASE)
_MONTH_BEFORE = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+$", re.IGNORECASE
)
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_SMALL = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}


def years_in(text: str) -> list[tuple[int, int]]:
    """Dates and years of a text, as spans."""
    return [(q.start, q.end) for q in read_quantities(text) if q.date]


def with_years(question: str, before: str) -> str:
    """The year after, the year before, two years earlier: counted from the last year the question before speaks of."""
    years = [int(q.date[:4]) for q in read_quantities(before) if q.date and not q.date.startswith("--")]
    if not years:
        return question

    def shifted(match: re.Match[str]) -> str:
        number = match["n"]
        step = 1 if number is None else _SMALL.get(number.lower()) or int(number)
        back = match["last"] is not None or (match["way"] or "").lower() in ("before", "earlier")
        reached = years[-1] - step if back else years[-1] + step
        if not _FIRST_YEAR <= reached <= _LAST_YEAR:
            return match[0]
        year = str(reached)
        spoken = question[: match.start()].rstrip().lower()
        return year if spoken.endswith((" in", "about", "for", "of")) or spoken in ("in", "and") else f"in {year}"

    return _with_day(_with_that_year(_SHIFT.sub(shifted, question), str(years[-1])), before)


def _with_that_year(question: str, year: str) -> str:
    """By December that year: the year of the question before, behind a month."""

    def named(match: re.Match[str]) -> str:
        return year if _MONTH_BEFORE.search(question[: match.start()]) else match[0]

    return _THAT_YEAR.sub(named, question)


def _with_day(question: str, before: str) -> str:
    """The day before, the next day: counted from the last full date the question before names."""
    days = [q.date for q in read_quantities(before) if q.date and re.fullmatch(r"\d{4}-\d\d-\d\d", q.date)]
    if not days:
        return question

    def shifted(match: re.Match[str]) -> str:
        day = date.fromisoformat(days[-1]) + timedelta(days=-1 if match["back"] else 1)
        named = f"{day.day} {day:%B %Y}"
        return (
            named if re.fullmatch(r"\W*|.*\b(?:and|about|of|by)\s*", question[: match.start()], re.I) else f"on {named}"
        )

    return _NEXT_DAY.sub(shifted, question)
