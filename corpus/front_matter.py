"""What the first and last pages of a publication say of it: symbol, date, publisher; the rest stays unknown.

Only statements in fixed forms count: the masthead of the United Nations, a label ("Published on", "Datum"), a line that
is nothing but a date, a copyright line, a suggested citation. Nothing is taken from running text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from corpus.dates import interval
from corpus.symbols import symbols_in

_MASTHEAD = 1_500  # characters of the first page
_UNITED_NATIONS = re.compile(
    r"united\s+nations|nations\s+unies|naciones\s+unidas|объединенных\s+наций|الأمم\s+المتحدة|联\s?合\s?国",
    re.IGNORECASE,
)
_DISTRIBUTION = re.compile(r"\bdistr\b", re.IGNORECASE)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?"
_NAME = r"[^\W\d_]{3,12}\.?(?:/[^\W\d_]{3,12})?"  # of a month; Arabic documents give two
_DATE = re.compile(
    rf"\b{_YEAR}-[01]\d-[0-3]\d\b|{_YEAR}\s?年\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?"
    rf"|(?<!\d){_DAY}\s+(?:de\s+)?{_NAME},?\s+(?:del?\s+)?{_YEAR}\b|\b{_NAME}\s+{_DAY},?\s+{_YEAR}\b"
    rf"|\b{_NAME},?\s+(?:del?\s+)?{_YEAR}\b|(?<![\d/.-])\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR}\b"
)
_LABEL = re.compile(
    r"(?:^|[\n|•])[ \t]*(?:(?:first\s+)?published(?:\s+(?:on|in))?|publication\s+date"
    r"|date\s+of\s+(?:publication|issue|release)"
    r"|date(?:\s+published|\s+issued)?|issued(?:\s+on)?|released?(?:\s+(?:on|date))?|for\s+release(?:\s+on)?|datum|fecha"
    r"|date\s+de\s+publication|publi(?:é|ée|cado|cada)\s+(?:le|el|em)|veröffentlicht\s+am|gepubliceerd\s+op)"
    r"\s*:?\s*(?=\S)(?P<rest>[^\n]{4,40})",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:^|\n)(?:subject|re|onderwerp|betreft|betreff|objet|asunto|assunto|oggetto)(?:\s*:\s*|[ \t]+)"
    r"(?P<subject>[^\n]{8,250})",
    re.IGNORECASE,
)
_ISSUE = re.compile(rf"(?:no|nr|vol(?:ume)?|issue)\.?\s*\d+[^\n]{{0,25}}?,?\s\(?(?P<year>{_YEAR})\)?", re.IGNORECASE)
_COPYRIGHT = re.compile(
    rf"(?:©|\(c\)\s|\bcopyright\b)\s*(?:©\s*)?(?P<years>{_YEAR}(?:\s?[,–-]\s?{_YEAR})*)?[\s,.:]*"
    rf"(?:by\s+)?(?P<name>[^\n©]{{0,120}})",
    re.IGNORECASE,
)
_CITATION = re.compile(
    r"(?:suggested|recommended|preferred)\s+citation\s*:?|\breference\s*:|\bcite\s+(?:this\s+\w+\s+)?as\s*:?",
    re.IGNORECASE,
)
_PUBLISHED_BY = re.compile(r"\bpublished\s+(?:and\s+\w+\s+)?by\s+(?:the\s+)?(?P<name>[^\n]{3,120})", re.IGNORECASE)
_AFTER_NAME = re.compile(
    rf"[.;|]\s|[.;|]$|\s[–—-]\s|,?\s+\(?{_YEAR}\)?|,?\s+(?:all\s+rights|tous\s+droits|reservados|at\s+http)|https?://|\swww\."
    rf"|\s(?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:all|some)\s+rights|the\s+authors?\b|photo|cover|image|design|licen[cs]e|this\s", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    symbols: tuple[str, ...] = ()
    published: str | None = None
    publisher: str | None = None
    subject: str | None = None  # of a letter


def front_matter(pages: Sequence[str], created: str | None = None) -> FrontMatter:
    """Read the texts of a document's pages; a date after the file was `created` (YYYY-MM-DD) is not believed."""
    if not pages:
        return FrontMatter()
    head = pages[0][:_MASTHEAD]
    issued = _DISTRIBUTION.search(head)
    symbols = symbols_in(head[: issued.start() + 250]) if issued else []
    if issued and symbols and _UNITED_NATIONS.search(head):
        dates = (found for each in _DATE.finditer(head, issued.end()) if (found := iso_date(each[0])))
        return FrontMatter(symbols=_own(symbols), published=next(dates, None), publisher="United Nations")
    outer = [*pages[:4], *(pages[-2:] if len(pages) > 5 else pages[4:])]
    dates = (date for date in _dates(outer) if _believed(date, created))
    subject = _SUBJECT.search(head)
    return FrontMatter(
        published=next(dates, None),
        publisher=next(_publishers(outer), None),
        subject=subject["subject"].strip() if subject else None,
    )


def _own(symbols: Sequence[str]) -> tuple[str, ...]:
    """The first symbol, and a second where the document was issued under two (A/79/801-S/2025/121)."""
    first = symbols[0].partition("/")[0]
    return (symbols[0], *(s for s in symbols[1:2] if {first, s.partition("/")[0]} == {"A", "S"}))


def iso_date(written: str) -> str | None:
    """A date in words or figures of any usual language as YYYY-MM-DD, or YYYY-MM where no day is named."""
    if interval(written):
        return written
    figures = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", written)
    if figures and int(figures[1]) <= 12 and int(figures[2]) <= 12 and figures[1] != figures[2]:
        return figures[3]  # day and month cannot be told apart
    from dateparser import parse

    written = re.sub(r"[^\W\d_]+/(?=[^\W\d_])", "", " ".join(written.split()))
    found: list[datetime] = []
    for day in ("first", "last"):
        settings = {"PREFER_DAY_OF_MONTH": day, "REQUIRE_PARTS": ["month", "year"], "DATE_ORDER": "DMY"}
        date = parse(written, settings=settings)
        if date is None:
            return None
        found.append(date)
    return found[0].strftime("%Y-%m-%d" if found[0].day == found[1].day else "%Y-%m")


def _dates(pages: Sequence[str]) -> Iterator[str]:
    """Dates that a statement gives for the publication, surest first."""
    labels = (label for text in pages for label in _LABEL.finditer(text[:6_000]))
    yield from filter(None, (_date_at_start(label["rest"]) for label in labels))
    ordered = (pages[0], *pages[-1:], *pages[1:-1])
    lines = (line for text in ordered for line in [*text[:3_000].splitlines(), *text[3_000:][-600:].splitlines()])
    yield from filter(None, (_date_line(line) for line in lines if 6 < len(line) < 60))
    cited = (text[match.end() :][:160] for text in pages for match in _CITATION.finditer(text))
    yield from (year[0] for citation in cited if (year := re.search(_YEAR, citation)))
    years = [year for text in pages for match in _COPYRIGHT.finditer(text) for year in re.findall(_YEAR, match[0])]
    if years:
        yield max(years)


def _date_at_start(rest: str) -> str | None:
    match = _DATE.match(rest.strip())
    if match:
        return iso_date(match[0])
    year = re.match(rf"{_YEAR}\b(?!\s*[-–/]\s*\d)", rest.strip())
    return year[0] if year else None


def _date_line(line: str) -> str | None:
    """The date of a line that holds nothing else but, at most, a place or a number before or after it."""
    if issue := _ISSUE.fullmatch(line.strip()):
        return issue["year"]
    match = _DATE.search(line)
    if match is None or not re.search(
        r"[^\W\d_]|-", match[0]
    ):  # 1/2/2020 may be the start of a period, of two readings
        return None
    around = [part for part in re.split(r"[|•,·]", f"{line[: match.start()]}|{line[match.end() :]}") if part.strip()]
    return iso_date(match[0]) if sum(len(part.split()) for part in around) <= 2 else None


def _believed(date: str, created: str | None) -> bool:
    days, made = interval(date), interval(created) if created else None
    return days is not None and days[0].year > 1900 and (made is None or days[0] <= made[1])


def _publishers(pages: Sequence[str]) -> Iterator[str]:
    for text in pages:
        for match in _PUBLISHED_BY.finditer(text):
            if name := _name(match["name"]):
                yield name
    for text in pages:
        for match in _COPYRIGHT.finditer(text):
            dated = match["years"] or re.search(rf",?\s{_YEAR}", match["name"])
            if dated and (name := _name(match["name"])):
                yield name


def _name(written: str) -> str | None:
    """A publisher's name out of what follows 'published by' or a copyright sign; None where it is no name."""
    name = _AFTER_NAME.split(written.strip(" ,.:"), maxsplit=1)[0].strip(" ,.:;()")
    name = re.sub(r"^(?:the|by)\s+", "", name, flags=re.IGNORECASE)
    words = name.split()
    if not 1 <= len(words) <= 12 or len(name) < 3 or not name[0].isupper() or _NO_NAME.match(name):
        return None
    return name
