"""Filters respected: citations whose source the filters admit, over all citations of filtered questions (no paper)."""

from collections.abc import Callable, Mapping
from typing import Any


def filters_respected(answer: Mapping[str, Any], admits: Callable[[str], bool]) -> tuple[int, int] | None:
    """(citations admitted, citations), passages offered with a refusal included; None where there are none."""
    shown = [c["source_id"] for c in answer["citations"]]
    shown += [near["source_id"] for near in (answer.get("refusal") or {}).get("nearest", ())]
    return (sum(map(admits, shown)), len(shown)) if shown else None
