"""Questions for the difference between two notions, which only a sentence on both answers that tells them apart."""

import re

from assistant.questions.question import content_terms
from assistant.questions.terms import terms

_ASKED = re.compile(
    r"\b(?:differences?\s+between|distinction\s+between|distinguish(?:es|ed)?|difference\s+is\s+there\s+between)\s+(?P<one>[^?]+?)\s+"
    r"(?:and|from)\s+(?P<other>[^?.,;]+)|^how\s+(?:is|are|does|do)\s+(?P<this>[^?]+?)\s+(?:different|differ)\s+from\s+"
    r"(?P<that>[^?.,;]+)",
    re.IGNORECASE,
)
_TELLS_APART = re.compile(
    r"\b(?:differ\w*|distin\w+|unlike|whereas|while|whilst|but|not|no|rather|instead|contrast|than|however|without|"
    r"only|confus\w+|separate\w*|although|though)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"\b(?:is|are|means?|refers?|consists?|involves?|covers?|includes?|has|have|can|may)\b", re.IGNORECASE
)


def told_apart(question: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The terms of the two notions whose difference is asked for; those that both have in common are none of either."""
    match = _ASKED.search(question)
    if match is None:
        return None
    one, other = (frozenset(content_terms(match[a] or match[b])) for a, b in (("one", "this"), ("other", "that")))
    return (one - other, other - one) if one - other and other - one else None


def tells_apart(two: tuple[frozenset[str], frozenset[str]], text: str, around: str) -> bool:
    """Whether a text on two notions tells them apart, or a text on one says what it is, near one on the other."""
    own, near = set(terms(text)), set(terms(around))
    held = [notion <= own for notion in two]
    if all(held):
        return bool(_TELLS_APART.search(text))
    return any(held) and all(notion <= own | near for notion in two) and bool(_DEFINES.search(text))
