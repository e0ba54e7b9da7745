"""Two runs side by side, question by question: what changed, how sure that is, and whether it blocks a release.

Scores that are 0 or 1 are compared by McNemar's exact test (McNemar, 1947: discordant pairs against a fair coin), all
others by the paired bootstrap (Efron & Tibshirani, 1993): the same questions drawn for both runs, 2,000 times. A change
is significant where p < 0.05, or where the 95 % interval of the difference leaves out 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evals.metrics.bootstrap import DRAWS, middle
from evals.metrics.scores import Score, parts, ratio
from evals.saved import Run
from evals.suites import Metric

LEVEL = 0.05
CORRECT = "correct"  # the score whose change makes a flip
Verdict = Literal["better", "worse", "same"]
Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One figure before and after, over the `n` questions that both runs asked. `low` and `high`: of the change."""

    name: str
    before: float | None
    after: float | None
    n: int
    low: float | None
    high: float | None
    p: float | None  # of McNemar's test, where scores are 0 or 1
    verdict: Verdict
    blocks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A question that became right or wrong, with both answers."""

    id: str
    became: Literal["right", "wrong"]
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    differences: tuple[Difference, ...]
    flips: tuple[Flip, ...]
    missing: tuple[str, ...]  # gated figures of the run before that this one lacks, since their data are absent
    lost: tuple[str, ...] = ()  # those it lacks for any other reason: each blocks

    @property
    def blocking(self) -> tuple[Difference, ...]:
        return tuple(d for d in self.differences if d.blocks)

    @property
    def regressed(self) -> bool:
        return bool(self.blocking or self.lost)


def compare(before: Run, after: Run, *, whole: bool = True) -> Comparison:
    """Figures that both runs have, in the order of the run after. One that is not `whole` may lack any."""
    old = {metric.name: metric for metric in before.metrics}
    differences = [_difference(old[m.name], m, before, after) for m in after.metrics if m.name in old]
    gates = {m.name for m in after.metrics if m.gated and m.value is not None}
    lacking = [m.name for m in before.metrics if m.gated and m.value is not None and m.name not in gates]
    lost = tuple(name for name in lacking if whole and not name.startswith(after.absent))
    return Comparison(
        differences=tuple(differences), flips=tuple(_flips(before, after)),
        missing=tuple(name for name in lacking if name not in lost), lost=lost,
    )  # fmt: skip


def _difference(old: Metric, new: Metric, before: Run, after: Run) -> Difference:
    ids, score = _shared(new.name, before, after)
    a, b = (parts([run.scores[i].get(score) for i in ids]) for run in (before, after))
    if not ids or not a[:, 1].any() or not b[:, 1].any():
        return _unpaired(old, new)
    low, high = _interval(a, b)
    p = mcnemar(a, b)
    sure = p < LEVEL if p is not None else not low <= 0 <= high
    was, now = ratio(a), ratio(b)
    verdict = _verdict(was, now, new.higher_is_better)
    blocks = new.gated and verdict == "worse" and (sure or new.exact)
    return Difference(
        name=new.name, before=was, after=now, n=len(ids), low=low, high=high, p=p,
        verdict=verdict if sure or new.exact else "same", blocks=blocks,
    )  # fmt: skip


def _shared(name: str, before: Run, after: Run) -> tuple[list[str], str]:
    """Ids of the questions of both runs that a figure is computed from, and the score's name. `SET: SCORE` is over the
    records `SET/…`, any other name over all records."""
    group, colon, score = name.partition(": ")
    chosen = [i for i in after.scores if i in before.scores and (not colon or i.startswith(f"{group}/"))]
    return chosen, score if colon else name


def _unpaired(old: Metric, new: Metric) -> Difference:
    """Without scores by question: sure where the new figure lies outside of the old one's interval."""
    verdict = _verdict(old.value, new.value, new.higher_is_better)
    outside = new.value is not None and old.low is not None and old.high is not None
    sure = new.exact or (outside and not old.low <= new.value <= old.high)  # type: ignore[operator]
    return Difference(
        name=new.name, before=old.value, after=new.value, n=new.n, low=None, high=None, p=None,
        verdict=verdict if sure else "same", blocks=bool(new.gated and sure and verdict == "worse"),
    )  # fmt: skip


def _verdict(before: float | None, after: float | None, higher_is_better: bool) -> Verdict:
    if before is None or after is None or abs(after - before) < 1e-9:
        return "same"
    return "better" if (after > before) == higher_is_better else "worse"


def _interval(a: Rows, b: Rows, seed: int = 7) -> tuple[float, float]:
    """95 % interval of the difference of the two ratios of sums; draws in which either does not apply are left out."""
    drawn = np.random.default_rng(seed).integers(0, len(a), (DRAWS, len(a)))
    before, after = a[drawn].sum(axis=1), b[drawn].sum(axis=1)
    applies = (before[:, 1] > 0) & (after[:, 1] > 0)
    change = after[applies, 0] / after[applies, 1] - before[applies, 0] / before[applies, 1]
    return middle(change) or (0.0, 0.0)


def mcnemar(a: Rows, b: Rows) -> float | None:
    """Two-sided exact p over the questions to which the score applies in both runs; None unless all are 0 or 1."""
    both = (a[:, 1] > 0) & (b[:, 1] > 0)
    same_questions = bool(((a[:, 1] > 0) == (b[:, 1] > 0)).all())
    binary = all(np.isin(rows[:, 0], (0, 1)).all() and np.isin(rows[:, 1], (0, 1)).all() for rows in (a, b))
    if not binary or not same_questions:
        return None
    lost = int((a[both, 0] > b[both, 0]).sum())
    won = int((a[both, 0] < b[both, 0]).sum())
    trials = lost + won
    tail = sum(comb(trials, k) for k in range(min(lost, won) + 1))
    return float(min(1.0, 2 * tail / 2**trials))


def _flips(before: Run, after: Run) -> Sequence[Flip]:
    found = []
    for name, scores in after.scores.items():
        was, now = _right(before.scores.get(name, {}).get(CORRECT)), _right(scores.get(CORRECT))
        if was is not None and now is not None and was != now:
            found.append(
                Flip(
                    id=name, became="right" if now else "wrong", before=before.answers.get(name, "(not kept)"),
                    after=after.answers.get(name, ""),
                )
            )  # fmt: skip
    return sorted(found, key=lambda flip: (flip.became == "right", flip.id))


def _right(score: Score) -> bool | None:
    return None if score is None or isinstance(score, tuple | list) else score == 1
