"""Follow-up questions made to stand alone, by rules: what the new question leaves unsaid is taken from the last one.

A question that names its own subject is left as it is, so that a new topic is never glued to an old one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.question import ABOUT, content_terms, names_in
from corpus.countries import CountryMention, countries_in
from corpus.quantities import Quantity, read_quantities

_OPENING = re.compile(
    r"^(?:(?:and|but|or|so|ok|okay|then|also)\b[,\s]*)*"
    r"(?:(?:what|how) about|what of|same (?:question )?(?:for|in)|for|in|during|by)?\b[,\s]*",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(r"^(?:and|but|or|so|then|also|what about|how about|what of|same)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:it|its|they|them|their|those|these|that|this|he|she|his|her|him|there|then|ones?|both|"
    r"the (?:same|other|former|latter))\b",
    re.IGNORECASE,
)
_THERE = re.compile(r"\bthere\b", re.IGNORECASE)
_NEXT_YEAR = re.compile(r"\b(?:the (?:year|one) after|the (?:next|following) year)\b", re.IGNORECASE)
_LAST_YEAR = re.compile(r"\b(?:the year before|the previous year|a year earlier)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier question as it was asked, and its answer as plain text."""

    question: str
    answer: str


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked without the conversation; unchanged where it stands alone."""
    before = ""
    for earlier in history:
        before = _standalone(earlier.question, before)
    return _standalone(question, before)


def _standalone(question: str, before: str) -> str:
    if not before:
        return question
    question = _with_year(question, before)
    if _swaps_a_detail(question):
        return _with_details(before, question)
    if _points_back(question):
        return _with_subject(question, before)
    return question


def _with_year(question: str, before: str) -> str:
    """The year after and the year before, counted from the last year the question before speaks of."""
    years = [int(q.date[:4]) for q in read_quantities(before) if q.date and not q.date.startswith("--")]
    if not years:
        return question
    return _LAST_YEAR.sub(str(years[-1] - 1), _NEXT_YEAR.sub(str(years[-1] + 1), question))


def _swaps_a_detail(question: str) -> bool:
    """And in Laos? What about 2022? Only a place, a period or a name, and nothing that asks anew."""
    rest = _OPENING.sub("", question, count=1)
    details = [(m.start, m.end) for m in countries_in(rest)] + [(q.start, q.end) for q in read_quantities(rest)]
    for start, end in sorted(details, reverse=True):
        rest = rest[:start] + rest[end:]
    left = [t for t in content_terms(rest)]
    asks_anew = re.match(
        r"\s*(?:who|what|when|where|why|which|how|is|are|was|were|did|does|do|has|have)\b", rest, re.IGNORECASE
    )
    return bool(details or _ELLIPSIS.match(question)) and not asks_anew and len(left) <= (0 if details else 3)


def _points_back(question: str) -> bool:
    """A pronoun, or a question too bare to have a subject of its own."""
    subject = [*names_in(question), *countries_in(question)]
    bare = len(content_terms(question)) <= 2 and not subject
    return bare or (bool(_POINTING.search(question)) and not [n for n in subject if isinstance(n, CountryMention)])


def _with_details(before: str, question: str) -> str:
    """The last question with its place and period exchanged for the new ones."""
    places = countries_in(question)
    periods = [q for q in read_quantities(question) if q.date]
    text = before
    if places:
        text = _exchange(text, countries_in(text), " and ".join(question[m.start : m.end] for m in places), "in")
    if periods:
        new = " and ".join(question[q.start : q.end] for q in periods)
        text = _exchange(text, [q for q in read_quantities(text) if q.date], new, "in")
    rest = _OPENING.sub("", question, count=1).rstrip("?. ")
    if rest and not places and not periods:
        text = f"{text.rstrip('?. ')}: {rest}?"
    return text


def _exchange(text: str, old: Sequence[CountryMention | Quantity], new: str, preposition: str) -> str:
    if not old:
        return f"{text.rstrip('?. ')} {preposition} {new}?"
    for later in reversed(old[1:]):
        text = re.sub(r"[,\s]*(?:and|or|,)?\s*$", "", text[: later.start]) + text[later.end :]
    first = old[0]
    return text[: first.start] + new + text[first.end :]


def _with_subject(question: str, before: str) -> str:
    """The new question with what the last one was about behind it."""
    places = [before[m.start : m.end] for m in countries_in(before)]
    if places and _THERE.search(question):
        return _THERE.sub(f"in {places[0]}", question, count=1)
    subject = before.rstrip("?. ")
    return f"{question.rstrip('?. ')}{ABOUT}{subject})?"
