"""Two runs compared: what is significant blocks, what is a promise blocks at once, what may be chance does not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from assistant.settings import Settings
from corpus.errors import UsageError
from evals.comparison import Comparison, compare, mcnemar
from evals.metrics.scores import Score, parts
from evals.report.junit import junit_report
from evals.report.markdown import markdown_report
from evals.saved import as_run, read_run, save_baseline, save_run
from evals.suites import Record, SuiteContext, SuiteResult, score_metric
from evals.suites.answers import run_sets

ANSWER = {"status": "answered", "text": "Nine boats. [1]"}


def result(scores: dict[str, list[Score]], exact: bool = False, higher: bool = True) -> SuiteResult:
    count = len(next(iter(scores.values())))
    records = [
        Record(
            id=f"starter/q{n}", input={"question": "a\u2028b"}, output={"answer": ANSWER | {"text": f"{n} boats"}},
            scores={name: column[n] for name, column in scores.items()},
        )
        for n in range(count)
    ]  # fmt: skip
    metrics = [
        score_metric(f"starter: {name}", column, gated=True, exact=exact, higher_is_better=higher)
        for name, column in scores.items()
    ]
    return SuiteResult(suite="quick", metrics=tuple(metrics), records=tuple(records), details={"environment": {}})


def compared(before: list[Score], after: list[Score], name: str = "correct", **options: bool) -> Comparison:
    return compare(as_run(result({name: before}, **options)), as_run(result({name: after}, **options)))


@pytest.mark.parametrize(("lost", "won"), [(0, 0), (5, 0), (6, 0), (3, 9), (12, 12), (40, 20)])
def test_mcnemar_agrees_with_the_binomial_test_of_scipy(lost: int, won: int) -> None:
    before, after = parts([1.0] * lost + [0.0] * won + [1.0] * 5), parts([0.0] * lost + [1.0] * won + [1.0] * 5)
    expected = stats.binomtest(lost, lost + won).pvalue if lost + won else 1.0
    assert mcnemar(before, after) == pytest.approx(expected)


def test_a_significant_loss_blocks_and_every_flip_is_listed_with_both_answers() -> None:
    found = compared([1.0] * 20, [0.0] * 8 + [1.0] * 12)
    assert found.regressed and found.differences[0].verdict == "worse"
    assert [f.id for f in found.flips] == [f"starter/q{n}" for n in range(8)]
    assert found.flips[0].before == "0 boats" and found.flips[0].became == "wrong"


def test_a_loss_that_may_be_chance_does_not_block_but_a_broken_promise_does() -> None:
    before: list[Score] = [1.0] * 40
    after: list[Score] = [0.0, *[1.0] * 39]
    assert not compared(before, after).regressed
    assert compared(before, after, exact=True).regressed


def test_a_gain_never_blocks_and_a_rise_of_what_should_be_low_does() -> None:
    assert not compared([0.0] * 20, [1.0] * 20).regressed
    assert compared([0.0] * 20, [1.0] * 20, higher=False).regressed


def test_ratios_of_sums_are_compared_by_paired_bootstrap() -> None:
    before: list[Score] = [(3, 4)] * 30
    found = compared(before, [(1, 4)] * 30, name="source precision")
    d = found.differences[0]
    assert found.regressed and d.p is None and d.low == d.high == pytest.approx(-0.5)
    assert not compared(before, [(2, 4), *[(3, 4)] * 29], name="source precision").regressed


def test_the_paired_bootstrap_is_calibrated() -> None:
    """Two assistants equally good are called different in about one run of twenty."""
    random = np.random.default_rng(3)
    called = 0
    for _ in range(100):
        a, b = random.integers(0, 5, 60), random.integers(0, 5, 60)
        found = compared([(int(x), 4) for x in a], [(int(x), 4) for x in b], name="nugget recall")
        called += found.differences[0].verdict != "same"
    assert called <= 12


def test_only_questions_of_both_runs_count() -> None:
    before, after = as_run(result({"correct": [1.0] * 20})), as_run(result({"correct": [1.0] * 10}))
    assert compare(before, after).differences[0].n == 10


def test_a_gated_figure_that_is_no_longer_measured_blocks_unless_its_data_are_absent() -> None:
    before = as_run(result({"correct": [1.0], "answer match": [1.0]}))
    after = result({"correct": [1.0]})
    for lost in (after, result({"correct": [1.0], "answer match": [None]})):
        found = compare(before, as_run(lost))
        assert found.regressed and found.lost == ("starter: answer match",) and not found.missing
        assert "starter: answer match" in markdown_report(lost, found)
        assert 'failures="1"' in junit_report(lost, found)
    ungated = replace(after, metrics=tuple(replace(m, gated=False) for m in after.metrics))
    assert "starter: correct" in compare(before, as_run(ungated)).lost
    for found in (
        compare(before, as_run(replace(after, metrics=(), absent=("starter: ",)))),
        compare(before, as_run(replace(after, metrics=())), whole=False),
    ):
        assert not found.regressed and found.missing == ("starter: correct", "starter: answer match")


def test_a_set_whose_data_are_absent_is_known_by_its_figures(tmp_path: Path) -> None:
    context = SuiteContext(settings=Settings(), out=tmp_path, cache=tmp_path)
    left_out = run_sets(context, "quick", ["trafficking-gold", "page-questions"])
    assert left_out.absent == ("trafficking-gold: ", "page-questions: ") and len(left_out.notes) == 2


def test_a_run_and_a_baseline_are_read_back_as_they_were(tmp_path: Path) -> None:
    made = result({"correct": [1.0, 0.0, None], "source precision": [(1, 2), None, (2, 3)]})
    (tmp_path / "run").mkdir()
    save_run(made, tmp_path / "run")
    save_baseline(made, tmp_path / "baseline.json", "a better reader", "2026-01-01")
    for path in (tmp_path / "run", tmp_path / "baseline.json"):
        found = compare(read_run(path), as_run(made))
        assert {d.verdict for d in found.differences} == {"same"} and not found.flips and not found.missing
    assert read_run(tmp_path / "baseline.json").why == "a better reader"


def test_locked_records_are_never_written_and_other_sets_texts_stay_out_of_a_baseline(tmp_path: Path) -> None:
    made = result({"correct": [1.0, 0.0]})
    locked, foreign = replace(made.records[0], locked=True), replace(made.records[1], id="trafficking-gold/q1")
    made = replace(made, records=(locked, foreign))
    save_run(made, tmp_path)
    save_baseline(made, tmp_path / "b.json", "why", "2026-01-01")
    assert "starter/q0" not in (tmp_path / "records.jsonl").read_text() + (tmp_path / "b.json").read_text()
    assert "1 boats" not in (tmp_path / "b.json").read_text()


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]")
    for path in (tmp_path / "x.json", tmp_path / "absent.json", tmp_path):
        with pytest.raises(UsageError, match="it holds no run"):
            read_run(path)
