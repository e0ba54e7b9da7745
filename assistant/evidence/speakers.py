"""Whose word a question asks for (`according to UNODC`, `what does Human Rights Watch say`), and who speaks."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from assistant.evidence.passage_sentences import Sentence, seen
from assistant.questions.question import FUNCTION_WORDS
from assistant.questions.terms import terms
from corpus.countries import countries_in

_WORD = r"[A-Z][\w.&’'-]*"
_NAME = (
    rf"(?:[Tt]he\s+)?({_WORD}(?:\s+(?:(?:of|on|for|and|the|in)\s+)*{_WORD})*"
    r"(?:\s+(?:police|officials|authorities))?)"
)
_SAYS = (
    r"(?:say|said|estimate|report|claim|state|conclude|recommend|count|think|believe|describe|define|"
    r"warn|urge|advise|blame|accuse|suggest)"
)
_FIGURE = (
    r"(?:\s+it|\s+them|\s+(?:the|a|an|its)\s+(?:[\w-]+\s+){0,2}?(?:numbers?|figures?|shares?|total|toll|estimates?|count|"
    r"value|worth|scale|reasons?))?(?=\s*(?:[?.!,;]|$|(?:that|as|at|about|for|of|on|in)\b))"
)
"""Behind `give` and `put`: a figure or nothing. Who gives officials money, or puts men on trial, says nothing."""
_ASKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:[Aa]ccording to|[Ii]n the (?:view|words|eyes|opinion) of|[Bb]y the (?:count|figures) of)\s+{_NAME}",
        rf"\b(?:[Dd]o|[Dd]oes|[Dd]id)\s+{_NAME}\s+{_SAYS}\b",
        rf"\b(?:[Dd]o|[Dd]oes|[Dd]id)\s+{_NAME}\s+(?:(?:give|put){_FIGURE}|(?:call|find)\s+(?:that|as|about)\b)",
        rf"\b(?:[Ww]hat|[Hh]ow\s+(?:many|much|high|big|large))\b[^?.;]*\b(?:do|does|did)\s+{_NAME}\s+(?:call|find)\b",
        rf"\b(?:[Hh]as|[Hh]ave)\s+{_NAME}\s+(?:said|estimated|reported|found|claimed|concluded|counted)\b",
        rf"\b(?:[Hh]as|[Hh]ave)\s+{_NAME}\s+(?:given|put){_FIGURE}",
    )
)
LONG, ALIKE = 6, 0.85  # letters from which a name may be misspelt; how alike the spellings must be (difflib)
_POSSESSIVE = re.compile(r"[’']s\b.*$")
_PUBLICATION = re.compile(r"\s+(?:Report|Index|Estimates?|Survey|Study|Commentary)s?$")
_CAPITALS = re.compile(r"\b[A-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody whose word is asked for, by any of the names one may go by: stems, all of which stand together."""

    name: str
    names: tuple[frozenset[str], ...]


@lru_cache(maxsize=256)
def speaker_asked(question: str) -> Speaker | None:
    """None where the question asks for nobody's word, or only for that of a country."""
    match = next((m for pattern in _ASKS if (m := pattern.search(question))), None)
    if match is None:
        return None
    name = _PUBLICATION.sub("", _POSSESSIVE.sub("", match[1]))
    words = frozenset(terms(name)) - FUNCTION_WORDS
    country = any((mention.start, mention.end) == (0, len(name)) for mention in countries_in(name))
    if country or not words or all(word.isdigit() for word in words):
        return None
    short = "".join(_CAPITALS.findall(name)).lower()
    return Speaker(name=name, names=(words, frozenset({short})) if len(short) > 2 else (words,))


def speaks(speaker: Speaker, sentence: Sentence) -> bool:
    """Whether a sentence gives the speaker's word: it, the title above it or its publisher names the speaker."""
    source = sentence.passage.source
    said = {*seen(sentence.told).words, *seen(sentence.heading).words, *_initials(source.publisher or "")}
    return any(all(_is_heard(word, said) for word in name) for name in speaker.names)


def _is_heard(word: str, said: set[str]) -> bool:
    """A word, or a long one with a letter or two typed wrongly."""
    return word in said or (len(word) >= LONG and bool(get_close_matches(word, said, n=1, cutoff=ALIKE)))


@lru_cache(maxsize=4096)
def _initials(publisher: str) -> frozenset[str]:
    """`hrw` of Human Rights Watch, of each of several publishers."""
    parts = re.split(r"[;,(]| and ", publisher)
    return frozenset(short for part in parts if len(short := "".join(_CAPITALS.findall(part)).lower()) > 2)
