"""Reading a question: what kind of answer it asks for, and what it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.questions.answer_types import AnswerType, answer_type
from assistant.questions.asked_parts import Part, asked_parts
from assistant.questions.overviews import OVERVIEW
from assistant.questions.terms import fold, terms
from corpus.countries import countries_in, country_name
from corpus.errors import UsageError
from corpus.quantities import Quantity, read_quantities

MAX_CHARACTERS = 10_000
ABOUT = " (on: "  # opens what a follow-up question is about, where rules added it

FUNCTION_WORDS = frozenset(
    """a about above according across after again all also am among an and any are as at be because been before being
    between both but by can could did do does doing done during each either else ever every few for from further get
    gets give given gives go goes had has have having he her here hers him his how i if in into is it its itself just
    know let like made make makes many may me might more most much must my near no nor not now of off often on once one
    only onto or other others our out over own per please put puts said same say says see shall she should show so some
    still such tell than that the their them themselves then there these they thing things this those through to too
    under until up upon us use used using very want was we well were what when where whether which while who whom whose
    why will with within without would yes yet you your there's what's who's
    arent cannot cant couldnt didnt doesnt dont hadnt hasnt havent isnt mustnt shouldnt wasnt werent wont
    wouldnt""".split()
)
ASKING_WORDS = frozenset(
    """number total figure figures amount share percentage proportion percent cent rate year years date month day time
    people person someone name names call called mean meant meaning define definition describe explain list happen
    happened report reports reported reporting publication publications source sources library document documents
    latest recent newest current currently today estimate estimates estimated big large old long far high exactly
    roughly about kind kinds type types sort role main key there compare compares compared comparison versus
    vs""".split()
)
_JOINER = r"(?:(?:of|the|and|for|on|de|la|al|bin|van|von|against)\s+){0,2}"
_NAME = re.compile(
    rf"[^\W\d_a-z][\w.’'-]*(?:(?!(?:(?<=\d)|(?<=[A-Z]{{2}})|(?<=['’]s)|(?<=s['’]))\s+and\b)\s+{_JOINER}(?:[A-Z][\w’'-]*|\d+\b))*"
)
_CALENDAR = frozenset(
    terms(
        "january february march april may june july august september october november december jan feb mar apr jun jul "
        "aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday"
    )
)
_WORK = r"editions?|versions?|issues?|reports?|factbook|publications?|surveys?|profiles?|updates?|rankings?|index"
_BEFORE_EDITION = re.compile(
    rf"(?:\b(?:dated|published|issued|released)(?:\s+(?:on|in))?|\b(?:{_WORK})\s+(?:of|from|for))\s+$", re.IGNORECASE
)
_NEXT_TO = (
    (
        re.compile(r"\b(?:the (?:year|one) (?:before|earlier)|the (?:previous|preceding) year|a year earlier)\b", re.I),
        -1,
    ),
    (re.compile(r"\b(?:the (?:year|one) after|the (?:following|next) year|a year later)\b", re.I), 1),
)
_AFTER_EDITION = re.compile(rf"(?:\s+(?!\d{{4}}\b)[\w()-]+){{0,4}}?\s+(?:{_WORK})\b", re.IGNORECASE)
_ESTIMATES_AFTER = re.compile(r"\s+(?:(?:(?i:global)|(?-i:[A-Z])[\w’'-]*)\s+){1,3}estimates?\b", re.IGNORECASE)
_THEIRS = re.compile(r"(?:['’]s?|\b(?:its|their))\s+$", re.IGNORECASE)
_ESTIMATES = re.compile(r"\s+(?:[\w-]+\s+)?estimates?\b", re.IGNORECASE)
_TITLE_BEFORE = re.compile(
    r"\b(?:Report|Index|Estimates|Survey|Review|Outlook|Yearbook|Factbook|Profiles?)"
    r"(?:\s+(?:[A-Z][\w’'-]*|on|in|of|for|and|the)){0,5}\s+$"
)
_SHAPE = (
    r"(?:format|form(?!\ of\b)|lists?|table|order(?!\ (?:of|to)\b)|sentences?|words|bullets?|decimals?|digits?|"
    r"numerals?|paragraphs?|yyyy[\w-]*)\b"
)
_SHAPED = (
    r"(?:an?|one|two|three|four|five|\d+|short|full|complete|single|simple|plain|numbered|ordered|bulleted|bullet|"
    r"(?:comma|semicolon)[-\ ]separated|(?:reverse\ )?(?:alphabetical|chronological)|descending|ascending|markdown|iso|"
    r"decimal|numeric|date|few|[a-z]{2,4}(?:[-/][a-z]{2,4}){2})"
)
_FORM = re.compile(
    rf"""(?:(?<=[.?!;])|^)\s*(?:please\s+)?(?:
          (?:write|give|return|format|express|present|provide|state|put|round|answer|respond|reply|enumerate)\b
        | (?:your|the)\ (?:answer|response|result)s?\ (?:should|shall|must|is\ to)\ (?=be\b))
        [^.?!]*\b(?:(?:in|as|into|be)\ (?:{_SHAPED}\ )*{_SHAPE} | in\ the\ (?:\w+\ )?(?:format|form|order)\b(?!\ of\b)
        | (?:\d+|one|two|three|four|five)\ (?:sentences?|words|decimals?)(?=[.?!]|$)
        | (?:formatted|json|integer|float|whole\ number|decimal\ places|yyyy)\b)
        .*?(?=[.?!]\s+[A-Z]|$)""",
    re.IGNORECASE | re.VERBOSE,
)
ACCOUNTS = (
    r"(?:numbers?|figures?|estimates?|counts?|claims?|accounts?|versions?|totals?|tallies|tally|sources?|reports?)"
)
FIGURES = r"(?:numbers|figures|estimates|counts|claims|accounts|versions|totals|tallies)"
_DIFFERENT = r"(?:different|competing|conflicting|contradictory|contradicting|rival|differing|diverging|varying)"
_CONTESTED = re.compile(
    rf"""\bwho\ says\ what\b
       | (?:(?:^|(?<=[.?!]\ ))(?:please\ )?(?:give|show|tell|list)\ (?:me\ )?)?(?:\ball\ )?(?:\bthe\ )?
         \b(?:competing|conflicting|contradictory|rival|differing|diverging)\ {ACCOUNTS}\b
       | \bI(?:'ve|’ve|\ have)?\ (?:seen|read|heard|found)\ [^.?!]*?\b(?:{_DIFFERENT}\ (?:\w+\ )?{ACCOUNTS}
         | (?:several|many|various|two|three|four|five|\d+)\ (?:\w+\ )?{FIGURES})\b
       | \b(?:are|is)\ all\ over\ the\ place\b
       | \b(?:do\ not|don't|don’t|does\ not|doesn't|doesn’t|did\ not|didn't|didn’t)\ (?:match|agree|add\ up|tally)\b
       | \b(?:disagree|contradict\ each\ other|vary\ widely|differ\ widely)\b
       | \bdepend(?:s|ing)\ on\ who\ you\ ask\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SYMBOL = re.compile(r"\b[A-Z]{1,4}(?:/[A-Z0-9.()]+){1,6}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Something the question names: its index terms, all of which an answer has to speak of."""

    text: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as read.

    `terms` are all its words, `content` those an answer should speak of, `sought` those a search looks for: the same,
    or where the question has none of these the next best words it has, and the usual names of its countries.
    """

    text: str
    subject: str  # the text with directions on the form of the answer, and that accounts differ, blanked out
    asks: AnswerType
    terms: tuple[str, ...]
    content: tuple[str, ...]
    sought: tuple[str, ...]
    places: tuple[tuple[int, int], ...] = ()  # where each content term stands in the text
    names: tuple[Name, ...] = ()
    countries: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = field(default=())
    years: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()  # dates of publications, not of what they report
    parts: tuple[Part, ...] = ()
    wants_latest: bool = False
    contested: bool = False  # says that accounts differ: what each of them says is wanted


def read_question(text: str) -> Question:
    """Raises UsageError for an empty question, or one over MAX_CHARACTERS."""
    text = " ".join(text.split())
    if not text:
        raise UsageError(
            what="Cannot answer", why="the question is empty", fix="Ask a question in a sentence or a few words"
        )
    if len(text) > MAX_CHARACTERS:
        raise UsageError(
            what="Cannot answer", why=f"the question has {len(text):,} characters, more than {MAX_CHARACTERS:,}",
            fix="Ask a shorter question; add long texts to the library with `assistant library add`",
        )  # fmt: skip
    subject = without_framing(text)
    quantities = read_quantities(subject)
    content = content_terms(subject)
    countries = tuple(dict.fromkeys(mention.code for mention in countries_in(subject)))
    sought = tuple(content) or tuple(content_terms(subject, FUNCTION_WORDS)) or tuple(dict.fromkeys(terms(subject)))
    usual = (term for code in countries for term in terms(country_name(code) or ""))
    return Question(
        text=text,
        subject=subject,
        asks=answer_type(subject.partition(ABOUT)[0]),
        terms=tuple(dict.fromkeys(terms(subject))),
        content=tuple(content),
        sought=tuple(dict.fromkeys([*sought, *usual])),
        places=tuple(content.values()),
        names=tuple(names_in(subject)),
        countries=countries,
        quantities=tuple(quantities),
        years=_with_next_to(subject, [q.date[:4] for q in quantities if q.date and not q.date.startswith("--")]),
        editions=tuple(
            dict.fromkeys(
                q.date for q in quantities if q.date and (names_edition(subject, q) or _names_estimates(subject, q))
            )
        ),
        parts=asked_parts(subject),
        contested=bool(_CONTESTED.search(text)),
        wants_latest=bool(
            re.search(r"\b(?:latest|most recent|newest|current|currently|now|today|nowadays)\b", text, re.IGNORECASE)
        ),
    )


def _with_next_to(text: str, years: Sequence[str]) -> tuple[str, ...]:
    """The years named, and the one before or after the first where that is asked about too."""
    steps = [step for pattern, step in _NEXT_TO if pattern.search(text)] if years else []
    return tuple(dict.fromkeys([*years, *(str(int(years[0]) + step) for step in steps)]))


def without_framing(text: str) -> str:
    """The text with what says nothing of its subject blanked out: what the answer should look like, that accounts
    differ, that findings are wanted. Places in it stay the same; the text itself where nothing else is left."""
    subject = text
    for framing in (_FORM, _CONTESTED, OVERVIEW):
        subject = framing.sub(lambda match: " " * len(match[0]), subject)
    return subject if any(c.isalnum() for c in subject) else text


def names_edition(text: str, date: Quantity) -> bool:
    """Whether a date says which publication is meant: `dated 2015-11-29`, `the report of May 2024`, `2022 edition`,
    `Global Report on Trafficking in Persons 2020`."""
    if date.kind not in ("date", "year"):
        return False
    before = text[: date.start]
    titled = date.kind == "year" and _TITLE_BEFORE.search(before)
    return bool(titled or _BEFORE_EDITION.search(before) or _AFTER_EDITION.match(text[date.end :]))


def _names_estimates(text: str, date: Quantity) -> bool:
    """Whether a date says which estimates are meant: `the 2022 Global Estimates`, `the ILO's 2022 estimates`; those for
    2022 may be any."""
    before, after = text[: date.start], text[date.end :]
    theirs = _THEIRS.search(before) and _ESTIMATES.match(after)
    return date.kind == "year" and bool(theirs or _ESTIMATES_AFTER.match(after))


def content_terms(text: str, without: frozenset[str] = FUNCTION_WORDS | ASKING_WORDS) -> dict[str, tuple[int, int]]:
    """Terms that carry the text's meaning, in order, once each, with where they first stand."""
    kept: dict[str, tuple[int, int]] = {}
    for match in re.finditer(r"[^\s/–—-]+", text):
        bare = fold(match[0].strip("?.,;:!()[]\"'“”‘’"))
        if bare and bare not in without and re.sub("['’]", "", bare) not in without:
            for term in terms(bare):
                kept.setdefault(term, match.span())
    return kept


def names_in(text: str) -> list[Name]:
    """Proper names and document symbols, as long as they go: `Ann's and Bob's` are two. Question words at the start are
    none."""
    found: dict[tuple[str, ...], str] = {}
    for match in [*_SYMBOL.finditer(text), *_NAME.finditer(text)]:
        for name in _apart_from_country(_without_opening(text, match)):
            if not name[:1].isupper():
                continue
            key = tuple(t for t in terms(name) if t not in FUNCTION_WORDS and t not in _CALENDAR)
            if key and not all(t.isdigit() for t in key):
                found.setdefault(key, name)
    return [Name(text=name, terms=key) for key, name in found.items()]


def _apart_from_country(name: str) -> list[str]:
    """`Aruba on Tier 2` names a country and what it is on."""
    first, on, rest = name.partition(" on ")
    if on and any((m.start, m.end) == (0, len(first)) for m in countries_in(first)):
        return [first, rest]
    return [name]


def _without_opening(text: str, match: re.Match[str]) -> str:
    """A capital at the start of a sentence names nothing by itself; the rest of the name may."""
    name = match[0].strip(" .’'-")
    opens = match.start() == 0 or bool(re.search(r"[.!?:]\s+$", text[: match.start()]))
    if not opens:
        return name
    first, _, rest = name.partition(" ")
    lowered = fold(first)
    if lowered in FUNCTION_WORDS or lowered in ASKING_WORDS or (not rest and not first.isupper()):
        rest = re.sub(r"^(?:(?:of|the|and|for|on|in|\d[\w.,]*)\s+)+", "", rest)  # In 2022 the Prince Group …
        return rest
    return name
