"""Latency percentiles: the p-th percentile of total time, linearly interpolated (Hyndman & Fan, 1996, type 7)."""

from collections.abc import Sequence

import numpy as np


def percentile(p: float, milliseconds: Sequence[float]) -> float | None:
    """None where nothing was timed."""
    return float(np.percentile(np.asarray(milliseconds, dtype=float), p)) if len(milliseconds) else None
