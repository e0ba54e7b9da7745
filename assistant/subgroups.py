"""Parts of a whole that a figure may be of: women, children, the private sector, one form of exploitation.

Who asks how many people are in forced labour wants all of them, not the children among them.
"""

import re
from functools import lru_cache

from assistant.question import Question
from corpus.quantities import Quantity, read_quantities

_PRIVATE = "private sector"
_WORDS = (
    ("women", r"wom[ae]n|girls?|females?"),
    ("men", r"m[ae]n|boys?|males?"),
    ("children", r"child(?:ren)?|minors?|under-?age|juveniles?|teenage\w*|under (?:the age of )?(?:18|eighteen)"),
    ("adults", r"adults?"),
    (_PRIVATE, r"privately imposed|private(?:[- ]sector|[- ]economy)"),
    ("imposed by states", r"state[- ]imposed|(?:imposed|run) by (?:the )?(?:states?|governments?|authorities)"),
    ("sexual exploitation", r"commercial sex\w*|sexual(?:ly)? exploit\w+|sex traffick\w+|prostitut\w+"),
    ("forced labour", r"(?:forced|bonded|compulsory)[\s-]labou?r|labou?r (?:traffick\w+|exploit\w+)|for labou?r"),
    ("forced marriage", r"(?:forced|child|early) marriages?"),
    ("child labour", r"child labou?r\w*"),
    ("domestic work", r"domestic (?:work\w*|servitude|servants?)"),
    ("forced begging", r"begg(?:ing|ars?)"),
    ("organ removal", r"organ (?:removal|harvest\w+|traffick\w+)|removal of organs"),
    ("forced crime", r"forced crim\w+"),
)  # fmt: skip
_GROUPS = tuple((name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for name, words in _WORDS)
_CLAUSE_ENDS = re.compile(r"[,;:(]\s|\s(?:and|but|while|whereas)\s|\s[–—]\s", re.IGNORECASE)
_EVERYBODY = {"women", "men"}
_OF_THE = re.compile(r"\b(?:of|among|from)\s+(?:(?:the|these|those|its|their|all|about|some)\s+){0,2}$", re.IGNORECASE)


@lru_cache(maxsize=16_384)
def subgroups(text: str) -> frozenset[str]:
    """Those a text names; women and men together are everybody."""
    named = {name for name, pattern in _GROUPS if pattern.search(text)}
    return frozenset(named - {*_EVERYBODY, "children", "adults"} if named >= _EVERYBODY else named)


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


def subgroups_asked(question: Question) -> frozenset[str]:
    """Those it names; money is made in the private sector anyway."""
    named = subgroups(question.text)
    return named | {_PRIVATE} if question.asks == "money" else named


def subgroups_of(text: str, end: int) -> frozenset[str]:
    """Those that a figure which ends at `end` is of: named in its clause or before it. `27.6 million, among them
    3.3 million children`: the first is of everybody."""
    clause = _CLAUSE_ENDS.search(text, end)
    return subgroups(text[: clause.start() if clause else len(text)])
