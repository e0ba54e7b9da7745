"""Questions that ask several things, and questions that compare: taken apart into questions that ask one thing each.

"Where is he now, and what is he accused of?" has two clauses. "Thailand or Vietnam: which scored higher?" asks the same
of two things. Each part is searched for by itself, so that what is said of one does not crowd out the other.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.questions.conversation import Turn, read_follow_up
from assistant.questions.question import ABOUT, ACCOUNTS, content_terms, names_in, without_framing
from assistant.questions.relative_dates import with_years
from assistant.questions.terms import terms
from corpus.countries import countries_in
from corpus.quantities import read_quantities

AT_MOST = 4
BARE = 2  # words of content up to which a clause leaves unsaid what it is about
_HOW = r"how|what|when|why|whether"
_WH = rf"(?:(?:in|by|at|to|from|for|of|on|under|with)\s+)?(?:{_HOW}|which|who|whom|whose|where)\b"
_NEXT_CLAUSE = re.compile(
    rf"\s*(?:[,;]\s*)?\band\s+(?:also\s+|then\s+)?(?={_WH})|\s*[,;]\s*(?=(?:{_HOW})\b)", re.IGNORECASE
)
_OPENED = re.compile(rf"^([^?:]*):\s*(?={_WH})", re.IGNORECASE)
_ASKS = re.compile(rf"^(?:{_WH}|(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would)\b)", re.IGNORECASE)
_REQUEST = re.compile(
    r"^(?:please\s+)?(?:give\s+me|tell\s+me|show\s+me|i\s+(?:want|need)|i['’]d\s+like)\b\s*", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:he|she|him|his|its)\b", re.IGNORECASE)
_LISTED = re.compile(r",\s*(?:and\s+)?|\s+and\s+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z“\"'])|(?<=[?!])\s+(?=\d)")
_JOINED = re.compile(
    r"\s*(?:,?\s*\b(?:and|or|vs\.?|versus|against|to|than|as\s+against|compared\s+(?:with|to))\b|[,;/–-])"
    r"\s*(?:(?:in|for|of|by|from|with)\b\s*)?(?:the\b\s*)?",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:compare[ds]?|comparison|versus|vs|than|differences?|differs?|ahead|behind|"
    r"(?:more|less|fewer|higher|lower|larger|smaller|bigger|better|worse|faster)\b)",
    re.IGNORECASE,
)
_COMPARE = re.compile(r"^(?:please\s+)?compare\s+(?:the\s+)?", re.IGNORECASE)
_OR = re.compile(r"\b(?:or|vs|versus|compare[ds]?|than|both|change[ds]?|differ(?:s|ed|ent|ences?)?)\b", re.IGNORECASE)
_BETWEEN_PLACES = re.compile(
    r"\b(?:borders?|frontier|relations|cooperation|agreement|treaty|routes?|cross(?:ed|ing)?|flows?|from)\b",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"\s*(?:\b(?:than|from|to|against|compared\s+(?:with|to)|(?:ahead|behind)(?:\s+of)?|in|for|of|by)\b\s*)?(?:the\b\s*)?$",
    re.IGNORECASE,
)
_OWNER = r"(?:[Tt]he )?[A-Z][\w-]*(?: [\w-]+){0,4}?(?:['’]s|(?<=s)['’])"
_OWNERS = re.compile(
    rf"(?<=\s)(?P<one>{_OWNER})(?: and | or | versus | vs\.? )(?P<other>{_OWNER})(?= (?:own )?{ACCOUNTS}\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubQuestion:
    """A question that asks one thing. `about`: the terms of the thing compared, None where it is a clause; `country`:
    its code where that is a place, which has many names; `year`: where that is a year."""

    text: str
    about: frozenset[str] | None = None
    country: str | None = None
    year: str | None = None

    @property
    def compares(self) -> bool:
        """Whether it still asks how the one thing compares with what was left out."""
        return self.about is not None and bool(_COMPARES.search(self.text))

    @property
    def by_itself(self) -> str | None:
        """The clause without what rules added to it, where it names something itself; None where nothing was added."""
        clause, added, _ = self.text.partition(ABOUT)
        return f"{clause}?" if added and (names_in(clause) or countries_in(clause)) else None


def sub_questions(text: str) -> tuple[SubQuestion, ...]:
    """What a question asks, one by one, at most AT_MOST; empty for a question that asks one thing."""
    text = without_framing(text)
    clauses = [] if ABOUT in text else _clauses(text)
    found = [part for clause in clauses or [text] for part in _alternatives(clause) or [SubQuestion(text=clause)]]
    return tuple(found[:AT_MOST]) if len(found) > 1 else ()


def _clauses(text: str) -> list[str]:
    """Clauses and sentences that ask, each with what it leaves unsaid; none where fewer than two do."""
    told: list[str] = []
    asked: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        if sentence.rstrip().endswith("?"):
            asked += _split(sentence, told)
        elif request := _REQUEST.match(sentence):
            wanted = _LISTED.split(sentence[request.end() :].rstrip("."))
            asked += [piece for piece in wanted if len(content_terms(piece)) > 1]
        else:
            told.append(sentence)
    asked = [clause.strip(" ,;?") for clause in asked if content_terms(clause)]
    lead = " ".join(sentence.strip(".:— ") for sentence in told)
    return [_whole(clause, lead, asked[:number]) for number, clause in enumerate(asked)] if len(asked) > 1 else []


def _split(sentence: str, told: list[str]) -> list[str]:
    """The clauses of a sentence; what stands before a colon is told, not asked."""
    if opened := _OPENED.match(sentence):
        told.append(opened[1])
        sentence = sentence[opened.end() :]
    clauses: list[str] = []
    for piece in _NEXT_CLAUSE.split(sentence):
        if clauses and not _ASKS.match(clauses[-1].strip()):
            clauses[-1] = f"{clauses[-1]}, {piece}"
        else:
            clauses.append(piece)
    return clauses


def _whole(clause: str, lead: str, before: Sequence[str]) -> str:
    """A clause with what was told before it, or with what the first clause is about where it says little itself."""
    clause = f"{clause[:1].upper()}{clause[1:]}?"
    if lead or not before:
        return f"{clause[:-1]}{ABOUT}{lead})?" if lead else clause
    first = before[0]
    if (told := _with_name(clause, first)) != clause:
        return told
    reading = read_follow_up(clause, [Turn(question=f"{first}?", answer="")]).text
    if reading != clause or (len(content_terms(clause)) > BARE and (names_in(clause) or countries_in(clause))):
        return reading
    named = [name.text for name in names_in(first)] or list(content_terms(first))
    return f"{clause[:-1]}{ABOUT}{', '.join(named)})?"


def by_itself(clause: str, stated: str) -> str:
    """A clause that asks, with the names in what was stated before it in place of its pronouns."""
    return _whole(clause.rstrip("?"), "", [stated])


def _with_name(clause: str, first: str) -> str:
    """`What would he be tried for` with the only one that the first clause names in place of the pronoun."""
    named = [name.text for name in names_in(first) if not countries_in(name.text)]
    if len(named) != 1:
        return clause
    return _PRONOUN.sub(lambda m: named[0] + ("'s" if m[0].lower() in ("his", "its") else ""), clause, count=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thing:
    start: int
    end: int
    kind: str
    key: str


def _alternatives(text: str) -> list[SubQuestion]:
    """The question asked of each of the places, years or named things that it compares; none where it does not."""
    text = with_years(text, text)
    if owners := _OWNERS.search(text):
        return [_of_owner(text, owners, which) for which in ("one", "other")]
    for kind in ("place", "year", "name"):
        things = [thing for thing in _things(text) if thing.kind == kind]
        if run := _side_by_side(text, things):
            return [_asked_of(text, thing, run) for thing in _distinct(run)]
        if kind == "place" and len(_distinct(things)) > 1 and _COMPARES.search(text):
            return [_asked_of_one(text, thing, things) for thing in _distinct(things)]
    return []


def _of_owner(text: str, owners: re.Match[str], which: str) -> SubQuestion:
    """`Do the Harbour Office's and Delta Watch's accounts differ` of the accounts of one of them."""
    named = text[: owners.start()] + owners[which] + text[owners.end() :]
    return SubQuestion(text=named, about=frozenset(terms(owners[which])) - {"the"})


def _things(text: str) -> Iterator[_Thing]:
    for place in countries_in(text):
        yield _Thing(start=place.start, end=place.end, kind="place", key=place.code)
    for q in read_quantities(text):
        if q.date and q.kind == "year":
            yield _Thing(start=q.start, end=q.end, kind="year", key=q.date[:4])
    for name in names_in(text):
        at = text.find(name.text)
        if at >= 0 and not countries_in(name.text):
            yield _Thing(start=at, end=at + len(name.text), kind="name", key=" ".join(name.terms))


def _distinct(things: Sequence[_Thing]) -> list[_Thing]:
    return list({thing.key: thing for thing in reversed(things)}.values())[::-1]


def _side_by_side(text: str, things: Sequence[_Thing]) -> list[_Thing]:
    """The first run of things with nothing but `and`, `or`, `versus` between them.

    Names have to be compared by a word for it, since `A and B` may be one name. Places are not compared where something
    goes on between them.
    """
    run: list[_Thing] = []
    for thing in sorted(things, key=lambda t: t.start):
        if run and _JOINED.fullmatch(text[run[-1].end : thing.start]):
            run.append(thing)
        elif len(_distinct(run)) < 2:
            run = [thing]
    if len(_distinct(run)) < 2:
        return []
    kind = run[0].kind
    unfit = (kind == "name" and not _OR.search(text)) or (kind == "place" and _BETWEEN_PLACES.search(text))
    return [] if unfit else run


def _asked_of(text: str, one: _Thing, run: Sequence[_Thing]) -> SubQuestion:
    """The question with one thing in place of those that stand side by side."""
    named = text[one.start : one.end]
    return _about(one, named, text[: run[0].start] + named + text[run[-1].end :])


def _asked_of_one(text: str, one: _Thing, things: Sequence[_Thing]) -> SubQuestion:
    """The question without the other places, nor the words that led to them."""
    named = text[one.start : one.end]
    for other in sorted((t for t in things if t.key != one.key), key=lambda t: -t.start):
        text = f"{_DANGLING.sub('', text[: other.start])} {text[other.end :].lstrip()}"
    return _about(one, named, " ".join(text.split()))


def _about(thing: _Thing, named: str, text: str) -> SubQuestion:
    text = _COMPARE.sub("", text)
    country, year = (thing.key if thing.kind == kind else None for kind in ("place", "year"))
    return SubQuestion(text=text, about=frozenset(terms(named)), country=country, year=year)
