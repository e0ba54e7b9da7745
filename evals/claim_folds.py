"""The cases that the claim checker's trees are fitted on, as numbers, and what folds say that never saw their group."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.model_selection import StratifiedGroupKFold

from assistant.claims.checking import look_at
from assistant.claims.encoder import PairModel
from assistant.claims.judging import encoded
from assistant.claims.windows import windows
from evals.datasets.attributionbench import AttributedClaim, read_claims
from evals.fact_pairs import SUPPORTED, Pair, deed_pairs, fact_pairs

FACT_WEIGHT = 0.25  # of one pair of ours, against one that a person labelled
FOLDS = 8
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """Claims that people labelled, then pairs of our own; folds keep a question or a source together."""

    claims: tuple[AttributedClaim, ...]
    pairs: tuple[Pair, ...]

    @property
    def texts(self) -> list[tuple[str, str]]:
        labelled = [(c.claim, "\n\n".join(c.references)) for c in self.claims]
        return [*labelled, *((p.claim, p.text) for p in self.pairs)]

    @property
    def supported(self) -> Flags:
        return np.array([*(c.attributable for c in self.claims), *(p.label == SUPPORTED for p in self.pairs)])

    @property
    def groups(self) -> NDArray[np.str_]:
        return np.array([*(c.group for c in self.claims), *(p.group for p in self.pairs)])

    @property
    def labelled(self) -> Flags:
        return np.arange(len(self.claims) + len(self.pairs)) < len(self.claims)

    @property
    def weight(self) -> Floats:
        return np.where(self.labelled, 1.0, FACT_WEIGHT)


def read_cases(attributionbench: Path, limit: int | None = None) -> Cases:
    """`limit`: only so many of either."""
    changed = [pair for pair in fact_pairs(random.Random(4)) if pair.kind != "hedge"]  # neither true nor false
    pairs = [*changed[:limit], *[*deed_pairs(random.Random(7))][:limit]]
    return Cases(claims=tuple(read_claims(attributionbench)[:limit]), pairs=tuple(pairs))


def design(cases: Cases, encoder: PairModel, progress: Callable[[int, int], None] = lambda done, total: None) -> Floats:
    """A row for each case: wording and checks, then what the encoder says."""
    rows = []
    for done, (claim, text) in enumerate(cases.texts):
        progress(done, len(cases.texts))
        looked = look_at(claim, text, "")
        said = encoder.judge([(looked.claim, part) for part in windows(looked.claim, text)])
        rows.append([*looked.wording.vector(), *encoded(said)])
    return np.array(rows)


def boosted() -> GradientBoostingClassifier:
    return GradientBoostingClassifier(
        n_estimators=120, max_depth=3, learning_rate=0.05, subsample=0.6, min_samples_leaf=15, random_state=0
    )


def held_out_support(x: Floats, cases: Cases) -> Floats:
    """For each case the probability of support by trees that saw neither it nor its group."""
    found = np.zeros(len(x))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=1)
    for train, test in folds.split(x, cases.supported, cases.groups):
        model = boosted().fit(x[train], cases.supported[train], cases.weight[train])
        found[test] = model.predict_proba(x[test])[:, 1]
    return found
