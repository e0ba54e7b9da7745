"""Where a question names places, in runs (`Laos, Thailand and Myanmar`), and people by where they are from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.questions.regions import REGION, UNION
from corpus.countries import countries_in, is_nationality

Span = tuple[int, int]

PEOPLE = (
    r"(?:children|kids|minors|adults|women|men|girls|boys|females?|males?|migrants|foreigners|nationals|citizens|"
    r"refugees|workers|adolescents|teenagers|young people|elderly people)"
)
COUNTRYMEN = rf"(?:{PEOPLE}|people|persons?|victims?|survivors?|students?|suspects?)"
_AS_PEOPLE = re.compile(
    rf"\s*(?:$|[?.,;)]|(?:is|are|was|were|do|does|did|has|have|had|who|and|or|in|from|there|{COUNTRYMEN})\b)",
    re.IGNORECASE,
)
_ISSUER = re.compile(
    r"^\s+(?:[\w’'-]+\s+){0,2}(?:report|index|treasury|department|office|ministry|government|authorities|embassy|"
    r"court|courts|law|act|sanctions|ranking|agency|officials|police|figures|statistics)\b",
    re.IGNORECASE,
)
_ACTS = re.compile(r"^\s+(?:government|authorities|officials|police|courts?|ministry)\b", re.IGNORECASE)
_REPORTS = re.compile(r"\b(?:according to|in the (?:view|words) of)\s+(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What stands where in a question: a run of places, a period."""

    start: int
    end: int
    preposition: str


def people_in(text: str) -> list[Span]:
    """Where a text names people by where they are from: Indians, Thai citizens; not the Thai police."""
    found = []
    for mention in countries_in(text):
        name, following = text[mention.start : mention.end], text[mention.end :]
        if is_nationality(name) and (name.endswith("s") or _AS_PEOPLE.match(following)):
            found.append((mention.start, mention.end))
    return found


def places(text: str) -> list[Detail]:
    """Runs of places that a question asks about: all it names, where it names only whoever reports or acts."""
    return asked_of(text) or _runs(text)


def asked_of(text: str) -> list[Detail]:
    """Runs of places but for the country of whoever reports or acts; where no other is named, of whoever governs it:
    how many did the Lao government identify?"""
    return _but_reporters(text, _runs(text))


def _but_reporters(text: str, runs: Sequence[Detail]) -> list[Detail]:
    told = [run for run in runs if not _REPORTS.search(text[: run.start])]
    asked = [run for run in told if not _ISSUER.match(text[run.end :])]
    return asked or [run for run in told if _ACTS.match(text[run.end :])]


def lands(text: str) -> list[Detail]:
    """Runs of places; of nationalities only where a text names no other."""
    people = people_in(text)
    spans = [(m.start, m.end) for m in countries_in(text) if (m.start, m.end) not in people]
    runs = details(text, spans)
    return _but_reporters(text, runs) or runs or places(text)


def placed(text: str) -> list[Detail]:
    """Runs of places, or else of regions."""
    return lands(text) or details(text, regions(text))


def regions(text: str) -> list[Span]:
    return sorted(m.span() for pattern in (REGION, UNION) for m in pattern.finditer(text))


def _runs(text: str) -> list[Detail]:
    return details(text, [(m.start, m.end) for m in countries_in(text)])


def details(text: str, spans: Sequence[Span]) -> list[Detail]:
    """Neighbouring spans ("Laos, Thailand and Myanmar") as one detail, with the preposition before it."""
    runs: list[list[int]] = []
    for start, end in spans:
        if runs and re.fullmatch(r"[,\s]*(?:and|or|to|,)?\s*(?:the\s+)?", text[runs[-1][1] : start], re.IGNORECASE):
            runs[-1][1] = end
        else:
            runs.append([start, end])
    return [Detail(start=a, end=b, preposition=_before(text, a)) for a, b in runs]


def _before(text: str, at: int) -> str:
    found = re.search(r"\b(\w+)\s+(?:the\s+)?$", text[:at])
    return found[1].lower() if found else ""
