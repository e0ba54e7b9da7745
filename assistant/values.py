"""Values that sentences give for what a question asks: figures, shares, dates, and labels such as `Tier 3`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from assistant.answer_spans import answer_spans
from assistant.question import Question
from assistant.terms import fold, terms
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
_PEOPLE = frozenset(
    terms(
        "people persons victims survivors workers women men children girls boys migrants nationals foreigners citizens "
        "individuals residents refugees labourers laborers employees inmates suspects hostages detainees inhabitants"
    )
)
_ENDS_A_NOUN = frozenset(
    """a about across after among an and are as at be because been before between but by did do does for from had has
    have in into is it its may near not of on or over per said say since so than that the their there these they this
    those to under until was were when where which while who whose will with within without worldwide would""".split()
)
_PERCENT, _MONEY, _NUMBER = "percent", "money", "number"
_ASKS_FOR = (
    (_PERCENT, r"\b(?:share|percentage|proportion|per\s?cent|percentages)\b|%"),
    (_MONEY, r"\bhow much\b|\bwhat (?:do|does|did|has|have)\b.*\b(?:los[et]|earn|cost|pay|spend|make|take)\b"),
    (
        _NUMBER,
        r"\bhow (?:many|much|old|long|far|high|big|large|often)\b|\b(?:number|total|count|tally|toll) of\b"
        r"|\bwhat (?:is|was|are|were) the (?:\w+ )?(?:population|age|area|length|height|score|rate|prevalence)\b",
    ),
)
_KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _ASKS_FOR)
_CHOICE = re.compile(r"\d[^?.;]*\bor\b[^?.;]*\d")
_PART = re.compile(
    r"\b(?:among (?:them|these|whom)|of (?:which|whom|them|these|those)|including|out of|per|of every|"
    r"one in(?: every)?|by|(?:grow|grew|grown|r[io]se|risen|f[ae]ll|fallen|increase|decrease|decline|dropp?|up|down)\w* (?:by|of))"
    r"(?:\s+(?:about|around|some|over|nearly|almost|at least|more than))?\s+(?:US\s?)?[$€£]?$",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\s*(?:[\w-]+\s+){0,4}?(?:per|in every|out of(?: every)?)\s+"
    r"(?:\d|thousand|hundred|million|head|capita|inhabitant|person|victim|worker)",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"[\s-]*(?:points?\s+)?(?:rise|increase|growth|surge|jump|drop|fall|decline|decrease|reduction|more|fewer|less|"
    r"higher|lower)\b",
    re.IGNORECASE,
)
_ASKS_CHANGE = re.compile(
    r"\bby how (?:much|many)\b|\bhow (?:much|many) (?:more|fewer|less|higher|lower)\b"
    r"|\bhow (?:much|far) (?:did|has|have|had)\b.*\b(?:gr[eo]wn?|r[io]sen?|f[ae]ll(?:en)?|gone (?:up|down)|increased?"
    r"|decreased?|declined?|dropp?(?:ed)?|changed?)\b|\bhow (?:large|big|steep) (?:was|is) the "
    r"(?:rise|increase|growth|drop|fall|decline|change)\b",
    re.IGNORECASE,
)
_ASKS_RATE = re.compile(r"\b(?:per|each|every|average|rate|prevalence)\b", re.IGNORECASE)
_COMES_TO = re.compile(
    r"\b(?:number(?:ed|s|ing)?|total(?:led|s|ling)?|amount(?:ed|s|ing)? to|c[ao]mes? to|came to|stood at|stands? at|"
    r"reach(?:ed|es)|put (?:at|it at)|set at)\s+(?:(?:about|around|some|over|nearly|almost|up to|at least|more than|"
    r"fewer than|less than|close to|an estimated|no fewer than)\s+)?$",
    re.IGNORECASE,
)
_MEASURES = tuple(
    (re.compile(rf"\bhow {how}\b", re.IGNORECASE), frozenset(terms(units)))
    for how, units in (
        ("long", "pages months years days hours minutes weeks decades kilometres kilometers miles metres meters"),
        ("old", "years months weeks days year-old"),
        ("(?:far|high|tall|deep|wide)", "kilometres kilometers miles metres meters feet floors storeys"),
    )
)
_HOW_MANY = re.compile(r"\b(?:how many|(?:number|total|share|percentage|proportion) of)\s+([^?]*)", re.IGNORECASE)
_TALLY = re.compile(r"\b(?:count|number|total|toll|figure|tally|estimate)s?\b(?:\s+of\s+([^,;.]*))?", re.IGNORECASE)
_PERSON = "peopl"
_HOW_MUCH = re.compile(r"\bhow much\b", re.IGNORECASE)
_NAMED = ("date", "person", "place")
_ONE_WORD = re.compile(r"[A-Z][a-z’'-]+")
"""Part of a name, or of a title: the `Treasury` of `Secretary of the Treasury`."""
_LABEL = r"\s*:?\s*((?:\d+(?:\.\d+)*[A-Z]?|[IVX]+|[A-Z])\b(?:\s+[A-Z][\w-]*\s+[Ll]ist\b)?)"
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
            within = _one_within_other(a, b) if self.kind == "date" else self.kind == "name" and _share_a_word(a, b)
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
        found += _vague(text) if _NUMBER in kinds else []
        found += _shares(text) if _PERCENT in kinds else []
    return sorted((v for v in found if not _is_asked(question, v, text)), key=lambda v: v.start)


@lru_cache(maxsize=256)
def kinds_asked(question: Question) -> tuple[str, ...]:
    """Kinds of figure that answer the question; none where it asks for something else."""
    if _CHOICE.search(question.text):
        offered = {q.kind for q in question.quantities if q.date is None}
        return tuple(sorted(offered - {"ordinal"}))
    if question.asks == "money":
        return (_MONEY,)
    return tuple(kind for kind, pattern in _KINDS if pattern.search(question.text))[:2]


def counts_what_is_asked(question: Question, value: Value, text: str) -> bool:
    """Whether the things counted are those asked about. `stood at 1,049` counts what the words before it say.
    People are many, never much."""
    if value.kind != _NUMBER:
        return True
    if units := next((units for how, units in _MEASURES if how.search(question.text)), None):
        return bool(value.counted & units)
    if _others(question.text, text[value.end :]):
        return False
    asked = asked_things(question.text)
    counted = value.counted
    if not counted and _COMES_TO.search(text[: value.start]):
        counted = frozenset(terms(text[: value.start]))
    if not counted:
        if any(q.kind == _MONEY and q.end <= value.start for q in read_quantities(text)):
            return False  # 12.5 billion dollars, or closer to 20 billion
        tally = [*_TALLY.finditer(text, 0, value.start)]
        if not tally:
            return not asked and bool(set(terms(text)) & set(question.content))
        counted = frozenset(_noun(f" {tally[-1][1]}")) if tally[-1][1] else frozenset()
    if not asked and counted & _PEOPLE and _HOW_MUCH.search(question.text):
        return False
    if not counted or not asked:
        return not counted or bool(counted & {*question.content, *_PEOPLE})
    return bool(asked & counted) or bool(asked & _PEOPLE and counted & _PEOPLE)


def _others(question: str, following: str) -> bool:
    """Whether people of one country are asked about, and people of others counted: Kenyans, 138 Ethiopians."""
    match = _HOW_MANY.search(question)
    asked, told = (_people_of(text) for text in (match[1] if match else "", following))
    return bool(asked and told and not asked & told)


def _people_of(text: str) -> set[str]:
    first = " ".join(text.split()[:2])
    return {m.code for m in countries_in(first) if m.start == 0}


@lru_cache(maxsize=256)
def asked_things(text: str) -> frozenset[str]:
    """Stems of what a question wants counted: how many `trafficking victims`, number of `people`; `fled` are people."""
    match = _HOW_MANY.search(text)
    if not match:
        opens = re.match(r"(?:what|which|who|how|when|where|why|is|are|do|does|did)\b", text, re.IGNORECASE)
        return frozenset() if opens else frozenset(_noun(f" {text}"))
    things = [*_noun(f" {match[1]}")]
    acts = not things or re.match(r"\w+ed\b|fled|died|left|went|came|took|live|work|are|were|have", match[1])
    return frozenset([*things, _PERSON] if acts else things)


def is_part(text: str, start: int) -> bool:
    """Whether the figure at `start` is part of another, a difference or a denominator: among them 9, up by 9, per 9."""
    return bool(_PART.search(text[:start]))


def _figures(question: Question, text: str, kinds: tuple[str, ...]) -> Iterator[Value]:
    """Neither rates nor differences, unless they are asked for."""
    rates, changes = _ASKS_RATE.search(question.text), _ASKS_CHANGE.search(question.text)
    read = read_quantities(text)
    skip = -1
    for i, q in enumerate(read):
        if q.kind not in kinds or q.start < skip:
            continue
        high = _upper_end(text, q, read[i + 1 : i + 2])
        end = high.end if high else q.end
        skip = end
        pronoun = text[q.start : q.end].lower() == "one"
        changed = is_part(text, q.start) or _CHANGE.match(text, end)
        if not pronoun and (changes or not changed) and (rates or not _RATE.match(text, end)):
            yield _value(text, q, high or q, end)


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
    counted = frozenset(_noun(text[end:])) if low.kind == "number" else frozenset()
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
        counted = frozenset(_noun(re.sub(r"^\s*of\b", "", text[m.end() :])))
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
    for m in re.finditer(rf"\b{asked[1]}\b{_LABEL}", text, re.IGNORECASE):
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
        elif dates := [q.date for q in read_quantities(text[start:end]) if q.date and not q.date.startswith("--")]:
            yield Value(kind="date", start=start, end=end, words=dates[0])


def _elsewhere(question: Question, place: str) -> bool:
    """Whether a place asked for inside a country is a country other than that."""
    codes = {m.code for m in countries_in(place)}
    return question.asks == "place" and bool(question.countries and codes) and not codes & set(question.countries)


def _noun(following: str) -> Iterator[str]:
    """Stems of the words after a figure, up to the first that says nothing; a nationality counts people."""
    at = 0
    for _ in range(4):
        match = _COUNTED.match(following, at)
        if not match or fold(match[1]) in _ENDS_A_NOUN:
            return
        yield from terms(match[1])
        if match[1][0].isupper() and countries_in(match[1]):
            yield _PERSON
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


def _share_a_word(a: str, b: str) -> bool:
    return bool(set(a.split()) & set(b.split()))


def _one_within_other(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)


def moved(value: Value, by: int) -> Value:
    """The same value with its place counted from another start."""
    return replace(value, start=value.start + by, end=value.end + by)
