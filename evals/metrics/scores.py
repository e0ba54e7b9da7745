"""How parts of single records make a figure: Σ numerator / Σ denominator over the records to which it applies."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evals.metrics.bootstrap import DRAWS, middle

Score = float | tuple[float, float] | None
"""A record's part: a value, or numerator and denominator, or None where the metric does not apply."""


def parts(scores: Sequence[Score]) -> NDArray[np.float64]:
    """Numerators and denominators, one row a record; where the metric does not apply both are 0."""
    rows = [(0.0, 0.0) if s is None else tuple(s) if isinstance(s, tuple | list) else (float(s), 1.0) for s in scores]
    return np.array(rows, dtype=float).reshape(-1, 2)


def ratio(rows: NDArray[np.float64]) -> float | None:
    top, bottom = rows.sum(axis=0)
    return float(top / bottom) if bottom else None


def ratio_interval(rows: NDArray[np.float64], seed: int = 7) -> tuple[float, float] | None:
    """95 % bootstrap interval over records; None where the metric applies to fewer than two."""
    eligible = rows[rows[:, 1] > 0]
    if len(eligible) < 2:
        return None
    random = np.random.default_rng(seed)
    drawn = eligible[random.integers(0, len(eligible), (DRAWS, len(eligible)))].sum(axis=1)
    return middle(drawn[:, 0] / drawn[:, 1])
