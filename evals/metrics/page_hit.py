"""Page hit at k: whether any gold page stands among the first k pages retrieved (MMLongBench-Doc reports k = 1, 5)."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

Place = tuple[str, int]
"""A source and a page of it, counted from 1."""


def page_hit_at(k: int, ranked: Sequence[Place], gold: AbstractSet[Place]) -> float | None:
    """1 or 0; pages count once, at their best place. None where no page is gold."""
    return float(bool(gold & set(list(dict.fromkeys(ranked))[:k]))) if gold else None
