"""The kind of thing a question asks for, found in text: figures, dates, places, names; and which one is meant."""

import re

from assistant.questions.answer_types import ASKS_NAME, GRADED
from assistant.questions.question import FUNCTION_WORDS, Question, names_in
from assistant.questions.terms import fold, terms
from corpus.countries import countries_in
from corpus.quantities import read_quantities, same_quantity

Span = tuple[int, int]
_KINDS = {
    "number": ("number", "percent", "money"),
    "money": ("money",),
    "percent": ("percent",),
    "date": ("date", "year"),
}
_ASKING = re.compile(r"\bhow (?:many|much)\b|\bnumber of\b|\bshare of\b|\bpercentage of\b", re.IGNORECASE)
_WORD = re.compile(r"[\w’'-]+")
_BETWEEN_LISTED = re.compile(
    r"\s*(?:,|;|,? and|,? or|/|&)\s+(?:the )?|\s+to\s+|\s?[–-]\s?", re.IGNORECASE
)  # or a range
_BOUNDARY = re.compile(r"[,;:]\s|\s(?:and|but|while|against)\s", re.IGNORECASE)
_NOT_KNOWN = re.compile(
    r"[:;|]\s*((?:unknown|unavailable|n/?a|no (?:data|information)|none(?: reported)?|"
    r"not (?:known|reported|available|recorded|provided|stated|applicable))\b\W*)$",
    re.IGNORECASE,
)
_OF_GRADE = r"(?:\s+(?:rating|ranking|placement|status))?(?:\s*[:=–—-]\s*|\s+)"
_GRADE = r"(?:[\dA-Z]|Special)[\w.]*(?:\s+Case|\s+[A-Z][\w-]*\s+[Ll]ist)?\b"
_NUMBERING = re.compile(r"\W*(?:(?:\d+|[a-z]|[ivx]+)[.)]\s+\W*)*", re.IGNORECASE)
"""`(c) `, `12. ` before what is said; the word behind it has a capital whatever it is."""
_PART = (
    r"half|(?:an?|one|two|three|four|nine)[\s-](?:third|quarter|fifth|tenth)s?|almost all|nearly all|most of"
    r"|(?:one|two|three|four|nine) (?:in|out of) (?:every )?(?:two|three|four|five|six|ten|\d+)|a (?:majority|minority)"
)
_SOME = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|several|a few|\d+)"
_IN_WORDS = {
    kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for kind, words in {
        "number": rf"{_PART}|(?:tens|hundreds|thousands|millions|dozens|scores)(?: of (?:thousands|millions))?"
        r"|none|nobody|no one|no (?:\w+ )?\w+s|once|twice|daily|weekly|monthly|quarterly|yearly|annually|several"
        r"|a (?:few|handful)|(?:every|an?) (?:day|week|month|quarter|year|decade)"
        r"|(?:first|second|third|\w+th) (?:time|year|edition|month)",
        "percent": _PART,
        "date": rf"{_SOME} (?:years?|months?|weeks?|days?|hours?) (?:ago|earlier|later|before|after)|1[0-8]\d\d"
        r"|(?:\w+th|\w+st|\w+nd|\w+rd)[\s-]century|\d{3}0s|last (?:year|month|week)|aged? \w+|years old",
    }.items()
}
BODIES = frozenset(
    terms(
        "university college institute school court ministry department office agency commission committee council "
        "police group company organisation foundation association bank party centre bureau force zone park index "
        "international union federation fund initiative alliance army guard militia front treasury strike triangle"
    )
)
_CAPITALISED = re.compile(r"\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*")
_ASKS_WHO_LEADS = re.compile(
    r"^who(?:['’]s|\s+(?:is|was|are|were))\s+(?:the\s+|[\w’'-]+['’]s?\s+)(?:[\w-]+\s+){0,2}?"
    r"(?:boss|chief|commander|director|founder|governor|head|leader|mayor|minister|president|ruler|tycoon)e?s?"
    r"\b(?!['’])|\bnames? of the (?:[\w-]+ ){0,2}?(?:m[ae]n|wom[ae]n|persons?|people|officials?)\b",
    re.IGNORECASE,
)
ACROSS = 5  # words that a boundary between clauses counts for


def has_kind(question: Question, text: str) -> bool:
    """Whether `text` holds the kind of thing asked for, other than what the question itself says."""
    return bool(_of_kind(question, text)) or question.asks in ("yes-no", "reason", "definition", "open")


def in_words(question: Question, text: str) -> list[Span]:
    """Where `text` gives a figure or date asked for in words that name none: `hundreds of thousands`, `a year ago`."""
    pattern = _IN_WORDS.get(question.asks)
    return [m.span() for m in pattern.finditer(text)] if pattern else []


def answer_spans(question: Question, text: str) -> list[Span]:
    """Where in `text` the asked-for figure, date, place or name stands: of several, the one beside most of the
    question's words, with those listed along with it. Empty for kinds of questions whose answer has no form."""
    found = _of_kind(question, text) or in_words(question, text)
    if len(found) < 2:
        return found
    scores = _nearness(question, text, found)
    best = max(scores)
    return [span for n, span in enumerate(found) if scores[n] == best or _listed_with_best(text, found, scores, n)]


def _of_kind(question: Question, text: str) -> list[Span]:
    if unknown := _NOT_KNOWN.search(text):
        return [unknown.span(1)]
    if question.asks == "label":
        return _grades_in(question, text)
    if question.asks in _KINDS:
        quantities = [q for q in read_quantities(text) if q.kind in _KINDS[question.asks]]
        said = question.quantities
        return [(q.start, q.end) for q in quantities if not any(same_quantity(a, q) and a.kind == q.kind for a in said)]
    if question.asks == "place":
        asked = set(question.countries)
        return [(m.start, m.end) for m in countries_in(text) if m.code not in asked] or _names_in(question, text)
    if question.asks == "person":
        names = _names_in(question, text)
        return (
            [span for span in names if may_be_person(text[slice(*span)])] if ASKS_NAME.search(question.text) else names
        )
    return []


def lacks_name_asked(question: Question, text: str) -> bool:
    """Whether the name of whoever leads something is asked for, and a text names nobody: `the army and its leaders`."""
    if not _ASKS_WHO_LEADS.search(question.text):
        return False
    return not any(_may_be_somebody(name, {*question.terms}) for name in _CAPITALISED.findall(text))


def _may_be_somebody(name: str, asked: set[str]) -> bool:
    """Neither what the question says, nor a body, a country, a month or a short name; surnames count by themselves."""
    said = {*terms(name)}
    named = names_in(f"of {name}") and fold(name) not in FUNCTION_WORDS and not name.isupper()
    return bool(named) and not said <= asked and not said & BODIES and not countries_in(name)


def may_be_person(name: str) -> bool:
    """Two names or more, none of them a country's or a month's."""
    dated = any(q.date for q in read_quantities(name))
    return len(name.split()) > 1 and not countries_in(name) and not dated


def _grades_in(question: Question, text: str) -> list[Span]:
    """`Tier 2 Watch List`, `Tier rating: Tier 3` where the question asks what tier."""
    asked = GRADED.search(question.text)
    if asked is None:
        return []
    grade = rf"(?i:{asked[1]})"
    return [m.span() for m in re.finditer(rf"\b{grade}{_OF_GRADE}(?:{grade}\s+)?{_GRADE}", text)]


def _names_in(question: Question, text: str) -> list[Span]:
    """Capitalised words inside the sentence that the question did not say, and groups of people by number."""
    asked = set(question.terms)
    numbered = _NUMBERING.match(text)
    opening = numbered.end() if numbered else 0
    found = [m.span() for m in re.finditer(r"\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*", text) if m.start() > opening]
    return [(a, b) for a, b in found if not set(terms(text[a:b])) <= asked]


def _nearness(question: Question, text: str, spans: list[Span]) -> list[float]:
    """For each span, how near the question's words stand that are nearer to it than to the others.

    Words across a comma or `and` count as further away, names little, what is counted much where it follows the number.
    """
    named = {term for name in question.names for term in name.terms}
    counted = _counted(question)
    wanted = (set(question.content) - named or named) | ({counted} if counted else set())
    scores = [0.0] * len(spans)
    for word in _WORD.finditer(text):
        if wanted & set(terms(word[0])):
            far = [_distance(text, word.span(), span) for span in spans]
            nearest = min(range(len(spans)), key=far.__getitem__)
            follows = counted in terms(word[0]) and word.start() >= spans[nearest][1] and far[nearest] < 3
            scores[nearest] += 3.0 if follows else 1 / (1 + far[nearest])
    return scores


def _distance(text: str, word: Span, span: Span) -> int:
    between = text[word[1] : span[0]] if word[1] <= span[0] else text[span[1] : word[0]]
    return len(_WORD.findall(between)) + ACROSS * len(_BOUNDARY.findall(between))


def _counted(question: Question) -> str | None:
    """The first word of what a question asks the number of: people in `how many people …`."""
    asking = _ASKING.search(question.text)
    following = _WORD.search(question.text, asking.end()) if asking else None
    return next(iter(terms(following[0])), None) if following else None


def _listed_with_best(text: str, spans: list[Span], scores: list[float], n: int) -> bool:
    """Whether only list separators lie between this span and the best one: `Laos, Cambodia and Myanmar`."""
    best = scores.index(max(scores))
    low, high = min(n, best), max(n, best)
    return all(_BETWEEN_LISTED.fullmatch(text[spans[i][1] : spans[i + 1][0]]) for i in range(low, high))
