"""Recall at k: |relevant ∩ first k| / |relevant| (Manning, Raghavan & Schütze, 2008, chapter 8)."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet


def recall_at(k: int, ranked: Sequence[str], relevant: AbstractSet[str]) -> float | None:
    """Share of the relevant items among the first k; None where none is relevant."""
    return len(relevant & set(ranked[:k])) / len(relevant) if relevant else None
