"""Accounts that a text itself sets against each other: a sentence, and the next one that says it is otherwise."""

import re
from collections.abc import Sequence

from assistant.evidence import Scored

_ACCOUNT = r"(?:account|report|source|estimate|figure|count|study|reading|summary|version|list)"
_OTHERWISE = re.compile(
    rf"^.{{0,60}}?\b(?:others? (?:report|say|put|argue|outlets?|account|source|media)\w*|contrary to"
    rf"|(?:another|a (?:different|second|third|further)) (?:\w+ )?{_ACCOUNT}|unlike the (?:\w+ )?{_ACCOUNT})\b"
    r"|^[^,.]{0,90}, (?:by|in) contrast,",
    re.IGNORECASE,
)


def is_next(first: Scored, second: Scored) -> bool:
    """Whether one sentence follows the other in the text."""
    a, b = first.sentence, second.sentence
    return a.passage.id == b.passage.id and b.text == a.after


def set_against(chosen: Sequence[Scored]) -> list[Scored]:
    """The chosen sentences that tell it otherwise than the one before them, along with that one, as they stand."""
    pairs = [(a, b) for a in chosen for b in chosen if is_next(a, b) and _OTHERWISE.match(b.sentence.text)]
    told = {(s.sentence.passage.id, s.sentence.start): s for pair in pairs for s in pair}
    return [told[key] for key in sorted(told)]
