"""Figures in running text: numbers, money, percentages, dates and years, with their exact spans.

One reader serves everything that must treat figures as sacred: the check of the starter corpus, the
claim checker, the answer-type match and the comparison of sources.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from corpus.dates import is_date

Kind = Literal["number", "money", "percent", "date", "year", "ordinal"]

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_WORDS = {w: n for n, w in enumerate(_ONES)} | {w: 10 * n for n, w in enumerate(_TENS, start=2)}
_WORDS |= {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALES = {
    "hundred": 100, "thousand": 1_000, "k": 1_000, "lakh": 100_000, "million": 10**6, "mn": 10**6, "m": 10**6,
    "crore": 10**7, "billion": 10**9, "bn": 10**9, "b": 10**9, "trillion": 10**12, "tn": 10**12,
}  # fmt: skip
_MONTH_NAMES = "january february march april may june july august september october november december".split()
_MONTHS = {name: n for n, name in enumerate(_MONTH_NAMES, start=1)}
_MONTHS |= {name[:3]: n for name, n in _MONTHS.items()} | {"sept": 9}
_CURRENCY_SIGNS = {
    "us$": "USD", "a$": "AUD", "s$": "SGD", "hk$": "HKD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR",
    "usd": "USD", "eur": "EUR", "gbp": "GBP", "rm": "MYR", "thb": "THB", "cny": "CNY", "rmb": "CNY", "sgd": "SGD",
}  # fmt: skip
_CURRENCY_WORDS = {
    "us dollar": "USD", "u.s. dollar": "USD", "american dollar": "USD", "singapore dollar": "SGD",
    "hong kong dollar": "HKD", "australian dollar": "AUD", "dollar": "USD", "euro": "EUR",
    "pound sterling": "GBP", "pound": "GBP", "yuan": "CNY", "renminbi": "CNY", "baht": "THB", "riel": "KHR",
    "rupee": "INR", "peso": "PHP", "ringgit": "MYR", "kyat": "MMK", "dong": "VND", "yen": "JPY", "won": "KRW",
    "usd": "USD", "eur": "EUR", "gbp": "GBP", "thb": "THB", "cny": "CNY",
}  # fmt: skip

LEAST_WON = 1_000  # nothing costs fewer; of smaller figures "won" is the verb

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)|\d+(?:\.\d+)?"
_SCALE = r"(?:hundred|thousand|lakh|million|crore|billion|trillion|mn|bn|tn|[kmb](?![a-z]))"
_SMALL = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))
_SPELLED = (
    rf"(?:(?:a|half\ a)\s+(?:dozen|hundred|thousand|million|billion|trillion)\b(?!\s+(?:and|or)\b)"
    rf"|(?:{_SMALL})(?:[-\s]+(?:and\s+)?(?:{_SMALL}|hundred|thousand|million|billion|trillion)\b)*)"
)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MAY = (  # else it is a verb
    rf"(?-i:May|MAY)|(?<=\bon\s)may(?=\s+{_DAY}\b)|may(?=(?:\s+{_DAY}(?:st|nd|rd|th)?)?,?\s+{_YEAR}\b)"
)
_MONTH = rf"(?:{_MAY}|" + "|".join([*(m for n in _MONTH_NAMES for m in (n, n[:3]) if n != "may"), "sept"]) + r")\b\.?"
_CURRENCY_SIGN = "|".join(re.escape(s) for s in sorted(_CURRENCY_SIGNS, key=len, reverse=True))
_CURRENCY_WORD = "|".join(re.escape(s) for s in sorted(_CURRENCY_WORDS, key=len, reverse=True))

_TOKEN = re.compile(
    rf"""
      (?P<iso>\b{_YEAR}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?\b)
    | (?P<dmy>\b(?P<d1>{_DAY})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})(?:,?\s+(?P<y1>{_YEAR})\b)?)
    | (?P<mdy>\b(?P<m2>{_MONTH})\s+(?P<d2>{_DAY})(?:st|nd|rd|th)?\b(?!\s*[:,.]?\d)(?:,?\s+(?P<y2>{_YEAR})\b)?)
    | (?P<my>\b(?P<m3>{_MONTH})\s+(?:of\s+)?(?P<y3>{_YEAR})\b)
    | (?P<ord>\b(?:\d+(?:st|nd|rd|th)\b|(?:{"|".join(_ORDINALS)})\b))
    | (?:(?P<cur>(?<![A-Za-z])(?:{_CURRENCY_SIGN}))\s?)?
      (?:(?P<num>(?<![\w.,])(?:{_DIGITS})|(?<=[$€£¥₹])(?:{_DIGITS})|(?<=\brm)(?:{_DIGITS}))
         (?:[\s-]?(?P<scale>{_SCALE})\b)?
        |(?P<word>\b{_SPELLED})\b)
      (?P<pct>\s?%|\s?per\s?cent(?:age\s+points?)?\b|\s+percentage\s+points?\b)?
      (?:\s+(?P<curw>{_CURRENCY_WORD})s?\b)?
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One figure. `value` is exact; `unit` is an ISO 4217 code for money; `date` is YYYY, YYYY-MM, YYYY-MM-DD or
    --MM-DD where the year is not said. `text[start:end]` of the text read is the figure as written."""

    kind: Kind
    value: Decimal
    unit: str | None
    date: str | None
    start: int
    end: int


def read_quantities(text: str) -> list[Quantity]:
    """Every figure in `text`, in order of appearance."""
    found = (_quantity(match) for match in _tokens(text))
    return [_with_scale_of_partner(text, q) for q in found if q is not None]


def same_quantity(asked: Quantity, given: Quantity) -> bool:
    """True where `given` says what `asked` says: same value and kind; an unnamed unit or a coarser date agrees
    with a named or a finer one (2023 with 9 November 2023, 12.5 billion with US$12.5 billion)."""
    if asked.date is not None or given.date is not None:
        return asked.date is not None and given.date is not None and _date_within(asked.date, given.date)
    if asked.value != given.value:
        return False
    if asked.kind == given.kind:
        return asked.unit is None or asked.unit == given.unit
    return asked.kind == "number" and given.kind in ("money", "percent")


def _date_within(asked: str, given: str) -> bool:
    if asked.startswith("--"):
        return given.endswith(asked[1:]) or given == asked
    return given == asked or given.startswith(asked + "-")


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """What may be a figure. A day there is not makes no date: of 31 April 2022 a number and a month are read."""
    at = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        if (date := _date(match)) and not is_date(date.replace("--", "2000-")):  # a leap year: any has 29 February
            start, at = _first_part(match)
            match = _TOKEN.search(text, start, at)
        if match is not None:
            yield match


def _first_part(date: re.Match[str]) -> tuple[int, int]:
    """Where the first figure in a written date stands: the year and month, or the day."""
    if date["iso"]:
        return date.start(), date.end() - len("-31")
    return date.span("d1" if date["d1"] else "d2")


def _quantity(match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if date := _date(match):
        return Quantity(kind="date", value=Decimal(0), unit=None, date=date, start=start, end=end)
    if match["ord"]:
        return Quantity(kind="ordinal", value=_ordinal(match["ord"]), unit=None, date=None, start=start, end=end)
    if match["num"] is None and match["word"] is None:
        return None
    value = _spelled(match["word"]) if match["word"] else _number(match["num"], match["scale"])
    unit = _CURRENCY_SIGNS.get((match["cur"] or "").lower()) or _CURRENCY_WORDS.get((match["curw"] or "").lower())
    if unit == "KRW" and value < LEAST_WON:
        unit, end = None, start + len(match.string[start : match.start("curw")].rstrip())
    if match["pct"]:
        return Quantity(kind="percent", value=value, unit=None, date=None, start=start, end=end)
    if unit:
        return Quantity(kind="money", value=value, unit=unit, date=None, start=start, end=end)
    if match["num"] and not match["scale"] and re.fullmatch(r"(?:19|20)\d\d", match["num"]):
        return Quantity(kind="year", value=value, unit=None, date=match["num"], start=start, end=end)
    return Quantity(kind="number", value=value, unit=None, date=None, start=start, end=end)


def _date(match: re.Match[str]) -> str | None:
    if match["iso"]:
        return match["iso"]
    for day, month, year in (("d1", "m1", "y1"), ("d2", "m2", "y2"), (None, "m3", "y3")):
        if match[month]:
            number = _MONTHS[match[month].rstrip(".").lower()]
            days = f"-{int(match[day]):02d}" if day else ""
            return f"{match[year]}-{number:02d}{days}" if match[year] else f"--{number:02d}{days}"
    return None


def _ordinal(text: str) -> Decimal:
    lowered = text.lower()
    if lowered in _ORDINALS:
        return Decimal(_ORDINALS.index(lowered) + 1)
    return Decimal(re.match(r"\d+", text)[0])  # type: ignore[index]  # the pattern guarantees digits


def _number(digits: str, scale: str | None) -> Decimal:
    value = Decimal(re.sub(r"[,\s]", "", digits))
    return (value * _SCALES[scale.lower()] if scale else value).normalize()


def _spelled(words: str) -> Decimal:
    total, current = Decimal(0), Decimal(0)
    half = words.lower().startswith("half")
    for word in re.split(r"[-\s]+", words.lower()):
        if word in ("a", "half", "and"):
            continue
        number = _WORDS[word]
        if number == 100 or word == "dozen":
            current = (current or Decimal(1)) * number
        elif number >= 1_000:
            total, current = total + (current or Decimal(1)) * number, Decimal(0)
        else:
            current += number
    value = total + current
    return (value / 2 if half else value).normalize()


def _with_scale_of_partner(text: str, low: Quantity) -> Quantity:
    """The lower end of a range takes scale, currency or per cent from the upper: 27.4 to 36.5 billion US dollars."""
    if low.kind not in ("number", "money") or not re.search(r"\d$", text[low.start : low.end]):
        return low
    joint = re.match(r"\s*(?:to|and|or|-|–|—)\s*", text[low.end :])
    if not joint:
        return low
    upper = _TOKEN.match(text, low.end + joint.end())
    high = _quantity(upper) if upper else None
    if high is None or upper is None or high.kind not in ("number", "money", "percent") or "and" in joint[0]:
        return low
    scale = Decimal(_SCALES[upper["scale"].lower()]) if upper["scale"] else Decimal(1)
    value = low.value * scale if low.value * scale < high.value else low.value
    kind, unit = (low.kind, low.unit) if high.kind == "number" else (high.kind, high.unit)
    return Quantity(kind=kind, value=value.normalize(), unit=unit, date=None, start=low.start, end=low.end)
