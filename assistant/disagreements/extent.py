"""Whether a figure is of the extent a question asks about: of all rather than some, of one rather than several."""

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.evidence.counting import asked_things, people_of
from assistant.evidence.subgroups import COUNTED
from assistant.evidence.values import MONEY, NUMBER, PERSON, Value
from assistant.questions.question import Name, Question, names_in
from assistant.questions.terms import terms
from corpus.countries import countries_in, country_name

_ENDS = re.compile(r"[,;:(]\s|\s(?:but|while|whereas)\s", re.IGNORECASE)
_SOME = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"(?:temporary|subsidiary|international) protection|asylum|refugee status|residence permits?",
        r"(?:aged?|over) \d+ (?:and|or|years and) (?:over|above|older|more)|older people|elderly|pensioners",
    )
)
"""Those under a legal status, and the old."""
_ALTOGETHER = re.compile(r"\b(?:altogether|together|combined|in (?:all|total)|total)\b", re.IGNORECASE)
_WIDER = re.compile(
    r"\ball\b[^,;.]*\b(?:taken|put|counted) together\b|\bof (?:all|every) (?:kinds?|sorts?|types?|forms?)\b|"
    r"\bas a whole\b",
    re.IGNORECASE,
)
_AND = re.compile(r",? and |, ")
_JOINTLY = re.compile(r"\b(?:between (?:them|the two)|together|combined|jointly)\b", re.IGNORECASE)
_TIMES = r"(?:year|month|week|day|night|hour)s?\b"
_PER = rf"per (?!cent\b|the\b|{_TIMES}|(?-i:[A-Z]))\w+"
_ASKS_AVERAGE = re.compile(rf"\b(?:averag\w+|{_PER}|each (?!{_TIMES})\w+)", re.IGNORECASE)
_ASKS_OF_ONE = re.compile(
    rf"\b(?:one|a single) (?!of\b|{_TIMES})\w+|\b(?:does|do|did|is|for|of) an?\b[^?.]*\b(?:costs?|yield|sell|fetch)\b|"
    r"\b(?:costs?|price) (?:of|for) an?\b",
    re.IGNORECASE,
)
_AVERAGE_BEFORE = re.compile(
    rf"\b(?:averag\w+|mean|median|typical\w*|(?:each|every) (?!{_TIMES})\w+|{_PER})[^,;.]*$", re.IGNORECASE
)
_AVERAGE_AFTER = re.compile(rf"[^,;.]*?\b(?:{_PER}|(?:from|for|by) each|a head|apiece|on average)\b", re.IGNORECASE)
_OF_ONE = re.compile(r"\b(?:a single|prices?|each)\b", re.IGNORECASE)
_YEARLY = re.compile(r"\b(?:yearly|annual(?:ly)?|monthly|(?:a|per|every|each) (?:month|year))\b", re.IGNORECASE)
_ASKS_YEARLY = re.compile(r"\b(?:yearly|annual\w*|(?:a|per|every|each) (?:year|month)|monthly)\b", re.IGNORECASE)


def is_of_another_extent(question: Question, text: str, value: Value) -> bool:
    """Whether a figure is of some of those asked about, of more than them, or of another measure."""
    if value.kind not in COUNTED:
        return False
    return (
        _is_of_some(question.text, text, value)
        or _is_of_others(question.text, text)
        or _is_of_one_of_several(question, text)
        or _is_of_a_wider_whole(question, text)
        or _is_of_several(question, text)
        or (value.kind in (MONEY, NUMBER) and _is_another_measure(question.text, text, value))
    )


def nationals_only(question: Question, text: str, value: Value) -> frozenset[str]:
    """The country whose people a figure counts, where people are asked about: 24 Kenyans are not all of them."""
    told = frozenset(people_of(text[value.end :])) if value.kind == NUMBER else frozenset()
    return told if PERSON in asked_things(question.text) and not told & {*question.countries} else frozenset()


def names_another(question: Question, text: str) -> bool:
    """Whether a text names another thing in place of the one asked about: `Egret Bank`, where it is `Heron Bank`, or
    the Egret family, where it is the Heron family."""
    words = frozenset(terms(text))
    missing = [name for name in question.names if not words >= set(name.terms)]
    if any(_is_sibling(told.terms, name.terms) for name in missing for told in _names(text)):
        return True
    kinds = [re.search(rf"\b{re.escape(name.text)} ([a-z]{{3,}})\b", question.text) for name in missing]
    return any(re.search(rf"\b[A-Z][\w-]+ {kind[1]}\b", text) for kind in kinds if kind)


def _is_sibling(told: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether two names end in the same word, and neither is part of the other."""
    return told[-1] == asked[-1] and not set(told) <= set(asked) and not set(asked) <= set(told)


@lru_cache(maxsize=2_048)
def _names(text: str) -> Sequence[Name]:
    return tuple(names_in(text))


def _is_of_some(question: str, text: str, value: Value) -> bool:
    """Whether only some are counted, by status or age: those registered for protection are not all registered."""
    clause = _ENDS.search(text, value.end)
    until = text[: clause.start() if clause else len(text)]
    return any(some.search(until) and not some.search(question) for some in _SOME)


def _is_of_one_of_several(question: Question, text: str) -> bool:
    """Whether several are asked about together (`the Heron and Egret families altogether`), and only some named."""
    if not _ALTOGETHER.search(question.text):
        return False
    words = frozenset(terms(text))
    several = [[words >= set(terms(part)) for part in _AND.split(name.text)] for name in question.names]
    return any(any(named) and not all(named) for named in several)


def _is_of_others(question: str, text: str) -> bool:
    """Whether those of one nationality are asked about (`Kenyans among them, how many?`), and a text names none."""
    asked = people_of(question)
    named = any(re.search(rf"\b{country_name(code)}\b", question) for code in asked)
    return bool(asked) and not named and not asked & {m.code for m in countries_in(text)}


def _is_of_a_wider_whole(question: Question, text: str) -> bool:
    """Whether all of a wider kind are counted, without a word for the kind asked about."""
    return (
        bool(_WIDER.search(text))
        and not _WIDER.search(question.text)
        and not set(question.content) <= frozenset(terms(text))
    )


def _is_of_several(question: Question, text: str) -> bool:
    """Whether one thing is asked about, and a figure is of that and another between them."""
    if not _JOINTLY.search(text) or _JOINTLY.search(question.text):
        return False
    asked = [re.escape(name.text) for name in question.names]
    return any(re.search(rf"{name},? and [A-Z]|[A-Z][\w’'-]+,? and (?:the )?{name}", text) for name in asked)


def _is_another_measure(question: str, text: str, value: Value) -> bool:
    """Whether a total is asked for and an average told, or the other way round; or a yearly total, where it is asked
    what one thing costs or yields, or the price of one for what is made in a year."""
    average = _is_average(text, value)
    if _ASKS_AVERAGE.search(question):
        return not average
    if _ASKS_OF_ONE.search(question):
        return not average and bool(_YEARLY.search(text)) and not _ASKS_YEARLY.search(question)
    of_one = bool(_ASKS_YEARLY.search(question) and _OF_ONE.search(text) and not _YEARLY.search(text))
    return value.kind == MONEY and (average or of_one)


def _is_average(text: str, value: Value) -> bool:
    return bool(_AVERAGE_BEFORE.search(text[: value.start]) or _AVERAGE_AFTER.match(text, value.end))
