"""Dates as publications give them: YYYY, YYYY-MM or YYYY-MM-DD, each an interval of days."""

import re
from calendar import monthrange
from datetime import date

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def is_date(text: str) -> bool:
    return interval(text) is not None


def interval(text: str) -> tuple[date, date] | None:
    """First and last day meant by `text`; None where it is no date."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        if match[3]:
            return date(year, month, day), date(year, month, day)
        if match[2]:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None


def within(published: str | None, since: str | None, until: str | None) -> bool:
    """True where some day meant by `published` lies in the period; an unknown date lies in no period."""
    if since is None and until is None:
        return True
    days = interval(published) if published else None
    if days is None:
        return False
    first = interval(since) if since else None
    last = interval(until) if until else None
    return (first is None or days[1] >= first[0]) and (last is None or days[0] <= last[1])


def written_out(text: str | None) -> str:
    """29 August 2023, August 2023 or 2023; 'no date' where it is unknown."""
    days = interval(text) if text else None
    if text is None or days is None:
        return "no date"
    month = days[0].strftime("%B %Y")
    return {4: text, 7: month}.get(len(text), f"{days[0].day} {month}")
