"""Latency percentiles: the p-th percentile of total time, linearly interpolated (Hyndman & Fan, 1996, type 7)."""

from collections.abc import Sequence

import numpy as np

from evals.metrics.bootstrap import DRAWS, middle


def percentile(p: float, milliseconds: Sequence[float]) -> float | None:
    """None where nothing was timed."""
    return float(np.percentile(np.asarray(milliseconds, dtype=float), p)) if len(milliseconds) else None


def percentile_interval(p: float, milliseconds: Sequence[float], seed: int = 7) -> tuple[float, float] | None:
    """95 % bootstrap interval of the percentile; None for fewer than two times."""
    if len(milliseconds) < 2:
        return None
    times = np.asarray(milliseconds, dtype=float)
    drawn = times[np.random.default_rng(seed).integers(0, len(times), (DRAWS, len(times)))]
    return middle(np.percentile(drawn, p, axis=1))
