"""Values that sentences give for what a question asks: figures, shares, dates, and labels such as `Tier 3`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from assistant.evidence.answer_spans import BODIES, answer_spans
from assistant.questions.question import Question, names_edition
from assistant.questions.terms import fold, terms
from corpus.countries import countries_in
from corpus.quantities import Quantity, read_quantities, same_quantity

ROUNDED = Decimal("0.02")  # two figures closer than this, one of them rough, say the same
MANY = 10_000  # from which a figure of one or two digits and noughts may be another one rounded
_HEDGE = re.compile(
    r"(?:about|around|roughly|approximately|nearly|almost|some|an? estimated|close to|just (?:over|under)|up to|"
    r"over|above|below|under|(?:more|fewer|less) than|at least|at most)\s+(?:US\s?)?[$€£]?$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:to|and|-|–|—)\s*", re.IGNORECASE)
_VAGUE = re.compile(r"\b(?:(tens|hundreds) of (thousands|millions)|(thousands|millions)(?= of\b))", re.IGNORECASE)
_VAGUE_VALUES = {"tens": 10, "hundreds": 100, "thousands": 1_000, "millions": 10**6}
_SHARE = re.compile(
    r"\b(half|(?:a|one|two|three|four)[\s-](?:third|quarter|fifth|tenth)s?)\b(?!\s+(?:a|million|billion))",
    re.IGNORECASE,
)
_SHARES: dict[str, Decimal | int] = {"half": 50, "third": Decimal(100) / 3, "quarter": 25, "fifth": 20, "tenth": 10}
_TIMES = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_COUNTED = re.compile(r"[\s-]*([^\W\d_][\w’'-]*)")
_ENDS_A_NOUN = frozenset(
    """a about across after among an and are as at be because been before between but by did do does for from had has
    have in into is it its may near not of on or over per said say since so than that the their there these they this
    those to under until was were when where which while who whose will with within without worldwide would""".split()
)
_DID = re.compile(r"\b(?:[a-z]{3,}(?<!s)s|people|(?:wo)?men|children) [a-z]+ed$", re.IGNORECASE)
PERCENT, MONEY, NUMBER = "percent", "money", "number"
_ASKS_FOR = (
    (PERCENT, r"\b(?:share|percentage|proportion|per\s?cent|percentages)\b|%"),
    (MONEY, r"\bhow much\b|\bwhat (?:do|does|did|has|have)\b.*\b(?:los[et]|earn|cost|pay|spend|make|take)\b"),
    (
        NUMBER,
        r"\bhow (?:many|much|old|long|far|high|big|large|often)\b|\b(?:number|total|count|tally|toll) of\b"
        r"|\bsize of\b|\bwhat (?:length|period|amount) of time\b"
        r"|\bwhat (?:is|was|are|were) the (?:[\w-]+ ){0,3}?"
        r"(?:population|age|area|length|height|score|rate|prevalence)\b",
    ),
)
_KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ASKS_FOR)
_CHOICE = re.compile(r"\d[^?.;]*\bor\b[^?.;]*\d")
_PART = re.compile(
    r"\b(?:among (?:them|these|whom)|of (?:which|whom|them|these|those)|including|out of|per|of every|"
    r"one in(?: every)?|by|"
    r"(?:grow|grew|grown|r[io]se|risen|f[ae]ll|fallen|increase|decrease|decline|dropp?|up|down)\w* (?:by|of))"
    r"(?:\s+(?:about|around|some|over|nearly|almost|at least|more than))?\s+(?:US\s?)?[$€£]?$",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\s*(?:[\w-]+\s+){0,4}?(?:per|in every|out of(?: every)?)\s+"
    r"(?:\d|thousand|hundred|million|head|capita|inhabitant|person|victim|worker)",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:each|every)\s+(?!(?:year|month|week|day|night|hour)\b)\w+\b[^,;.]*$", re.IGNORECASE)
_CHANGE = re.compile(
    r"[\s-]*(?:points?\s+)?(?:rise|increase|growth|surge|jump|drop|fall|decline|decrease|reduction|more|fewer|less|"
    r"higher|lower)\b",
    re.IGNORECASE,
)
_OF_ITS = re.compile(r"^\s+of\s+(?:its|the|their|these|those|our)\s+(?=(?-i:[a-z]))", re.IGNORECASE)
_BESIDES = re.compile(r"\s*(?:further|others?|additional)\b", re.IGNORECASE)
_AND_ANOTHER = re.compile(r"\b(?:further|another|additional)\s+$", re.IGNORECASE)
_ASKS_BESIDES = re.compile(r"\bhow many (?:more|others?|further|additional)\b", re.IGNORECASE)
_ASKS_CHANGE = re.compile(
    r"\b(?:rise|increase|growth|drop|fall|decline)s? (?:in|of)\b|\bby how (?:much|many)\b"
    r"|\bhow (?:much|many) (?:more|fewer|less|higher|lower)\b"
    r"|\bhow (?:much|far) (?:did|has|have|had)\b.*\b(?:gr[eo]wn?|r[io]sen?|f[ae]ll(?:en)?|gone (?:up|down)"
    r"|increased?|decreased?|declined?|dropp?(?:ed)?|changed?)\b|\bhow (?:large|big|steep) (?:was|is) the "
    r"(?:rise|increase|growth|drop|fall|decline|change)\b",
    re.IGNORECASE,
)
_ASKS_RATE = re.compile(
    r"\b(?:(?:per|each|every)\b(?!\s+(?:year|annum|month|week|day|night|hour)\b)|average|rate|prevalence)\b",
    re.IGNORECASE,
)
_AGED = re.compile(r"\b(?:aged|ages?)\s+(?:of\s+|between\s+|from\s+)?$", re.IGNORECASE)
_ASKS_AGE = re.compile(r"\b(?:how old|ages?|aged)\b", re.IGNORECASE)
_ASKS_PUBLISHED = re.compile(r"\b(?:publish|publication|issue|release|edition|report|update)", re.IGNORECASE)
PERSON = "peopl"
_NAMED = ("date", "person", "place")
_ONE_WORD = re.compile(r"[A-Z][a-z’'-]+")
"""Part of a name, or of a title: the `Treasury` of `Secretary of the Treasury`."""
_RANKS = frozenset(
    terms(
        "mr mrs ms dr sir lord president minister prime secretary senator judge justice "
        "professor colonel general major captain brigadier lieutenant commander officer chairman director"
    )
)
_LABEL = (
    r"\s*:?\s*((?:\d+(?:\.\d+)*[A-Z]?|(?!I\s+(?:am|was|have|had|do|did|know|think|believe|can|could|would)\b)[IVX]+|"
    r"[A-HJ-Z])\b(?i:\s+[A-Z][\w-]*\s+list\b)?)"
)
_ASKED_LABEL = re.compile(
    r"\b(?:what|which)\s+(?:[\w-]+\s+){0,3}?(tier|level|grade|category|class|rank|stage|phase|rating)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value as written at `text[start:end]`, with what it comes to: numbers from `low` to `high`, or words."""

    kind: str  # number | money | percent | date | label | name
    start: int
    end: int
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    unit: str | None = None  # ISO 4217 code, "%", or the things counted, as written
    words: str = ""  # dates, labels and names: what is compared
    counted: frozenset[str] = frozenset()  # stems of the words that follow
    rough: bool = False

    def same(self, other: "Value") -> bool:
        """Whether both say the same, as far as they are exact."""
        if self.words or other.words:
            a, b = self.words, other.words
            within = _one_within_other(a, b) if self.kind == "date" else self.kind == "name" and _name_the_same(a, b)
            return self.kind == other.kind and (a == b or within)
        if self.low == other.low and self.high == other.high:
            return True
        rough = self.rough or other.rough or self.rounds(other) or other.rounds(self)
        slack = ROUNDED * max(self.high, other.high) if rough else Decimal(0)
        return self.low - slack <= other.high and other.low - slack <= self.high

    def rounds(self, other: "Value") -> bool:
        """Whether this is the other figure, rounded to one or two digits: 50 million of 49.6 million."""
        if self.low != self.high or other.low != other.high or self.low < MANY:
            return False
        step = Decimal(10) ** (self.low.adjusted() - 1)
        return self.low % step == 0 and abs(other.low - self.low) * 2 <= step


def values_in(question: Question, text: str) -> list[Value]:
    """Values of the kind the question asks for, other than those the question itself says, in order."""
    found: list[Value] = [*_labels(question, text), *_named(question, text)]
    if kinds := kinds_asked(question):
        found += _figures(question, text, kinds)
        found += _vague(text) if NUMBER in kinds else []
        found += _shares(text) if PERCENT in kinds else []
    return sorted((v for v in found if not _is_asked(question, v, text)), key=lambda v: v.start)


@lru_cache(maxsize=256)
def kinds_asked(question: Question) -> tuple[str, ...]:
    """Kinds of figure that answer the question; none where it asks for something else."""
    if _CHOICE.search(question.text):
        offered = {q.kind for q in question.quantities if q.date is None}
        return tuple(sorted(offered - {"ordinal"}))
    if asks_change(question.text):  # by how much did it rise?
        return (MONEY, NUMBER, PERCENT)
    if question.asks == "money":
        return (MONEY,)
    return tuple(kind for kind, pattern in _KINDS if pattern.search(question.text))[:2]


def is_part(text: str, start: int) -> bool:
    """Whether the figure at `start` is part of another, a difference or a denominator: among them 9, up by 9, per 9."""
    return bool(_PART.search(text[:start]))


def is_change(text: str, start: int, end: int) -> bool:
    """Whether a figure is such a part, or a change: 9 per cent more."""
    return is_part(text, start) or bool(_CHANGE.match(text, end))


def asks_change(question: str) -> bool:
    return bool(_ASKS_CHANGE.search(question))


def _figures(question: Question, text: str, kinds: tuple[str, ...]) -> Iterator[Value]:
    """Neither rates nor what comes besides (`336 further victims`), unless they are asked for; differences where these
    are asked for, and there nothing else but shares, since `rose 9 per cent` is one."""
    rates, changes = _ASKS_RATE.search(question.text), asks_change(question.text)
    besides, ages = _ASKS_BESIDES.search(question.text), _ASKS_AGE.search(question.text)
    read = read_quantities(text)
    skip = -1
    for i, q in enumerate(read):
        if q.kind not in kinds or q.start < skip:
            continue
        high = _upper_end(text, q, read[i + 1 : i + 2])
        end = high.end if high else q.end
        skip = end
        pronoun = text[q.start : q.end].lower() == "one"
        added = bool(_BESIDES.match(text, end) or _AND_ANOTHER.search(text[: q.start]))
        changed = is_change(text, q.start, end)
        total = (
            (changes == changed or (changes and (added or q.kind == PERCENT)))
            and (rates or not _is_rate(text, q.start, end))
            and (ages or not _AGED.search(text[: q.start]))
            and (besides or not added)
        )
        if not pronoun and total:
            yield _value(text, q, high or q, end)


def _is_rate(text: str, start: int, end: int) -> bool:
    """`24 per million`, `each victim yields 9,995 dollars`."""
    return bool(_RATE.match(text, end) or _EACH.search(text[:start]))


def _upper_end(text: str, low: Quantity, following: list[Quantity]) -> Quantity | None:
    """The second figure of a range: 27.4 to 36.5 billion, between 100,000 and 120,000."""
    if not following or low.date is not None or following[0].kind != low.kind or following[0].unit != low.unit:
        return None
    high = following[0]
    joint = text[low.end : high.start]
    between = re.search(r"\bbetween\s+\S{0,4}$", text[: low.start], re.IGNORECASE)
    joined = _RANGE.fullmatch(joint) and ("and" not in joint.lower() or between)
    return high if joined and high.value > low.value else None


def _value(text: str, low: Quantity, high: Quantity, end: int) -> Value:
    if low.date is not None:
        return Value(kind="date", start=low.start, end=end, words=low.date)
    counted = frozenset(noun(_OF_ITS.sub(" ", text[end:]))) if low.kind == "number" else frozenset()
    unit = low.unit or ("%" if low.kind == "percent" else None)
    return Value(
        kind=low.kind, start=low.start, end=end, low=low.value, high=high.value, unit=unit or _as_written(text, end),
        counted=counted, rough=bool(_HEDGE.search(text[: low.start])),
    )  # fmt: skip


def _vague(text: str) -> Iterator[Value]:
    for m in _VAGUE.finditer(text):
        scale = Decimal(_VAGUE_VALUES[(m[2] or m[3]).lower()])
        low = scale * (_VAGUE_VALUES[m[1].lower()] if m[1] else 1)
        high = low * 10 - 1
        counted = frozenset(noun(re.sub(r"^\s*of\b", "", text[m.end() :])))
        yield Value(kind="number", start=m.start(), end=m.end(), low=low, high=high, counted=counted, rough=True)


def _shares(text: str) -> Iterator[Value]:
    for m in _SHARE.finditer(text):
        *times, part = re.split(r"[\s-]", m[1].lower())
        value = Decimal(_SHARES[part.rstrip("s") if part != "half" else part]) * (_TIMES[times[0]] if times else 1)
        yield Value(kind="percent", start=m.start(), end=m.end(), low=value, high=value, unit="%", rough=True)


def _labels(question: Question, text: str) -> Iterator[Value]:
    """`Tier 2 Watch List` where the question asks what tier."""
    asked = _ASKED_LABEL.search(question.text)
    if not asked:
        return
    for m in re.finditer(rf"\b(?i:{asked[1]})\b{_LABEL}", text):
        words = " ".join(m[0].casefold().replace(":", " ").split())
        yield Value(kind="label", start=m.start(), end=m.end(), words=words)


def _named(question: Question, text: str) -> Iterator[Value]:
    """The date, name or place asked for, where the sentence gives one. A word of a date, such as the `April` of
    `April 2025`, names nothing; another country is no place inside the one asked about."""
    if question.asks not in _NAMED:
        return
    spans = answer_spans(question, text)
    if len(spans) == 1:
        [(start, end)] = spans
        if question.asks != "date":
            dated = any(q.date and q.start < end and start < q.end for q in read_quantities(text))
            part = question.asks == "person" and _ONE_WORD.fullmatch(text[start:end])
            if dated or part or _elsewhere(question, text[start:end]):
                return
            yield Value(kind="name", start=start, end=end, words=" ".join(sorted(set(terms(text[start:end])))))
        elif dates := _dates_told(question, text, start, end):
            yield Value(kind="date", start=start, end=end, words=dates[0])


def _dates_told(question: Question, text: str, start: int, end: int) -> list[str]:
    """The dates of a span; that of a publication tells when something was only where publications are asked about."""
    dated = [q for q in read_quantities(text) if q.date and start <= q.start < end and not q.date.startswith("--")]
    published = _ASKS_PUBLISHED.search(question.text)
    return [q.date for q in dated if q.date and (published or not names_edition(text, q))]


def _elsewhere(question: Question, place: str) -> bool:
    """Whether a place asked for inside a country is a country other than that."""
    codes = {m.code for m in countries_in(place)}
    return question.asks == "place" and bool(question.countries and codes) and not codes & set(question.countries)


def noun(following: str) -> Iterator[str]:
    """Stems of the words after a figure, up to the first that says nothing, or what they did (`countries attended`); a
    nationality counts people."""
    at = 0
    for _ in range(4):
        match = _COUNTED.match(following, at)
        if not match or fold(match[1]) in _ENDS_A_NOUN or _DID.search(following, 0, match.end()):
            return
        yield from terms(match[1])
        if match[1][0].isupper() and countries_in(match[1]):
            yield PERSON
        at = match.end()


def _as_written(text: str, end: int) -> str | None:
    match = re.match(r"\s+((?:[^\W\d_][\w’'-]*\s?){1,3})", text[end:])
    words = match[1].split() if match else []
    kept = next((words[:i] for i, w in enumerate(words) if fold(w) in _ENDS_A_NOUN), words)
    return " ".join(kept) or None


def _is_asked(question: Question, value: Value, text: str) -> bool:
    """A figure the question says itself is no answer, unless it offers several to choose from."""
    said = [q for q in question.quantities if q.kind != "year" or value.kind == "date"]
    if re.search(r"\d[^?]*\bor\b[^?]*\d", question.text):
        return False
    own = read_quantities(text[value.start : value.end])
    return any(same_quantity(a, o) and a.kind == o.kind for a in said for o in own)


def _name_the_same(a: str, b: str) -> bool:
    """Whether one name's words are among the other's, leaving out those for a body or a rank: `Harrier Group`
    is not `Kestrel Group`."""
    one, other = ({*name.split()} - BODIES - _RANKS for name in (a, b))
    return bool(one and other) and (one <= other or other <= one)


def _one_within_other(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)


def moved(value: Value, by: int) -> Value:
    """The same value with its place counted from another start."""
    return replace(value, start=value.start + by, end=value.end + by)
