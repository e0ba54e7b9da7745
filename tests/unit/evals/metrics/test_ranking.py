"""Ranking metrics agree with trec_eval (by ir-measures) on random rankings, and by hand where it is silent."""

import random

import ir_measures
import pytest
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from evals.metrics.ndcg import ndcg_at
from evals.metrics.page_hit import page_hit_at
from evals.metrics.recall import recall_at
from evals.metrics.reciprocal_rank import reciprocal_rank


@pytest.mark.parametrize("seed", range(40))
def test_recall_ndcg_and_reciprocal_rank_agree_with_trec_eval(seed: int) -> None:
    draw = random.Random(seed)
    items = [f"d{n}" for n in range(30)]
    ranked = draw.sample(items, draw.randint(1, 20))
    grades = {item: draw.randint(1, 3) for item in draw.sample(items, draw.randint(1, 8))}
    qrels = [Qrel("q", item, grade) for item, grade in grades.items()]
    scored = [ScoredDoc("q", item, -place) for place, item in enumerate(ranked)]
    theirs = ir_measures.calc_aggregate([R @ 5, nDCG @ 10, RR], qrels, scored)
    relevant = frozenset(grades)
    assert recall_at(5, ranked, relevant) == pytest.approx(theirs[R @ 5])
    assert ndcg_at(10, ranked, {k: float(v) for k, v in grades.items()}) == pytest.approx(theirs[nDCG @ 10])
    assert reciprocal_rank(ranked, relevant) == pytest.approx(theirs[RR])


def test_without_anything_relevant_no_metric_applies() -> None:
    assert recall_at(5, ["a"], frozenset()) is ndcg_at(10, ["a"], {}) is reciprocal_rank(["a"], frozenset()) is None
    assert page_hit_at(1, [("a", 1)], frozenset()) is None


def test_a_page_counts_once_at_its_best_place() -> None:
    ranked = [("a", 1), ("a", 1), ("a", 2)]
    assert page_hit_at(1, ranked, {("a", 2)}) == 0 and page_hit_at(2, ranked, {("a", 2)}) == 1
