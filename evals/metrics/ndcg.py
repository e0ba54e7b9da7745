"""Normalised discounted cumulative gain at k (Järvelin & Kekäläinen, 2002), its gains the grades themselves.

DCG@k = Σ_{i=1..k} grade_i / log2(i + 1);   nDCG@k = DCG@k / DCG@k of the best order
"""

from collections.abc import Iterable, Mapping, Sequence
from math import log2


def ndcg_at(k: int, ranked: Sequence[str], grades: Mapping[str, float]) -> float | None:
    """`grades`: positive grades of the relevant items; None where none is relevant."""
    best = _dcg(sorted((g for g in grades.values() if g > 0), reverse=True)[:k])
    return _dcg(grades.get(item, 0.0) for item in ranked[:k]) / best if best else None


def _dcg(gains: Iterable[float]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, start=1))
