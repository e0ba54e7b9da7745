"""Editions: which series a publication belongs to, where its title says so."""

import re
from calendar import month_name

from corpus.symbols import parse

_YEAR = r"(?:19|20)\d\d"
_FULL_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+)?[^\W\d]{{3,}}\.?\s+(?:de\s+)?{_YEAR}\b"
    rf"|\b[^\W\d]{{3,}}\.?\s+\d{{1,2}},\s*{_YEAR}\b"
)
_NO_MONTH = "".join(f"(?<!{month} )" for month in month_name[1:])  # "of October 2025" dates an event
_SPAN = rf"{_YEAR}(?:\s?[-–/]\s?(?:{_YEAR}|\d\d))?(?![-/\d])"
_EDITION = re.compile(
    rf"[\s,;:–—-]*\((?:(?:edition|version|update) of [^)]*)?{_SPAN}[^)]{{0,12}}(?:edition|version|update)?\)"
    rf"|[\s,;:–—-]*\((?:edition|version|update) of [^)]*{_YEAR}[^)]*\)"
    rf"|^{_SPAN}\s|(?<=\w){_NO_MONTH}[\s,]+{_NO_MONTH}{_SPAN}(?=\s*(?:[:;–—|]|$))"
    r"|[\s,;:–—-]*\(?\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th))"
    r"\s+(?:revised\s+)?ed(?:ition|\.)\)?",
    re.IGNORECASE,
)


def series_of(title: str, publisher: str | None) -> str | None:
    """`PUBLISHER: title` without its year or edition; None where the title names neither or the publisher is unknown.

    The year of an edition stands first, last, in brackets or before a colon: the year of an event does not. A full date
    belongs to a letter or a news item, not to an edition, unless the title says "edition of".
    """
    title = " ".join(title.split())
    rest = " ".join(_EDITION.sub(" ", title).split()).strip(" ,;:.–—-").replace(" :", ":")
    if publisher is None or rest == title or _FULL_DATE.search(rest) or len(re.findall(r"[^\W\d_]{3,}", rest)) < 2:
        return None
    return f"{publisher}: {rest}"


def base_symbol(symbols: tuple[str, ...]) -> str | None:
    """The symbol of the document that a Rev., Add. or Corr. belongs to; None for what stands alone."""
    symbol = parse(symbols[0]) if symbols else None
    return symbol.base if symbol and symbol.suffixes else None
