"""Nugget recall: nuggets of the gold that the answer holds, over all (Voorhees, TREC 2003; Pradeep et al., 2024).

A nugget is given as its alternative wordings. All are vital; matching is by string (answer_match), not by a model.
"""

from collections.abc import Sequence

from evals.metrics.answer_match import any_match

Nugget = Sequence[str]


def nugget_recall(nuggets: Sequence[Nugget], said: str) -> tuple[int, int] | None:
    """(nuggets held, nuggets); None where the gold has none."""
    return (sum(any_match(nugget, said) for nugget in nuggets), len(nuggets)) if nuggets else None


def all_nuggets(nuggets: Sequence[Nugget], said: str) -> float | None:
    """1 where the answer holds every nugget, else 0: the strict answer match."""
    return float(all(any_match(nugget, said) for nugget in nuggets)) if nuggets else None
