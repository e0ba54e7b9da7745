"""Disagreement: shown where the sources differ (recall), and not where they agree (false alarms). No paper has this."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any


def disagreement_shown(answer: Mapping[str, Any], accepted: AbstractSet[str]) -> float:
    """1 where readings of two different values, each from an accepted source, stand side by side, else 0. They must
    come from two sources, unless only one is accepted: a publication may report two voices itself."""
    sources = {c["n"]: c["source_id"] for c in answer["citations"]}
    needed = min(2, len(accepted))
    for disagreement in answer.get("disagreements", ()):
        readings = [r for r in disagreement["readings"] if sources.get(r["citation"]) in accepted]
        if len({r["value"] for r in readings}) >= 2 and len({sources[r["citation"]] for r in readings}) >= needed:
            return 1.0
    return 0.0


def disagreement_false_alarm(answer: Mapping[str, Any]) -> float | None:
    """1 where an answer shows a comparable disagreement though the sources agree; None where it is refused."""
    if answer["status"] != "answered":
        return None
    return float(any(d["comparable"] for d in answer.get("disagreements", ())))
