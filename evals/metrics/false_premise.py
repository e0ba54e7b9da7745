"""False premises: said to be false where they are, and not where they are not (after FreshQA, Vu et al., 2023).

A false premise is handled where the answer states the premise, and what it states instead holds every nugget of the
gold and cites an accepted source.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from evals.metrics.gold_sources import names
from evals.metrics.nuggets import Nugget, all_nuggets


def premise_handled(answer: Mapping[str, Any], nuggets: Sequence[Nugget], accepted: AbstractSet[str]) -> float:
    """1 or 0, for a question whose premise is false."""
    premise = answer.get("premise")
    if premise is None or answer["status"] != "answered":
        return 0.0
    cited = {name for c in answer["citations"] if c["n"] in premise["citations"] for name in names(c)}
    said = " ".join([premise["found"], *(claim["text"] for claim in answer["claims"])])
    return float(bool(cited & accepted) and all_nuggets(nuggets, said) in (None, 1.0))


def premise_false_alarm(answer: Mapping[str, Any]) -> float | None:
    """1 where an answer disputes the premise of a question whose premise holds; None where it refuses."""
    return float(answer.get("premise") is not None) if answer["status"] == "answered" else None
