"""One thing changed in a true claim, so that its source no longer says it: a figure, a year, a place, a name, who said
it, a denial, a direction, a hedge, the whole deed. Hard negatives for fitting the checker and for measuring it."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.questions.question import names_in
from corpus.countries import countries_in, country_name
from corpus.quantities import read_quantities

Kind = Literal["figure", "year", "place", "name", "speaker", "negation", "direction", "hedge", "deed"]
KINDS: tuple[Kind, ...] = ("figure", "year", "place", "name", "speaker", "negation", "direction", "hedge", "deed")

COUNTRIES = "TH KH MM LA VN CN IN ID PH MY SG JP KR US GB FR DE NL IT ES RO NG GH KE ZA BR MX CO AE SA TR UA AU".split()
SPEAKERS = (
    "UNODC", "IOM", "the ILO", "Human Rights Watch", "Amnesty International", "Interpol", "Europol", "UNICEF",
    "the BBC",
    "Reuters", "the World Bank", "the US State Department", "Walk Free", "Anti-Slavery International", "the FBI",
)  # fmt: skip
_SPEAKING = re.compile(
    r"\b([Aa]ccording to|as (?:estimated|reported|stated) by|said by)\s+"
    r"((?:the\s+)?[A-Z][\w.’'-]*(?:\s+(?:of\s+|for\s+)?[A-Z][\w’'-]*)*)"
)
_SPEAKS = re.compile(
    r"((?:[Tt]he\s+)?[A-Z][\w.’'-]*(?:\s+(?:of\s+|for\s+)?[A-Z][\w’'-]*)*)\s+"
    r"(?=(?:has |had |also )?(?:said|says|estimate[sd]|"
    r"report(?:s|ed)|f(?:ound|inds)|warn(?:s|ed)|state[sd]|note[sd]|count(?:s|ed)|claim(?:s|ed)|argue[sd])\b)"
)
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|can|could|will|would|should|must|may|might|did|does|do)\b(?!\s+(?:not|never|no)\b)"
)
_DENIAL = re.compile(
    r"\b(is|are|was|were|has|have|had|can|could|will|would|should|must|did|does|do)"
    r" (?:not|never)\b|\bcannot\b|(n['’]t)\b"
)
_DIRECTIONS = (
    ("increase", "decrease"), ("increased", "decreased"), ("rose", "fell"), ("rise", "fall"), ("grew", "shrank"),
    ("more", "fewer"), ("most", "least"), ("highest", "lowest"), ("higher", "lower"), ("above", "below"), ("before",
    "after"),
    ("largest", "smallest"), ("larger", "smaller"), ("many", "few"), ("first", "last"), ("majority", "minority"),
    ("legal", "illegal"), ("men", "women"), ("boys", "girls"), ("won", "lost"), ("accepted", "rejected"),
    ("rising", "falling"), ("older", "younger"), ("north", "south"), ("east", "west"), ("all", "none of the"),
    ("always", "never"), ("allowed", "forbidden"), ("success", "failure"), ("improved", "worsened"),
)  # fmt: skip
_OPPOSITE = {a: b for a, b in _DIRECTIONS} | {b: a for a, b in _DIRECTIONS if " " not in b}
_DIRECTION = re.compile(rf"\b({'|'.join(sorted(_OPPOSITE, key=len, reverse=True))})\b")
_HEDGES = (
    (re.compile(r"\bmay be\b|\bmight be\b|\bcould be\b"), ("are", "is")),
    (re.compile(r"\b(?:may|might|could) have\b"), ("have", "has")),
    (re.compile(r"\b(?:reportedly|allegedly|possibly|probably|perhaps)\s+"), ("",)),
    (re.compile(r"\balleged\s+"), ("",)),
    (re.compile(r"\bup to\b"), ("more than", "at least")),
    (re.compile(r"\b(?:at least|more than|over)\b(?=\s+[\d$€£])"), ("up to", "fewer than")),
)  # fmt: skip
_SCALES = ("thousand", "million", "billion", "trillion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    kind: Kind
    text: str


def changes(claim: str, rng: random.Random, names: Sequence[str] = ()) -> Iterator[Changed]:
    """Each way in which the claim can be changed, once; `names` are others to put in place of one it holds."""
    makers = {
        "figure": _figure, "year": _year, "place": _place, "speaker": _speaker, "negation": _negation,
        "direction": _direction, "hedge": _hedge,
    }  # fmt: skip
    for kind, make in makers.items():
        text = make(claim, rng)
        if text and text != claim:
            yield Changed(kind=kind, text=text)  # type: ignore[arg-type]  # the keys are kinds
    text = _name(claim, rng, names)
    if text and text != claim:
        yield Changed(kind="name", text=text)


def _replaced(text: str, start: int, end: int, new: str) -> str:
    changed = text[:start] + new + text[end:]
    return changed[:1].upper() + changed[1:] if text[:1].isupper() else changed


def _figure(claim: str, rng: random.Random) -> str | None:
    found = [q for q in read_quantities(claim) if q.kind in ("number", "money", "percent") and q.value > 1]
    if not found:
        return None
    q = rng.choice(found)
    written = claim[q.start : q.end]
    scale = re.search(rf"\b({'|'.join(_SCALES)})\b", written)
    digits = re.search(r"\d[\d,.]*\d|\d", written)
    if digits is None:
        other = rng.choice(["three", "seven", "eleven", "forty", "sixteen", "ninety"])
        return _replaced(claim, q.start, q.end, other) if other != written.lower() else None
    if scale and rng.random() < 0.25:
        other = rng.choice([s for s in _SCALES if s != scale[1]])
        return _replaced(claim, q.start + scale.start(), q.start + scale.end(), other)
    places = [n for n, c in enumerate(digits[0]) if c.isdigit()]
    at = rng.choice(places[: max(1, len(places) - 1)])
    new = rng.choice([d for d in "123456789" if d != digits[0][at]])
    number = digits[0][:at] + new + digits[0][at + 1 :]
    return _replaced(claim, q.start + digits.start(), q.start + digits.end(), number)


def _year(claim: str, rng: random.Random) -> str | None:
    years = list(re.finditer(r"\b(?:1[5-9]|20)\d\d\b(?!,\d)", claim))
    if not years:
        return None
    match = rng.choice(years)
    return _replaced(claim, *match.span(), str(int(match[0]) + rng.choice([-11, -5, -3, -2, -1, 1, 2, 3, 4, 10])))


def _place(claim: str, rng: random.Random) -> str | None:
    found = [m for m in countries_in(claim) if country_name(m.code) == claim[m.start : m.end]]
    if not found:
        return None
    present = {m.code for m in countries_in(claim)}
    match = rng.choice(found)
    other = country_name(rng.choice([c for c in COUNTRIES if c not in present]))
    return _replaced(claim, match.start, match.end, other or "")


def _name(claim: str, rng: random.Random, names: Sequence[str]) -> str | None:
    own = [n.text for n in names_in(claim) if not countries_in(n.text) and not any(c.isdigit() for c in n.text)]
    others = [n for n in names if n not in claim and claim not in n]
    if not own or not others:
        return None
    start = claim.find(gone := rng.choice(own))
    return _replaced(claim, start, start + len(gone), rng.choice(others)) if start >= 0 else None


def _speaker(claim: str, rng: random.Random) -> str | None:
    match = _SPEAKING.search(claim) or _SPEAKS.search(claim)
    if match is None:
        return None
    start, end = match.span(match.lastindex or 1)
    others = [s for s in SPEAKERS if s.removeprefix("the ") not in claim]
    return _replaced(claim, start, end, rng.choice(others))


def _negation(claim: str, rng: random.Random) -> str | None:
    denial = _DENIAL.search(claim)
    if denial:
        return _replaced(claim, *denial.span(), denial[1] or ("can" if denial[0] == "cannot" else ""))
    found = list(_AUXILIARY.finditer(claim))
    if found:
        match = found[0] if rng.random() < 0.7 else rng.choice(found)
        return _replaced(
            claim, match.end(), match.end(), " never" if match[0] in ("had", "has") and rng.random() < 0.5 else " not"
        )
    past = re.search(r"(?<=\w )(?=[a-z]{3,}ed\b (?!by\b))", claim)
    return _replaced(claim, past.start(), past.start(), "never ") if past else None


def _direction(claim: str, rng: random.Random) -> str | None:
    found = list(_DIRECTION.finditer(claim))
    if not found:
        return None
    match = rng.choice(found)
    return _replaced(claim, *match.span(), _OPPOSITE[match[0]])


def _hedge(claim: str, rng: random.Random) -> str | None:
    for pattern, options in _HEDGES:
        if match := pattern.search(claim):
            return _replaced(claim, *match.span(), rng.choice(options))
    return None


def another_deed(claim: str, other: str) -> str | None:
    """What another claim tells, told of those this one names and with its figures; None where either names nobody."""
    mine, spans = _named(claim), _named(other)
    if not mine or not spans:
        return None
    figures = [claim[q.start : q.end].strip() for q in read_quantities(claim)]
    given = [q for q in read_quantities(other) if not any(a < q.end and q.start < b for a, b in spans)]
    if given and not figures:
        return None
    names = [claim[a:b] for a, b in mine]
    new = {span: names[min(n, len(names) - 1)] for n, span in enumerate(spans)}
    new |= {(q.start, q.start + len(other[q.start : q.end].rstrip())): figures[min(n, len(figures) - 1)]
            for n, q in enumerate(given)}  # fmt: skip
    for (start, end), text in sorted(new.items(), reverse=True):
        other = other[:start] + text + other[end:]
    return other


_DEEDS = (
    "praised", "visited", "sued", "thanked", "left", "bought land in", "moved to", "closed its office in",
    "lent money to", "wrote a song about", "has a cousin in", "borrowed from", "painted", "taught cooking in",
    "won a medal for", "planted trees in", "lost a match against", "inherited a boat from", "named a street after",
    "was born in",
)  # fmt: skip


def short_deed(claim: str, rng: random.Random) -> str | None:
    """Something that no report tells, of two whom the claim names, or of one of them and a year."""
    names = [claim[a:b] for a, b in _named(claim)]
    years = [q.date for q in read_quantities(claim) if q.kind == "year"]
    if not names or (len(names) == 1 and not years):
        return None
    told = f"{names[0]} {rng.choice(_DEEDS)} {names[-1]}" if len(names) > 1 else f"{names[0]} was renamed"
    return f"In {years[0]} {told}." if years and rng.random() < 0.5 or len(names) == 1 else f"{told}."


def _named(text: str) -> list[tuple[int, int]]:
    """Where names and countries stand in a text, one after the other."""
    starts = [(text.find(name.text), len(name.text)) for name in names_in(text)]
    spans = [*((at, at + length) for at, length in starts if at >= 0), *((m.start, m.end) for m in countries_in(text))]
    apart: list[tuple[int, int]] = []
    for span in sorted(spans):
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart
