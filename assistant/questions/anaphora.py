"""What a follow-up leaves unsaid: pronouns, fragments, questions that name no subject, place or period of their own."""

import re

from assistant.questions.question import content_terms, names_in, read_question
from assistant.questions.regions import UNION
from assistant.questions.swaps import OPENING
from assistant.questions.terms import terms
from corpus.countries import countries_in
from corpus.quantities import read_quantities

ELLIPSIS = re.compile(r"^(?:and|but|or|so|then|also|what about|how about|what of|same|for|in)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"^(?:and|but|so|then|also)\b", re.IGNORECASE)
ASKS_ANEW = re.compile(
    r"^(?:in |on |at |by |from |for |under |to |with |of )?"
    r"(?:who|whom|whose|what|when|where|why|which|how|is|are|was|were|did|does|do|has|have|had|can|could|will|would|"
    r"should|list|name|tell|give|explain|describe|show|compare|define)\b",
    re.IGNORECASE,
)
PERSON = re.compile(r"\b(?:he|she|his|her|hers|him)\b", re.IGNORECASE)
SINGULAR = re.compile(
    r"\bit\b(?!\s+(?:true|possible|likely|legal|illegal|known|said|estimated|take|mean)\b)|\bits\b|"
    r"\b(?:that|this)\b(?=\s*[?.,!]|\s+(?:is|was|are|were|true|first|last|mean|happen|include|compare|report|figure|"
    r"number|estimate|claim|law|case|year|country|study|paper|group|operation|one|change|rise|fall|share|total)\b|\s*$)|"
    r"\b(?:that|this)\b(?=\s+(?:be|come|amount|make|equal|in|for|during)\b)|"
    r"^(?:is|was|does|did|has)\s+(?:that|this)\b|\bthe (?:same|other|former|latter|first one|second one|last one)\b|"
    r"\b(?:that|this|which|the \w+) ones?\b|\b(?:else|thereof)\b",
    re.IGNORECASE,
)
PLURAL = re.compile(
    r"\b(?:they|them|their|theirs|both|neither)\b|\b(?:those|these)\b|\b(?:how many|which) (?:more|others)\b|"
    r"\bhow many were\b|\b(?:most|some|all|none|any|half|each) of (?:them|these|those)\b",
    re.IGNORECASE,
)
_PLURAL_NOUN = re.compile(r"\b(?:people|children|women|men|police|[a-z]{3,}[^s\W]s)\b")
THERE = re.compile(r"\bthere\b(?!\s+(?:is|are|was|were|been|has|have|be)\b)", re.IGNORECASE)
EXISTS = re.compile(r"\b(?:is|are|was|were|been|be|has|have|will|can)\s+there\b", re.IGNORECASE)
_THE_ONE = re.compile(
    r"\bthe (?:\d{4} )?(?:edition|report|study|paper|operation|zone|company|group|raid|authors?|"
    r"case|estimate|figure|index|country|compound|survey|investigation|organi[sz]ation|programme|campaign)\b(?!\s+(?:of|on|by|in|for|that)\b)",
    re.IGNORECASE,
)
_ITS_OBJECT = re.compile(
    r"\b(?:for|about|with|by|from|of|to|on|against|over|behind|under|do(?:ing|ne)?) "
    r"(?:it|this|that|them|those|these)\s*[?.!]*$",
    re.IGNORECASE,
)
_A_THING = re.compile(r"\b(?:an?|and|or)\s+(?!half\b)\w", re.IGNORECASE)
_PRO_VERB = re.compile(
    r"^(?:(?:and|but|so)\s+)?(?:what|how|when|why) (?:did|does|do|has|have|is|was) .+ "
    r"(?:do|done|doing|say|said|respond(?:ed)?|react(?:ed)?|reply|replied)\s*[?.!]*$",
    re.IGNORECASE,
)
"""What did Peru do, how did the agency respond: to what is left unsaid."""
_RESPONDS = re.compile(r"\b(?:respond|react|repl)(?:ed|y|ied)?\b", re.IGNORECASE)
_WHICHEVER = re.compile(r"\bthe (?:law|regulations?|victims)\b(?!\s+(?:of|on|by|in|for|that)\b)", re.IGNORECASE)
"""May be the ones spoken of or all there are."""
SCOPED = ("number", "money", "percent", "date", "person", "place")


def is_fragment(question: str) -> bool:
    """And in Laos? What about 2022? And women? Nothing that asks anew."""
    rest = OPENING.sub("", question, count=1)
    if ASKS_ANEW.match(rest):
        return False
    details = [*countries_in(rest), *(q for q in read_quantities(rest) if q.date)]
    return len(content_terms(rest)) <= (4 if ELLIPSIS.match(question) else 2 if details else 1)


def points_back(question: str) -> bool:
    """A pronoun for something the question does not name itself, or a question too bare to have a subject."""
    named = bool(names_in(question) or countries_in(question))
    words = content_terms(question)
    if re.match(r"^what (?:is|are|was|were|does) an? \w|^define\b|^what does .* mean", question, re.IGNORECASE):
        return False
    if not words or (len(words) <= 2 and not named and not read_quantities(question)):
        return True
    if _GOES_ON.match(question) and not says_more_than_where(question):
        return True
    person, plural = PERSON.search(question), PLURAL.search(question)
    if person and not [n for n in names_in(question) if n.text in question[: person.start()]]:
        return True
    if plural and not _PLURAL_NOUN.search(question[: plural.start()]):
        return True
    if THERE.search(question) and not EXISTS.search(question) and not countries_in(question):
        return True
    if (_ITS_OBJECT.search(question) and not _A_THING.search(question)) or lacks_subject(question):
        return True
    if named and not ELLIPSIS.match(question):
        return bool(SINGULAR.search(question)) and not countries_in(question) and len(words) <= 4
    return bool(SINGULAR.search(question) or _THE_ONE.search(question)) or _says_little_but(_WHICHEVER, question)


def _says_little_but(pattern: re.Pattern[str], question: str) -> bool:
    """Whether a question says one word or none besides what is found in it."""
    return bool(pattern.search(question)) and len(content_terms(pattern.sub(" ", question))) <= 1


def pronoun(question: str) -> bool:
    return any(p.search(question) for p in (PERSON, SINGULAR, PLURAL, THERE)) or not content_terms(question)


def has_no_scope(question: str) -> bool:
    """A short question for a figure, date, name or place that says neither where, when nor of whom."""
    named = names_in(question) or countries_in(question) or read_quantities(question)
    return not named and len(content_terms(question)) <= 3 and read_question(question).asks in SCOPED


def names_little(question: str) -> bool:
    """A question that may stand alone, but names nothing except a place: where nothing answers it, it went on from the
    last one."""
    places_named = {t for m in countries_in(question) for t in terms(question[m.start : m.end])}
    return len(content_terms(question)) <= 5 and all(set(n.terms) <= places_named for n in names_in(question))


def lacks_subject(question: str) -> bool:
    """What did Peru do? Which country acts, and nothing of what it is about."""
    spans = [(m.start, m.end) for m in countries_in(question)] + [m.span() for m in UNION.finditer(question)]
    named = {t for start, end in spans for t in terms(question[start:end])}
    said = content_terms(_RESPONDS.sub(" ", question)).keys()
    return bool(_PRO_VERB.match(question)) and bool(said) and said <= named


def says_more_than_where(text: str) -> bool:
    placed = {t for m in countries_in(text) for t in terms(text[m.start : m.end])}
    return bool(content_terms(text).keys() - placed)
