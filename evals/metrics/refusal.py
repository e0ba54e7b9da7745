"""Refusals against the gold: precision, recall, F1, and how they would move with the threshold.

    precision = refused rightly / refused;   recall = refused rightly / to be refused
    F1 = 2 · refused rightly / (refused + to be refused)      (van Rijsbergen, 1979)

Refusal is the positive class, as in SQuAD 2.0's "no answer" (Rajpurkar et al., 2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass

Part = tuple[int, int]


def precision_part(refused: bool, should: bool) -> Part | None:
    return (int(should), 1) if refused else None


def recall_part(refused: bool, should: bool) -> Part | None:
    return (int(refused), 1) if should else None


def f1_part(refused: bool, should: bool) -> Part | None:
    return (2 * int(refused and should), int(refused) + int(should)) if refused or should else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Refusing every question whose support is under `threshold`. None: nothing refused, or nothing to refuse."""

    threshold: float
    precision: float | None
    recall: float | None
    f1: float | None


def refusal_curve(supports: Sequence[float], should: Sequence[bool], points: int = 50) -> list[Point]:
    """Precision, recall and F1 at evenly spaced quantiles of the supports: the curve over thresholds."""
    if not supports:
        return []
    ordered = sorted(supports)
    cuts = [ordered[min(round(i * len(ordered) / points), len(ordered) - 1)] for i in range(points + 1)]
    return [_point(cut, supports, should) for cut in dict.fromkeys(cuts)]


def _point(threshold: float, supports: Sequence[float], should: Sequence[bool]) -> Point:
    refused = [s < threshold for s in supports]
    right = sum(r and w for r, w in zip(refused, should, strict=True))
    said, wanted = sum(refused), sum(should)
    return Point(
        threshold=threshold, precision=right / said if said else None, recall=right / wanted if wanted else None,
        f1=2 * right / (said + wanted) if said + wanted else None,
    )  # fmt: skip
