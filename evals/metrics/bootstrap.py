"""Percentile bootstrap (Efron, 1979): how sure a figure is that rests on n questions.

Questions are drawn n times with replacement, the figure is computed anew, 2,000 times; the interval holds the middle
95 % of what comes out. Where one source stands behind several questions, give
`groups`, and whole groups are drawn.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import numpy as np

DRAWS = 2_000
CONFIDENCE = 0.95
T = TypeVar("T")


def interval(
    rows: Sequence[T],
    statistic: Callable[[Sequence[T]], float | None],
    *,
    groups: Sequence[Hashable] | None = None,
    seed: int = 7,
    draws: int = DRAWS,
) -> tuple[float, float] | None:
    """The 95 % interval of `statistic` over rows; None for fewer than two rows or groups, which show no spread.

    Draws for which the statistic does not apply (None) are left out.
    """
    members = _members(len(rows), groups)
    if len(members) < 2:
        return None
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        drawn = random.integers(0, len(members), len(members))
        value = statistic([rows[place] for group in drawn for place in members[group]])
        if value is not None:
            found.append(value)
    return middle(found)


def mean_interval(values: Sequence[float], *, seed: int = 7, draws: int = DRAWS) -> tuple[float, float] | None:
    """`interval` for the mean of single values, in one step."""
    if len(values) < 2:
        return None
    random = np.random.default_rng(seed)
    drawn = np.asarray(values, dtype=float)[random.integers(0, len(values), (draws, len(values)))]
    return middle(drawn.mean(axis=1))


def _members(count: int, groups: Sequence[Hashable] | None) -> list[list[int]]:
    if groups is None:
        return [[place] for place in range(count)]
    found: dict[Hashable, list[int]] = {}
    for place, group in enumerate(groups):
        found.setdefault(group, []).append(place)
    return list(found.values())


def middle(values: "Sequence[float] | np.ndarray") -> tuple[float, float] | None:
    if len(values) == 0:
        return None
    edge = (1 - CONFIDENCE) / 2
    low, high = np.quantile(np.asarray(values, dtype=float), [edge, 1 - edge])
    return float(low), float(high)
