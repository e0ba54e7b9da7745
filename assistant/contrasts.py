"""Sentences that say it is otherwise than the one before them, and those that give another account of the same."""

import re
from collections.abc import Sequence

from assistant.evidence import Scored

_ACCOUNT = r"(?:account|report|source|estimate|figure|count|study|reading|summary|version|list)"
_CONTRASTS = re.compile(
    rf"^.{{0,60}}?\b(?:(?:by|in) contrast|on the other hand|however|unlike|contrary to"
    rf"|others? (?:report|say|put|argue)\w*|(?:another|a different) (?:\w+ )?{_ACCOUNT})\b",
    re.IGNORECASE,
)
_OTHER_ACCOUNT = re.compile(
    rf"^.{{0,60}}?\b(?:others? (?:report|say|put|argue|outlets?|account|source|media)\w*|contrary to"
    rf"|(?:another|a (?:different|second|third|further)) (?:\w+ )?{_ACCOUNT}|unlike the (?:\w+ )?{_ACCOUNT})\b"
    r"|^[^,.]{0,90}, (?:by|in) contrast,",
    re.IGNORECASE,
)


def contrasts(first: Scored, second: Scored) -> bool:
    """Whether one sentence follows the other in the text, and says that something is otherwise."""
    return _is_next(first, second) and bool(_CONTRASTS.match(second.sentence.text))


def set_against(chosen: Sequence[Scored]) -> list[Scored]:
    """The chosen sentences that give another account than the one before them, along with that one, as they stand."""
    pairs = [(a, b) for a in chosen for b in chosen if _is_next(a, b) and _OTHER_ACCOUNT.match(b.sentence.text)]
    told = {(s.sentence.passage.id, s.sentence.start): s for pair in pairs for s in pair}
    return [told[key] for key in sorted(told)]


def _is_next(first: Scored, second: Scored) -> bool:
    a, b = first.sentence, second.sentence
    return a.passage.id == b.passage.id and b.text == a.after
