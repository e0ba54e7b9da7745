"""What a question is about, as words behind the next one that leaves it unsaid, less what that one says itself."""

import re
from collections.abc import Sequence

from assistant.questions.anaphora import (
    ASKS_ANEW,
    ELLIPSIS,
    PERSON,
    PLURAL,
    SINGULAR,
    THERE,
    lacks_subject,
    points_back,
    says_more_than_where,
)
from assistant.questions.place_runs import people_in, places
from assistant.questions.question import ABOUT, content_terms, names_edition, names_in, read_question
from assistant.questions.swaps import OPENING
from assistant.questions.terms import terms
from corpus.countries import countries_in, is_place_within
from corpus.quantities import Quantity, read_quantities

_OPENER = re.compile(
    r"^(?:according to [^,]+,\s*)?(?:(?:in|by|on|at|for|from|to|under) )?"
    r"(?:how (?:many|much|often|long|old|large|big|far|high)|what (?:share|percentage|proportion|number|kinds?) of|"
    r"(?:who(?:m|se)?|what|when|where|why|which|how)(?:['’](?:s|re))?)\b\s*",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|be)\b\s*(?:there\b\s*)?", re.I
)
_OUR_SOURCE = re.compile(
    r"\((?:our summary of )?([A-Z][^()]{2,80}?), (?:\d{1,2} )?(?:[A-Z][a-z]+ )?\d{4}(?:, [\w-]+)?\)"
)
_COMPARED_WITH = re.compile(
    r"\b(?:than|since|from|compared (?:with|to)|versus|vs\.?|against|relative to|as of|(?:up|down) on)\s+"
    r"(?:(?:it|they|there|that|was|were|in|at|for|back|the|year)\s+)*$",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"\b(?:of|among) (?:them|these|those)\b", re.IGNORECASE)
_CLAIM = re.compile(
    r"^(?:and |but |so )?(?:who|which \w+) (?:says?|said|claims?|claimed|reports?|reported|estimates?) ", re.I
)
_ASKS_NAME = re.compile(
    r"^(?:in |on |at )?(?:which|what) (?!(?:is|are|was|were|do|does|did|has|have|can|will)\b)|\b(?:called|named?)\b",
    re.I,
)
_BODY = re.compile(
    r"\b(?:university|institute|court|ministry|department|office|agency|commission|committee|council|police|group|company|"
    r"organi[sz]ation|foundation|association|bank|party|centre|center|bureau|army|guard|union|fund|index|report|press|"
    r"treasury|international|nations|watch|rights|free|state|states|news|times|post|express|case|park)\b",
    re.IGNORECASE,
)
_DEED = re.compile(r"^[^;?]+? (?:about|against) (?=\S)")
"""Who did what about something: of another one it is asked what it did about that."""
SHORT = 3  # words up to which an answer is a name
_DATED_NAME = re.compile(r"^(?:[A-Z][a-z]+ )?\d{4} ")
_POSSESSIVE = re.compile(
    r"\b(?:his|her(?=\s+(?!(?:in|on|at|by|for|from|to|and|or|with|as|is|was)\b)\w))\b", re.IGNORECASE
)


def about(question: str, before: str, answer: str = "") -> str:
    """The new question with what it is about behind it, less the places and periods it exchanges for its own."""
    if PERSON.search(question) and (person := _person(before, answer)):
        return _with_person(question, person)
    topic = _less(before, _places_exchanged(question, before))
    topic = _less(topic, _periods_exchanged(question, topic))
    of = _DEED.sub("", topic_of(topic)) if lacks_subject(question) else topic_of(topic)
    return f"{_bare(question)}{ABOUT}{of}{_named_by(question, before, answer)})?"


def with_names_only(question: str) -> str | None:
    """A question with nothing behind it but what its topic names: who, where, when, which publication. None where
    nothing stands behind it, it says nothing of its own, or the topic names nothing."""
    own, behind, topic = question.rstrip("?. )").partition(ABOUT)
    if not behind or not content_terms(own):
        return None
    named = [name.text for name in names_in(f"of {topic}")]
    named += [topic[m.start : m.end] for m in countries_in(topic)]
    named += [topic[q.start : q.end] for q in read_quantities(topic) if q.date]
    kept = dict.fromkeys(name for name in named if not any(name != other and name in other for other in named))
    return f"{own}{ABOUT}{'; '.join(kept)})?" if kept else None


def _bare(question: str) -> str:
    bare = OPENING.sub("", question, count=1) if ELLIPSIS.match(question) else question
    return f"{bare[:1].upper()}{bare[1:]}".rstrip("?. ")


def topic_of(question: str) -> str:
    """What a question is about, as words, its opening and auxiliary verbs left out; what it was about itself stays
    only where it names nothing."""
    own, _, earlier = question.rstrip("?. )").partition(ABOUT)
    said = _AUXILIARY.sub("", _OPENER.sub("", own.rstrip("?. "), count=1), count=1).strip(" ;,")
    named = names_in(own) or countries_in(own)
    if not earlier or (named and (ASKS_ANEW.match(own) or says_more_than_where(own))):
        return said or own
    if named:
        return f"{said or own}; {_less(earlier, _countries(earlier))}"
    return f"{said}; {earlier}" if said and not points_back(own) else earlier


def _person(before: str, answer: str) -> str | None:
    """Whom he or she is: a person named in the question before, or the first in its answer; None where two may be
    meant."""
    first = _first_sentence(answer)
    for text in (before.partition(ABOUT)[0], before, first if len(first.split()) > SHORT else f"of {first}"):
        said = [_DATED_NAME.sub("", re.sub(r"['’]s?$", "", name.text)) for name in names_in(text)]
        names = dict.fromkeys(name for name in said if _may_be_person(name))
        if names:
            return next(iter(names)) if len(names) == 1 or text not in before else None
    return None


def _may_be_person(name: str) -> bool:
    """Two or three capitalised words, none of them a country's, a month's or a body's."""
    words = name.split()
    plain = all(re.fullmatch(r"[A-Z][^\W\d_A-Z]+", word) for word in words)
    dated = any(q.date for q in read_quantities(name))
    return plain and len(words) in (2, 3) and not (dated or countries_in(name) or _BODY.search(name))


def _with_person(question: str, person: str) -> str:
    """The question with the name of whom it speaks in place of the first pronoun."""
    bare = OPENING.sub("", question, count=1) if ELLIPSIS.match(question) else question
    owned = f"{person}'" if person.endswith("s") else f"{person}'s"
    first = PERSON.search(bare)
    if first is None:
        return question
    name = owned if _POSSESSIVE.match(bare, first.start()) else person
    text = bare[: first.start()] + name + bare[first.end() :]
    return text[:1].upper() + text[1:]


def _places_exchanged(question: str, topic: str) -> list[tuple[int, int]]:
    """Places of the topic for which the question names others; nationalities only for nationalities; none where it
    asks for a part, or names one of them again."""
    own = countries_in(question)
    if not own or THERE.search(question) or _OF_THEM.search(question):
        return []
    if {m.code for m in own} & {m.code for m in countries_in(topic)}:
        return []
    people = people_in(topic)
    if len(people_in(question)) == len(own):
        return people
    return [span for span in _countries(topic) if span not in people]


def _periods_exchanged(question: str, topic: str) -> list[tuple[int, int]]:
    """Periods of the topic for which the question names its own, rather than one to compare with; an edition stays
    unless another is named. A claim may be of any period."""
    own = [q for q in read_quantities(question) if q.date and not _COMPARED_WITH.search(question[: q.start])]
    dates = [q for q in read_quantities(topic) if q.date]
    periods = [(q.start, q.end) for q in dates if not _of_edition(topic, q)]
    if _CLAIM.match(question):
        return periods
    if not own:
        return []
    return [(q.start, q.end) for q in dates] if all(_of_edition(question, q) for q in own) else periods


def _of_edition(text: str, date: Quantity) -> bool:
    return names_edition(text, date) or bool(re.match(r"\s+(?:one|ones)\b", text[date.end :]))


def _countries(text: str) -> list[tuple[int, int]]:
    """Where a text asks about countries; not the towns and compounds in them, which name what it is about."""
    return [(p.start, p.end) for p in places(text) if not is_place_within(text[p.start : p.end])]


def _less(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = re.sub(r"\s*\b(?:in|for|from|of|on|by|during|since|the)?\s*(?:the\s+)?$", " ", text[:start]) + text[end:]
    return " ".join(re.sub(r"\s['’]s?\b", " ", text).split())


def _named_by(question: str, before: str, answer: str) -> str:
    """What a pronoun means that the answer before named: of several names the first for one thing, those that the
    question before did not say for more."""
    if not _refers_to_answer(question, before):
        return ""
    first = _first_sentence(answer)
    names = (
        [re.sub(r"^(?:in|to|from|by|at|on) ", "", first.rstrip(". "), flags=re.I)]
        if len(first.split()) <= SHORT
        else [n.text for n in names_in(first)]
    )
    known = {*terms(before)}
    kept = [n for n in names if n and not {*terms(n)} <= known and not any(n != o and n in o for o in names)]
    most = 3 if PLURAL.search(question) else 1
    return "; " + ", ".join(dict.fromkeys(kept[:most])) if kept else ""


def _refers_to_answer(question: str, before: str) -> bool:
    """Whether the answer may have named what is pointed at: it was a name that the question before asked for."""
    asks = read_question(before).asks
    if PERSON.search(question):
        return asks == "person"
    if re.search(r"\bones\b", question, re.IGNORECASE):
        return False
    pointing = SINGULAR.search(question) or PLURAL.search(question) or THERE.search(question)
    return bool(pointing) and (asks in ("person", "place") or (asks == "open" and bool(_ASKS_NAME.search(before))))


def _first_sentence(answer: str) -> str:
    return re.split(r"(?<=[.!?])\s", re.sub(r"\s*\[\d+\]", "", answer))[0]


def first_figures(answer: str) -> str:
    """The first figures of an answer and whom it names as its source: what "who said that" asks about."""
    source = _OUR_SOURCE.search(answer)
    first = _first_sentence(answer)
    figures = [first[q.start : q.end] for q in read_quantities(first) if q.date is None][:2]
    parts = [*figures, *([source[1]] if source else [])]
    return "; " + ", ".join(parts) if parts else ""
