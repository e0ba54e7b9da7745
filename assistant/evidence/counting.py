"""Whether a figure counts what a question asks to be counted: people, not cases; days, where it asks how long."""

import re
from functools import lru_cache

from assistant.evidence.values import MONEY, NUMBER, PERSON, Value, noun
from assistant.questions.question import Question
from assistant.questions.terms import terms
from corpus.countries import countries_in
from corpus.quantities import read_quantities

_PEOPLE = frozenset(
    terms(
        "people persons victims survivors workers women men children girls boys migrants nationals foreigners citizens "
        "individuals residents refugees labourers laborers employees inmates suspects hostages detainees inhabitants "
        "participants attendees delegates representatives"
    )
)
_COMES_TO = re.compile(
    r"\b(?:number(?:ed|s|ing)?|total(?:led|s|ling)?|amount(?:ed|s|ing)? to|c[ao]mes? to|came to|stood at|stands? at|"
    r"reach(?:ed|es)|put (?:at|it at)|set at)\s+(?:(?:about|around|some|over|nearly|almost|up to|at least|more than|"
    r"fewer than|less than|close to|an estimated|no fewer than|an? (?:new )?(?:record|high|total)(?: high)?(?: of)?)"
    r"\s+)?$",
    re.IGNORECASE,
)
_WENT = re.compile(
    r"\b(?:r[io]ses?|risen|grew|grown?s?|f[ae]lls?|fallen|went|gone|climb\w*|increas\w+|decreas\w+|declin\w+|dropp\w+)\s+"
    r"(?:\w+\s+){0,3}?from\s+(?:[^,;.]|[.,](?=\d))*$",
    re.IGNORECASE,
)
_MEASURES = tuple(
    (re.compile(rf"\b(?:{how})\b", re.IGNORECASE), frozenset(terms(units)))
    for how, units in (
        (
            "how long|(?:length|period|amount) of time",
            "pages months years days hours minutes weeks decades kilometres kilometers miles metres meters",
        ),
        ("how old", "years months weeks days year-old"),
    )
)
_MEASURE = re.compile(
    r"\b(?:what|which)(?:['’]s|\s+(?:is|was|were|are)\b[^?]*?|(?=[^?]*\b(?:did|does|do|has|have)\b))\s+"
    r"((?:[a-z-]+ (?:traffick|smuggl)ing)|(?!(?:the|of)\b)[a-z-]{4,})\s+(?:scores?|rates?|ranks?|ratings?|index)\b",
    re.IGNORECASE,
)
_OF_ALL = re.compile(
    r"^\s*(?:the\s+|an?\s+|all\s+)?(?:(?:[a-z]+\s+)?(?:numbers?|counts?|totals?|tolls?|figures?)\s+of\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
_SCORES = re.compile(
    r"\b(?!(?:the|its|their|whose|this|that|with|overall|highest|lowest)\b)[a-z]{5,}\s+scores?\b|"
    r"\bscor(?:es?|ed)\b(?:[^.;]|\.\d){0,40}?\bfor\s+[a-z]{5,}",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:(?:was|were|been|are|is|get|got)\s+(?:\w+ly\s+)?(?=\w+(?:ed|en|n|t)\b)|"
    r"(?:has|have|had|did)\s+(?:the\s+)?(?:(?-i:[A-Z])\w*\s+)+)(\w+)",
    re.IGNORECASE,
)
_AND = re.compile(
    r"(?:\band|,)\s+(?:(?:about|around|some|over|nearly|almost|up to|more than|another)\s+)?$", re.IGNORECASE
)
_IN_ALL = re.compile(r"\s*(?:in (?:all|total)|altogether)\b", re.IGNORECASE)
_OUT_OF = re.compile(
    r"(?:^|[.;:]\s+)(?:of|among|out of)\s+(?:(?:all|the|these|those|its|their)\s+){0,2}(?=(?-i:[a-z]))", re.IGNORECASE
)
_HOW_MANY = re.compile(r"\b(?:how many|(?:number|total|share|percentage|proportion) of)\s+([^?]*)", re.IGNORECASE)
_TALLY = re.compile(r"\b(?:count|number|total|toll|figure|tally|estimate)s?\b(?:\s+of\s+([^,;.]*))?", re.IGNORECASE)
_HOW_MUCH = re.compile(r"\bhow much\b", re.IGNORECASE)


def counts_what_is_asked(question: Question, value: Value, text: str) -> bool:
    """Whether the things counted are those asked about. `stood at 1,049` counts what the words before it say,
    `of the victims, 12 were` the whole it is a part of. People are many, never much."""
    if value.kind != NUMBER:
        return True
    if units := next((units for how, units in _MEASURES if how.search(question.text)), None):
        return bool(value.counted & units)
    if _others(question.text, text[value.end :]) or _is_another_measure(question.text, text):
        return False
    asked = asked_things(question.text)
    counted = value.counted or _counted_otherwise(text[: value.start], text[value.end :])
    if not counted:
        if any(q.kind == MONEY and q.end <= value.start for q in read_quantities(text)):
            return False  # 12.5 billion dollars, or closer to 20 billion
        tally = [*_TALLY.finditer(text, 0, value.start)]
        if not tally:
            return not asked and bool(set(terms(text)) & set(question.content))
        counted = frozenset(noun(f" {tally[-1][1]}")) if tally[-1][1] else frozenset()
    if not asked and counted & _PEOPLE and _HOW_MUCH.search(question.text):
        return False
    if not counted or not asked:
        return not counted or bool(counted & {*question.content, *_PEOPLE})
    return bool(counted & (asked | _done_to(question.text))) or bool(asked & _PEOPLE and counted & _PEOPLE)


def _counted_otherwise(before: str, following: str) -> frozenset[str]:
    """What a figure counts that no noun follows, where the words around it tell."""
    if _IN_ALL.match(following):  # one in eight were children, 3.3 million in all
        return frozenset(terms(before))
    if went := _WENT.search(before):  # rose from 5,577 in 2022 to 7,115
        return _subject(before[: went.start()])
    return (_subject(before) if _COMES_TO.search(before) else frozenset()) or _whole(before) or _likewise(before)


@lru_cache(maxsize=256)
def _done_to(question: str) -> frozenset[str]:
    """Stems of what was done to those counted: `16,990 referrals` counts how many people were referred."""
    return frozenset(t for done in _DONE.findall(question) for t in terms(done))


def _subject(before: str) -> frozenset[str]:
    """What a clause that comes to a figure is about: the survivors of `survivors of two camps numbered`; where that
    cannot be told, all it says."""
    clause = _OF_ALL.sub("", re.split(r"[,;:]\s", before)[-1], count=1)
    return frozenset(noun(f" {clause}")) or frozenset(terms(before))


def _whole(before: str) -> frozenset[str]:
    """What a figure without a noun is a part of: `of the people in modern slavery, 27.6 million were` counts people."""
    opened = _OUT_OF.search(before)
    return frozenset(noun(f" {before[opened.end() :]}")) if opened else frozenset()


def _likewise(before: str) -> frozenset[str]:
    """The noun of the figure before: `50 million people in servitude and 28 million in bonded labour`."""
    numbers = [q for q in read_quantities(before) if q.kind == NUMBER] if _AND.search(before) else []
    return frozenset(noun(before[numbers[-1].end :])) if numbers else frozenset()


def is_of_another_kind(question: str, text: str, around: str) -> bool:
    """Whether the score of one thing is asked for, and a text gives that of others (criminality, not resilience); of
    human trafficking or smuggling, whether neither the text nor what stands around it names that kind."""
    match = _MEASURE.search(question)
    if match is None or not _is_another_measure(question, text):
        return False
    unnamed = " " in match[1] and _is_another_measure(question, around)
    return unnamed or bool(_SCORES.search(text))


def _is_another_measure(question: str, text: str) -> bool:
    """Whether a measure is asked for by name (`criminality score`), and the text does not say of what it is."""
    match = _MEASURE.search(question)
    return match is not None and not re.search(rf"\b{re.escape(match[1])}\b", text, re.IGNORECASE)


def _others(question: str, following: str) -> bool:
    """Whether people of one country are asked about, and people of others counted: Kenyans, 138 Ethiopians."""
    match = _HOW_MANY.search(question)
    asked, told = (people_of(text) for text in (match[1] if match else "", following))
    return bool(asked and told and not asked & told)


def people_of(text: str) -> set[str]:
    """Whose people a text opens with, by country: `Kenyans`."""
    first = " ".join(text.split()[:2])
    return {m.code for m in countries_in(first) if m.start == 0}


@lru_cache(maxsize=256)
def asked_things(text: str) -> frozenset[str]:
    """Stems of what a question wants counted: how many `trafficking victims`, number of `people`; `fled` are people."""
    match = _HOW_MANY.search(text)
    if not match:
        opens = re.match(r"(?:what|which|who|how|when|where|why|is|are|do|does|did)\b", text, re.IGNORECASE)
        return frozenset() if opens else frozenset(noun(f" {text}"))
    things = [*noun(f" {match[1]}")]
    acts = not things or re.match(r"\w+ed\b|fled|died|left|went|came|took|live|work|are|were|have", match[1])
    return frozenset([*things, PERSON] if acts else things)
