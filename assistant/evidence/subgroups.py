"""Parts of a whole that a figure may be of: women, children, the private sector, one form of exploitation.

Who asks how many people are in forced labour wants all of them, not the children among them.
"""

import re
from functools import lru_cache

from assistant.evidence.values import kinds_asked
from assistant.questions.question import Question
from corpus.countries import countries_in, country_name
from corpus.quantities import Quantity, read_quantities

_PRIVATE, _FORCED = "private sector", "forced labour"
_GIVEN = r"(?:provided|given|offered|gave|received?|available)"
_VICTIMS = r"(?:\w+ )?(?:victims|survivors|people|persons|women|children|migrants)"
_NO_GIFT = r"(?! (?:of|to|identify|find|free|rescue|detect|uncover|arrest|locate)\b)"
_HELPED = (
    rf"(?<!the )(?<!with )help(?:ed)?{_NO_GIFT}|(?<!with )assist(?:ed|ance{_NO_GIFT})|"
    rf"(?:provided?|gave|given?|offer(?:ed)?|received?) (?:[\w-]+ ){{0,3}}(?:services|care|shelter|support)|"
    rf"services (?:are|were) {_GIVEN}|"
    rf"(?:supported|sheltered)(?= (?:\w+ )?[\d,]*\d\b| {_VICTIMS}\b)|"
    rf"{_VICTIMS} (?:(?:were|was|are) )?(?:supported|sheltered)"
)
_WORDS = (
    ("women", r"(?:girls and )?wom[ae]n(?: and girls)?|females?"),
    ("men", r"(?:boys and )?m[ae]n(?: and boys)?|males?"),
    ("girls", r"(?<!women and )girls?(?! and women)"),
    ("boys", r"(?<!men and )boys?(?! and men)"),
    ("children", r"child(?:ren)?|minors?|under-?age|juveniles?|teenage\w*|under (?:the age of )?(?:18|eighteen)"),
    ("adults", r"adults?"),
    (_PRIVATE, r"privately imposed|private(?:[- ]sector|[- ]economy)"),
    ("imposed by states", r"state[- ]imposed|(?:imposed|run) by (?:the )?(?:states?|governments?|authorities)"),
    ("sexual exploitation", r"commercial sex\w*|sexual(?:ly)? exploit\w+|sex traffick\w+|prostitut\w+"),
    (_FORCED, r"(?:forced|bonded|compulsory)[\s-]labou?r|labou?r (?:traffick\w+|exploit\w+)|for labou?r"),
    ("forced marriage", r"(?:forced|child|early) marriages?"),
    ("child labour", r"child labou?r\w*"),
    ("domestic work", r"domestic (?:work\w*|servitude|servants?)"),
    ("forced begging", r"begg(?:ing|ars?)"),
    ("organ removal", r"organ (?:removal|harvest\w+|traffick\w+)|removal of organs"),
    ("forced crime", r"forced crim\w+"),
    ("migrants", r"(?:international|labou?r|foreign) migrants?|migrant (?:workers?|labou?r\w*)"),
    ("agriculture", r"agricultur\w+|farming"),
    ("fishing", r"fish(?:ing|eries)"),
    ("construction", r"construction(?! of\b)"),
    ("mining", r"mining"),
    ("industry", r"(?:in|for|from) industry|industry (?:is|was|makes?|made|generates?|comes?)|manufacturing"),
    ("those helped", _HELPED),
    ("services", rf"(?:in|from) services|services (?:(?:are|were)(?! {_GIVEN})|make|made|generate|come)|hospitality"),
)  # fmt: skip
_DEATHS = (
    r"die[ds]?|dying|(?<!to )deaths?(?! (?:sentence|penalt|row))|dead|deadly|killed|killings?|fatal\w*|perished|"
    r"murder\w*|drown\w*|bod(?:y|ies)|corpses?|suicides?|(?:lost|took|taken|claimed) (?:\w+ ){0,2}(?:life|lives)"
)
_ENDED_IN = (
    ("deaths", _DEATHS),
    ("executions", r"execut(?:ed?|ing|ions?)|put to death|death sentences?\b[^.;]*carried out"),
    ("injuries", r"injur\w+|wounded"),
    ("convictions", r"convict\w+|sentenced|jailed|imprisoned|found guilty|death (?:sentence|penalt)\w*"),
    ("prosecutions", r"prosecut\w+|charged|indict\w+|stood trial|on trial"),
    ("arrests", r"arrest\w*|detained|detentions?|custody|caught|rounded up"),
    ("deportations", r"deport\w+|expelled|expulsions?"),
)
Patterns = tuple[tuple[str, re.Pattern[str]], ...]


def _patterns(words: tuple[tuple[str, str], ...]) -> Patterns:
    return tuple((name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for name, pattern in words)


_GROUPS, _OUTCOMES = _patterns(_WORDS), _patterns(_ENDED_IN)
_ASKED = _patterns((("average", r"averag\w+|typical\w*"), ("median", r"medians?"), ("deaths", _DEATHS)))
_SAID = _patterns(
    (
        ("average", r"averag\w+|mean|typical\w*|each|every|per(?!\s*cent)"),
        ("median", r"medians?"),
        ("deaths", _DEATHS),
    )
)
_BODY = re.compile(r"\b(?:[Mm]inist(?:ry|er)|[Dd]epartment) (?:of|for) (?:[A-Z][\w’'-]+(?:,? and |, | )?)+")
"""What a ministry is for counts nobody: the Ministry of Agriculture and Fisheries."""
_CLAUSE_ENDS = re.compile(r"[,;:(]\s|\s(?:and|but|while|whereas)\s|\s[–—]\s", re.IGNORECASE)
_OPENS_WITH = re.compile(r"^(?:with|at)\b[^,;]*$", re.IGNORECASE)
_OF_A_NATIONALITY = re.compile(
    r"\b(?:of|with) (?P<one>(?:[A-Z]\w+ )?[A-Z]\w+) nationality\b|\b(?P<other>[A-Z]\w+) (?:nationals|citizens)\b"
)
_ASKS_NATIONALITY = re.compile(
    r"\b(?:[Hh]ow many|[Nn]umber of|[Ss]hare of|[Pp]ercentage of)(?: of the| the)? ([A-Z][a-z]+)\b(?!['’])"
)
COUNTED = ("number", "percent", "money")  # kinds of answers that are figures
_EVERYBODY = {"women", "men"}
_CHILDREN = {"girls", "boys"}
_KINDS = (
    frozenset(["women", "men", "girls", "boys"]),
    frozenset(["agriculture", "fishing", "construction", "mining", "industry", "services", "domestic work"]),
    frozenset(name for name, _ in _ENDED_IN),
)
_NATIONALS = "nationals of "
_OF_THE = re.compile(r"\b(?:of|among|from)\s+(?:(?:the|these|those|its|their|all|about|some)\s+){0,2}$", re.IGNORECASE)


@lru_cache(maxsize=16_384)
def subgroups(text: str) -> frozenset[str]:
    """Those a text names; women and men together are everybody, girls and boys all children."""
    named = set(_named(_GROUPS, _BODY.sub(" ", text)))
    named -= {*_EVERYBODY, *_CHILDREN, "children", "adults"} if named >= _EVERYBODY else set()
    return frozenset(named - _CHILDREN | {"children"} if named >= _CHILDREN else named)


def _named(patterns: Patterns, text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in patterns if pattern.search(text))


@lru_cache(maxsize=256)
def wholes_asked(question: Question) -> tuple[Quantity, ...]:
    """The figures that what is asked is part of: `how many of the 53`."""
    counts = question.asks in ("number", "percent")
    named = (q for q in question.quantities if q.date is None and _OF_THE.search(question.text[: q.start]))
    return tuple(named) if counts else ()


def gives_only_the_whole(question: Question, sentence: str) -> bool:
    """Whether a sentence has such a figure, but not as what others are part of."""
    for whole in wholes_asked(question):
        told = [q for q in read_quantities(sentence) if q.value == whole.value and q.date is None]
        if told and not any(_OF_THE.search(sentence[: q.start]) for q in told):
            return True
    return False


def is_of_siblings_only(question: Question, sentence: str) -> bool:
    """Whether a figure of one group of its kind is asked for (men, Kenyans, fishing, those arrested), and a sentence
    tells of others of that kind, but not of it; or an average, or deaths, and it tells of none."""
    if question.asks not in COUNTED and not kinds_asked(question):
        return False
    asked = subgroups_asked(question) | _named(_OUTCOMES, question.text)
    told = subgroups(sentence) | _nationalities(sentence) | _named(_OUTCOMES, sentence)
    if any(asked & kind and told & kind and not asked & told & kind for kind in _kinds(asked | told)):
        return True
    return bool(_named(_ASKED, question.text) - _named(_SAID, sentence))


def names_nationals_asked(question: Question, sentence: str) -> bool:
    """Whether a sentence names whose nationals are asked about, where that is asked: 7,000 people are no Kenyans."""
    asked = {group.removeprefix(_NATIONALS) for group in subgroups_asked(question) if group.startswith(_NATIONALS)}
    return not asked or bool(asked & {mention.code for mention in countries_in(sentence)})


def names_outcome_asked(question: Question, text: str) -> bool:
    """Whether a text tells of any arrests, convictions, deaths … where it is asked how many there were."""
    asked = _named(_OUTCOMES, question.text) if question.asks == "number" else frozenset()
    return not asked or bool(asked & _named(_OUTCOMES, text))


def _kinds(groups: frozenset[str]) -> list[frozenset[str]]:
    return [*_KINDS, frozenset(group for group in groups if group.startswith(_NATIONALS))]


def subgroups_asked(question: Question) -> frozenset[str]:
    """Those it names; money is made by forced labour in the private sector anyway."""
    money = {_PRIVATE, _FORCED} if question.asks == "money" else set()
    return subgroups(question.text) | _nationalities(question.text) | _people_counted(question.text) | money


def subgroups_of(text: str, end: int) -> frozenset[str]:
    """Those that a figure which ends at `end` is of: named in its clause or before it. `27.6 million, among them
    3.3 million children`: the first is of everybody. What a sentence opens with (`with 35 billion dollars a year, …`)
    is of what follows."""
    opens = text.find(",", end) + 1 if _OPENS_WITH.match(text[:end]) else 0
    clause = _CLAUSE_ENDS.search(text, max(end, opens))
    until = text[: clause.start() if clause else len(text)]
    return subgroups(until) | _nationalities(until)


def _people_counted(question: str) -> frozenset[str]:
    """`How many Kenyans`: whose nationals are counted, by the name of the people, not that of the country."""
    asked = _ASKS_NATIONALITY.search(question)
    named = asked[1] if asked else ""
    return frozenset() if any(country_name(m.code) == named for m in countries_in(named)) else _codes(named)


def _nationalities(text: str) -> frozenset[str]:
    """Whose nationals a text names: `nationals of AL`."""
    return frozenset(code for m in _OF_A_NATIONALITY.finditer(text) for code in _codes(m["one"] or m["other"]))


def _codes(named: str) -> frozenset[str]:
    return frozenset(f"{_NATIONALS}{mention.code}" for mention in countries_in(named))
