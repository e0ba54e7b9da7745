"""Reciprocal rank of the first relevant item: 1 / rank; its mean is MRR (Voorhees, TREC-8, 1999)."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet


def reciprocal_rank(ranked: Sequence[str], relevant: AbstractSet[str]) -> float | None:
    """0 where no relevant item is ranked; None where none is relevant."""
    if not relevant:
        return None
    return next((1 / place for place, item in enumerate(ranked, start=1) if item in relevant), 0.0)
