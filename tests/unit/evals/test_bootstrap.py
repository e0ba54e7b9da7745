"""Intervals are those of the textbook, and say nothing where there is nothing to say."""

import numpy as np
from scipy import stats

from evals.metrics.bootstrap import interval, mean_interval


def test_the_interval_of_a_mean_agrees_with_scipy() -> None:
    values = np.random.default_rng(1).normal(3, 2, 80)
    theirs = stats.bootstrap((values,), np.mean, n_resamples=4_000, method="percentile", rng=2).confidence_interval
    for ours in (mean_interval(list(values)), interval(list(values), lambda v: float(np.mean(v)))):
        assert ours is not None
        np.testing.assert_allclose(ours, (theirs.low, theirs.high), atol=0.06)


def test_one_group_gives_no_interval_and_groups_widen_it() -> None:
    values = [0.0] * 20 + [1.0] * 20
    groups = ["a"] * 20 + ["b"] * 20
    mean = lambda v: sum(v) / len(v)  # noqa: E731
    assert interval(values, mean, groups=["a"] * 40) is None
    whole, single = interval(values, mean, groups=groups), interval(values, mean)
    assert whole is not None and single is not None
    assert whole[1] - whole[0] > single[1] - single[0]


def test_draws_that_do_not_apply_are_left_out() -> None:
    assert interval([1, 2, 3], lambda v: None) is None
