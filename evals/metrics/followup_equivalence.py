"""Follow-up equivalence: does a follow-up get the answer that its stand-alone form gets? (after CANARD, Elgohary 2019)

F1 of the places cited by the two answers; 1 where both refuse, 0 where one does
"""

from collections.abc import Mapping
from typing import Any


def followup_equivalence(answer: Mapping[str, Any], standalone: Mapping[str, Any]) -> float:
    if answer["status"] != standalone["status"]:
        return 0.0
    ours, theirs = _places(answer), _places(standalone)
    if not ours and not theirs:
        return 1.0
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def _places(answer: Mapping[str, Any]) -> set[tuple[str, int, int, int]]:
    return {(c["source_id"], c["page"], c["start"], c["end"]) for c in answer["citations"]}
