"""Follow-up questions made to stand alone, by rules: what the new question leaves unsaid is taken from the last turn.

A question that names its own subject is left as it is, so that a new topic is never glued to an old one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.questions.question import ABOUT, content_terms, names_in, read_question
from assistant.questions.swaps import OPENING, exchanged, places, with_more, with_years, years_in
from assistant.questions.terms import terms
from corpus.countries import countries_in, is_place_within
from corpus.quantities import read_quantities

REMEMBERED = 400  # characters of an earlier answer that are read
_ELLIPSIS = re.compile(r"^(?:and|but|or|so|then|also|what about|how about|what of|same|for|in)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"^(?:and|but|so|then|also)\b", re.IGNORECASE)
_ASKS_ANEW = re.compile(
    r"^(?:in |on |at |by |from |for |under |to |with |of )?"
    r"(?:who|whom|whose|what|when|where|why|which|how|is|are|was|were|did|does|do|has|have|had|can|could|will|would|"
    r"should|list|name|tell|give|explain|describe|show|compare|define)\b",
    re.IGNORECASE,
)
_ASKS_ONLY = re.compile(
    r"^(?:and |but |so )?(?:how many|how much|what|when|who)(?: was it| were there)? "
    r"(?=(?:in|for|from|during|of) [\w’'-]+(?: [\w’'-]+)?\s*\?*$)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:he|she|his|her|hers|him)\b", re.IGNORECASE)
_SINGULAR = re.compile(
    r"\bit\b(?!\s+(?:true|possible|likely|legal|illegal|known|said|estimated|take|mean)\b)|\bits\b|"
    r"\b(?:that|this)\b(?=\s*[?.,!]|\s+(?:is|was|are|were|true|first|last|mean|happen|include|compare|report|figure|"
    r"number|estimate|claim|law|case|year|country|study|paper|group|operation|one|change|rise|fall|share|total)\b|\s*$)|"
    r"^(?:is|was|does|did|has)\s+(?:that|this)\b|\bthe (?:same|other|former|latter|first one|second one|last one)\b|"
    r"\b(?:that|this|which|the \w+) ones?\b|\b(?:else|thereof)\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:they|them|their|theirs|both|neither)\b|\b(?:those|these)\b|\b(?:how many|which) (?:more|others)\b|"
    r"\bhow many were\b|\b(?:most|some|all|none|any|half|each) of (?:them|these|those)\b",
    re.IGNORECASE,
)
_PLURAL_NOUN = re.compile(r"\b(?:people|children|women|men|police|[a-z]{3,}[^s\W]s)\b")
_THERE = re.compile(r"\bthere\b(?!\s+(?:is|are|was|were|been|has|have|be)\b)", re.IGNORECASE)
_EXISTS = re.compile(r"\b(?:is|are|was|were|been|be|has|have|will|can)\s+there\b", re.IGNORECASE)
_THE_ONE = re.compile(
    r"\bthe (?:\d{4} )?(?:edition|report|study|paper|operation|zone|company|group|raid|authors?|"
    r"case|estimate|figure|index|country|compound|survey|investigation|organi[sz]ation|programme|campaign)\b(?!\s+(?:of|on|by|in|for|that)\b)",
    re.IGNORECASE,
)
_WHICHEVER = re.compile(r"\bthe (?:law|regulations?|victims)\b(?!\s+(?:of|on|by|in|for|that)\b)", re.IGNORECASE)
"""May be the ones spoken of or all there are."""
_SAYS = re.compile(
    r"^(?:(?:and|but|so)\s+)?(?:who|which (?:source|report|publication|organi[sz]ation|agency))\s+"
    r"(?:else\s+)?(?:(?:says?|said|claims?|claimed|reports?|reported|states?|stated|wrote|writes|published|estimated)"
    r"(?:\s+(?:so|that|this|it))?|(?:is|was) (?:that|this|it) (?:from|by))\s*[?.!]*$|"
    r"^(?:and\s+)?(?:according to whom?|says who|"
    r"what(?:'s| is| was) (?:the|your|that) source(?: (?:of|for) (?:that|this|it))?|"
    r"(?:where|who) (?:is|does|did) (?:that|this|it)(?: figure| number)? (?:come )?from)\s*[?.!]*$",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"^(?:(?:and|so|then|now|please)\s+)*(?:(?:can|could) you\s+)?"
    r"(?:compare (?:them|these|those|the two|both)|"
    r"how do (?:they|these|those|the two|both) (?:compare|differ)|what(?:'s| is) the difference|"
    r"which (?:one |of (?:them|the two|these) )?(?:is|was) (?:the )?"
    r"(?:high|low|large|bigg|small|great|wors|bett)(?:er|e?st|e)\s*[?.!]*$)",
    re.IGNORECASE,
)
_COMPARE_WITH = re.compile(
    r"^(?:(?:and|so|then|now|please)\s+)*(?:compare (?:that|this|it)|how (?:does|did) (?:that|this|it) compare)\s+"
    r"(?:with|to)\s+([^?]+?)\s*[?.]*$",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"^(?:according to [^,]+,\s*)?(?:(?:in|by|on|at|for|from|to|under) )?"
    r"(?:how (?:many|much|often|long|old|large|big|far|high)|what (?:share|percentage|proportion|number|kinds?) of|"
    r"who(?:m|se)?|what|when|where|why|which|how)\b\s*",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|be)\b\s*", re.IGNORECASE)
_OUR_SOURCE = re.compile(
    r"\((?:our summary of )?([A-Z][^()]{2,80}?), (?:\d{1,2} )?(?:[A-Z][a-z]+ )?\d{4}(?:, [\w-]+)?\)"
)
SCOPED = ("number", "money", "percent", "date", "person", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier question as it was asked, and its answer as plain text."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A question as understood. `otherwise`: how else it may be meant, where nothing answers it in this way: opening a
    new topic, as it was asked, or going on from the last one."""

    text: str
    otherwise: str | None = None


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked without the conversation; unchanged where it stands alone."""
    return read_follow_up(question, history).text


def read_follow_up(question: str, history: Sequence[Turn]) -> Reading:
    """Each question is read after the one before, so that a chain is followed from its beginning."""
    question = " ".join(question.split())
    asked: list[str] = []
    answer = ""
    for turn in history:
        asked.append(_read(" ".join(turn.question.split()), asked, answer).text)
        answer = " ".join(turn.answer.split())[:REMEMBERED]
    return _read(question, asked, answer)


def _read(question: str, asked: Sequence[str], answer: str) -> Reading:
    if not asked or not asked[-1] or not question:
        return Reading(text=question)
    before = asked[-1]
    question = _ASKS_ONLY.sub("and ", with_years(question, before), count=1)
    if _SAYS.match(question):
        return Reading(text=f"Who says so{ABOUT}{_topic(before)}{_first_figures(answer)})?")
    if _COMPARE.match(question):
        return Reading(text=_compared(question, asked))
    if compared := _COMPARE_WITH.match(question):
        return Reading(text=_compared_with(compared[1], before))
    if _is_fragment(question):
        return Reading(text=exchanged(before, question) or _about(question, before, answer))
    if _points_back(question):
        placed = _with_place(question, before)
        glued = placed if placed != question else _about(question, before, answer)
        return Reading(text=glued, otherwise=None if _pronoun(question) else question)
    if _has_no_scope(question):
        return Reading(text=_about(question, before, answer), otherwise=question)
    if _names_little(question):
        return Reading(text=question, otherwise=_about(question, before, answer))
    return Reading(text=question)


def _is_fragment(question: str) -> bool:
    """And in Laos? What about 2022? And women? Nothing that asks anew."""
    rest = OPENING.sub("", question, count=1)
    if _ASKS_ANEW.match(rest):
        return False
    details = [*countries_in(rest), *(q for q in read_quantities(rest) if q.date)]
    return len(content_terms(rest)) <= (4 if _ELLIPSIS.match(question) else 2 if details else 1)


def _points_back(question: str) -> bool:
    """A pronoun for something the question does not name itself, or a question too bare to have a subject."""
    named = bool(names_in(question) or countries_in(question))
    words = content_terms(question)
    if re.match(r"^what (?:is|are|was|were|does) an? \w|^define\b|^what does .* mean", question, re.IGNORECASE):
        return False
    if not words or (len(words) <= 2 and not named and not read_quantities(question)):
        return True
    if _GOES_ON.match(question) and not _says_more_than_where(question):
        return True
    person, plural = _PERSON.search(question), _PLURAL.search(question)
    if person and not [n for n in names_in(question) if n.text in question[: person.start()]]:
        return True
    if plural and not _PLURAL_NOUN.search(question[: plural.start()]):
        return True
    if _THERE.search(question) and not _EXISTS.search(question) and not countries_in(question):
        return True
    if named and not _ELLIPSIS.match(question):
        return bool(_SINGULAR.search(question)) and not countries_in(question) and len(words) <= 4
    return bool(_SINGULAR.search(question) or _THE_ONE.search(question)) or _says_little_but(_WHICHEVER, question)


def _says_little_but(pattern: re.Pattern[str], question: str) -> bool:
    """Whether a question says one word or none besides what is found in it."""
    return bool(pattern.search(question)) and len(content_terms(pattern.sub(" ", question))) <= 1


def _pronoun(question: str) -> bool:
    return any(p.search(question) for p in (_PERSON, _SINGULAR, _PLURAL, _THERE)) or not content_terms(question)


def _has_no_scope(question: str) -> bool:
    """A short question for a figure, date, name or place that says neither where, when nor of whom."""
    named = names_in(question) or countries_in(question) or read_quantities(question)
    return not named and len(content_terms(question)) <= 3 and read_question(question).asks in SCOPED


def _names_little(question: str) -> bool:
    """A question that may stand alone, but names nothing except a place: where nothing answers it, it went on from the
    last one."""
    places_named = {t for m in countries_in(question) for t in terms(question[m.start : m.end])}
    return len(content_terms(question)) <= 5 and all(set(n.terms) <= places_named for n in names_in(question))


def _with_place(question: str, before: str) -> str:
    named = places(before)
    if not named or _EXISTS.search(question):
        return question
    return _THERE.sub(f"in {before[named[0].start : named[0].end]}", question, count=1)


def _about(question: str, before: str, answer: str) -> str:
    """The new question with what it is about behind it, less the places and periods it exchanges for its own."""
    topic = before
    if countries_in(question) and not _THERE.search(question):
        topic = _less(topic, _countries(topic))
    if any(q.date for q in read_quantities(question)):
        topic = _less(topic, years_in(topic))
    named = _named_by(answer) if _refers_to_answer(question, before) else ""
    bare = OPENING.sub("", question, count=1) if _ELLIPSIS.match(question) else question
    bare = bare[:1].upper() + bare[1:]
    return f"{bare.rstrip('?. ')}{ABOUT}{_topic(topic)}{named})?"


def _topic(question: str) -> str:
    """What a question is about, as words, its opening and auxiliary verbs left out; what it was about itself stays
    only where it names nothing."""
    own, _, earlier = question.rstrip("?. )").partition(ABOUT)
    said = _AUXILIARY.sub("", _OPENER.sub("", own.rstrip("?. "), count=1), count=1).strip(" ;,")
    named = names_in(own) or countries_in(own)
    if not earlier or (named and (_ASKS_ANEW.match(own) or _says_more_than_where(own))):
        return said or own
    if named:
        return f"{said or own}; {_less(earlier, _countries(earlier))}"
    return f"{said}; {earlier}" if said and not _points_back(own) else earlier


def _says_more_than_where(text: str) -> bool:
    placed = {t for m in countries_in(text) for t in terms(text[m.start : m.end])}
    return bool(content_terms(text).keys() - placed)


def _countries(text: str) -> list[tuple[int, int]]:
    """Where a text asks about countries; not the towns and compounds in them, which name what it is about."""
    return [(p.start, p.end) for p in places(text) if not is_place_within(text[p.start : p.end])]


def _less(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = re.sub(r"\s*\b(?:in|for|from|of|on|by|during|since|the)?\s*(?:the\s+)?$", " ", text[:start]) + text[end:]
    return " ".join(re.sub(r"\s['’]s?\b", " ", text).split())


def _refers_to_answer(question: str, before: str) -> bool:
    """Whether the answer may have named what is pointed at: it was a name that the question before asked for."""
    if _PERSON.search(question):
        return True
    asks = read_question(before).asks
    if re.search(r"\bones\b", question, re.IGNORECASE):
        return False
    pointing = _SINGULAR.search(question) or _PLURAL.search(question) or _THERE.search(question)
    return bool(pointing) and (asks in ("person", "place") or bool(re.match(r"^(?:which|what)\b", before, re.I)))


def _named_by(answer: str) -> str:
    """What the first sentence of an answer names, or all of it where it is only a few words."""
    first = _first_sentence(answer)
    names = [first.rstrip(". ")] if len(first.split()) <= 3 else [n.text for n in names_in(first)][:3]
    kept = [n for n in names if n and not any(n != o and n in o for o in names)]
    return "; " + ", ".join(dict.fromkeys(kept)) if kept else ""


def _first_sentence(answer: str) -> str:
    return re.split(r"(?<=[.!?])\s", re.sub(r"\s*\[\d+\]", "", answer))[0]


def _first_figures(answer: str) -> str:
    """The first figures of an answer and whom it names as its source: what "who said that" asks about."""
    source = _OUR_SOURCE.search(answer)
    first = _first_sentence(answer)
    figures = [first[q.start : q.end] for q in read_quantities(first) if q.date is None][:2]
    parts = [*figures, *([source[1]] if source else [])]
    return "; " + ", ".join(parts) if parts else ""


def _compared_with(other: str, before: str) -> str:
    """The question before asked of its own place or year and of another one, or compared with what is named."""
    anew = exchanged(before, f"and {other}")
    both = _of_both(before, anew) if anew else None
    return both or with_more(before, f"compared with {other}")


def _compared(question: str, asked: Sequence[str]) -> str:
    """The last two questions as one, where they differ by a place or a period; otherwise both as what it is about."""
    last, other = asked[-1], asked[-2] if len(asked) > 1 else ""
    topics = "; ".join(_topic(q) for q in (other, last) if q)
    return _of_both(last, other) or f"{question.rstrip('?. ')}{ABOUT}{topics})?"


def _of_both(last: str, other: str) -> str | None:
    """One question asked of the place or period of each; None where they do not differ by one."""
    for find in (lambda text: [(p.start, p.end) for p in places(text)], years_in):
        here, there = find(last), find(other)
        if len(here) == 1 and len(there) == 1:
            new, old = last[slice(*here[0])], other[slice(*there[0])]
            if new != old and old not in new:
                return f"{last[: here[0][0]]}{old} and {new}{last[here[0][1] :]}"
    return None
