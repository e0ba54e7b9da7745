"""Answer match: whether a string of the gold stands in the answer, numbers and names normalised.

In the manner of SQuAD's normalised match (Rajpurkar et al., 2016), but containment, not equality: an answer is a
sentence. Case and accents are folded and punctuation is left out; a number is matched by value (100,000 = 100000,
`38` = 38 % = thirty-eight) and only as a whole number, so 38 does not stand in 138 or 38.5.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.questions.terms import fold
from corpus.quantities import read_quantities

_TOKEN = re.compile(r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+")


def answer_match(gold: str, said: str) -> bool:
    """Whether `said` holds `gold`."""
    wanted, found = _tokens(gold), _tokens(said)
    if not wanted:
        return False
    if any(found[i : i + len(wanted)] == wanted for i in range(len(found) - len(wanted) + 1)):
        return True
    value = _only_number(gold, wanted)
    return value is not None and any(q.value == value for q in read_quantities(said) if q.date is None)


def any_match(alternatives: Sequence[str], said: str) -> bool:
    return any(answer_match(gold, said) for gold in alternatives)


def _tokens(text: str) -> list[str]:
    return [_canonical(token) for token in _TOKEN.findall(fold(text))]


def _canonical(token: str) -> str:
    if not token[0].isdigit():
        return token
    return f"{Decimal(re.sub(r'[^0-9.]', '', token)).normalize():f}"


def _only_number(gold: str, tokens: Sequence[str]) -> Decimal | None:
    """The value of a gold that is one bare number, which the answer may spell out or scale."""
    if len(tokens) != 1:
        return None
    found = [q for q in read_quantities(gold) if q.date is None]
    return found[0].value if len(found) == 1 else None
