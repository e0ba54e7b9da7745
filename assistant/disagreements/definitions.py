"""How a figure came about (an estimate, arrests, a count), and whether a sentence tells of another deed than asked."""

import re
from functools import lru_cache

from assistant.evidence.values import Value

_DEFINITIONS = (
    ("convictions", r"convict\w+"),
    ("prosecutions", r"prosecut\w+|indict\w+|charged"),
    ("investigations", r"investigation\w*"),
    ("arrests", r"arrest\w*|detained"),
    ("rescues", r"rescu\w+|freed|(?:was|were|been) released"),
    ("deaths", r"died|deaths?|killed|dead\b"),
    ("detected victims", r"detect(?:ed|ions?)|identified"),
    ("reported cases", r"complaints?|reported (?:cases|losses)|losses reported"),
    ("losses", r"los(?:t|s|ses|e)\b|cost"),
    ("profits", r"profits?"),
    ("revenue", r"revenues?|earn(?:s|ed|ings)?|takings?|proceeds|return on"),
    ("funding", r"fund(?:s|ed|ing)|budget\w*|grants?"),
    ("flow", r"cross(?:ed|ing)|deport\w+|repatriat\w+|returned|arriv\w+|flown|brought home"),
    ("official count", r"official (?:\w+ )?count|officials? counted|ministry counted"),
    ("estimate", r"estimat\w+|may be|thought to|believed|said to be|as many as|put(?:s|ting)?\b.*\bat\b"),
    ("count", r"count(?:s|ed)?\b|recorded|registered|census"),
)
_DEFINED = tuple((name, re.compile(rf"\b(?:{words})", re.IGNORECASE)) for name, words in _DEFINITIONS)
_DEEDS = tuple(
    (name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for name, words in (
        (
            "captivity",
            r"trapped|stranded|stuck|captiv\w+|(?:is|are|was|were|be|been|being) (?:\w+ )?(?:held|kept|confined)|"
            r"held (?:against|captive)",
        ),
        (
            "departure",
            r"rescu\w+|freed|releas\w+|cross(?:ed|ing)|deport\w+|expel\w+|expulsions?|extradit\w+|repatriat\w+|returned|"
            r"flee|fled|escap\w+|evacuat\w+|(?:sent|brought|flown|came|gone|went) (?:home|back)",
        ),
        ("revolt", r"revolt\w*|riot\w*|uprisings?|mutin\w+"),
        ("arrest", r"arrest\w*|detained|detentions?|(?:taken|took) \w* ?into custody|locked up|rounded up|caught"),
        ("trial", r"prosecut\w+|indict\w+|charged|(?:on|stood|stand) trial|(?:before|in) (?:the )?courts?"),
        ("conviction", r"convict\w+|sentenced|jailed|imprisoned|found guilty"),
        ("death", r"die[ds]?|deaths?|dead|killed|killings?|murder\w*|executed|executions?|put to death"),
        ("extradition", r"extradit\w+"),
        ("sanction", r"sanction\w*|designat\w+"),
    )
)
_COUNTS = frozenset({"count", "official count"})
_DONE = frozenset({"convictions", "prosecutions", "arrests", "rescues", "deaths", "flow"})
_DATED = frozenset({"arrest", "trial", "conviction", "extradition", "sanction"})
"""Deeds whose day a sentence gives only where it tells of them."""
_BESIDE = re.compile(r"\b(?:after|before|following|since|despite|ahead of)\b[^,;.]*", re.IGNORECASE)


def definition(text: str, value: Value) -> str | None:
    """How the figure came about, by the nearest word that tells."""
    if value.kind == "label":
        return None
    near: list[tuple[int, str]] = []
    for name, pattern in _DEFINED:
        near += [(min(abs(m.start() - value.end), abs(value.start - m.end())), name) for m in pattern.finditer(text)]
    return min(near, default=(0, ""))[1] or None


def defined_apart(one: str | None, first: str, other: str | None, second: str) -> bool:
    """Whether two figures came about differently; who counted those who crossed has the same figure as who says that
    they crossed."""
    counted = bool({one, other} & _COUNTS) and bool({one, other} & _DONE) and bool(_deeds(first) & _deeds(second))
    return one is not None and other is not None and one != other and not counted


def is_of_another_deed(question: str, text: str, value: Value) -> bool:
    """Whether a sentence tells of other deeds than the question: of people rescued, where those trapped are asked
    about; the day of a sanction for that of an arrest, or a day `after his arrest`."""
    if value.kind == "date":
        return is_day_of_another_deed(question, _main(text, value))
    asked, told = _deeds(question), _deeds(text)
    return bool(asked and told and not asked & told)


def is_day_of_another_deed(question: str, text: str) -> bool:
    """Whether a deed is asked about that always has the same name (an arrest), and a text does not tell of it."""
    asked = _deeds(question) & _DATED
    return bool(asked) and not asked & _deeds(text)


def _main(text: str, value: Value) -> str:
    """A text without what it says besides: `after his arrest`."""
    return _BESIDE.sub(lambda m: m[0] if m.start() <= value.start < m.end() else " ", text)


@lru_cache(maxsize=4_096)
def _deeds(text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _DEEDS if pattern.search(text))
