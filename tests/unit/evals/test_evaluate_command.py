"""The commands find suites and benches by name, and say plainly what is missing."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.settings import Settings
from corpus.errors import SetupError, UsageError
from evals.benches import BenchResult
from evals.commands import BASELINE, evaluate
from evals.loading import load
from evals.saved import read_run, save_baseline
from evals.suites import Metric, SuiteContext, SuiteResult, load_suite


def test_an_unknown_suite_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"no such suite\. Name one of quick, full"):
        load_suite("everything")


def test_a_suite_this_version_lacks_says_so() -> None:
    with pytest.raises(SetupError, match=r"this version does not hold it\. Name another suite: quick"):
        load("later", {"later": "evals.suites.not_written", "quick": "evals.suites.quick"}, "suite")


def test_help_lists_the_commands_without_loading_suites() -> None:
    code = "import sys; sys.argv = ['assistant', '--help']; from assistant.commands.app import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and "evaluate" in done.stdout and "bench" in done.stdout


def test_a_set_that_is_not_there_says_how_to_name_it(tmp_path: Path) -> None:
    context = SuiteContext(settings=Settings(), out=tmp_path, cache=tmp_path)
    with pytest.raises(UsageError, match="no data folder is named. Name the folder with --data"):
        context.require_set("clapnq")


@pytest.mark.parametrize(("better", "ratio"), [("higher", 2.0), ("lower", 0.5)])
def test_a_ratio_over_one_favours_ours(better: str, ratio: float) -> None:
    result = BenchResult(name="x", ours=10, baseline=5, unit="s", better=better, n=3)  # type: ignore[arg-type]
    assert result.ratio == ratio and result.as_json()["ratio"] == ratio


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"accept": " "}, "no reason is given"),
        ({"accept": "better", "limit": 5}, "--limit leaves out questions"),
        ({"accept": "better", "suite": "full"}, "it is of suite quick"),
        ({"accept": "better", "against": Path()}, "it is a folder"),
    ],
)
def test_only_a_whole_run_of_the_same_suite_with_a_reason_becomes_the_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], why: str
) -> None:
    kept = BASELINE.read_bytes()
    monkeypatch.setattr("evals.commands.load_suite", lambda name: pytest.fail("asked before it is refused"))
    with pytest.raises(UsageError, match=why):
        evaluate(**{"suite": "quick", "out": tmp_path} | options)
    assert BASELINE.read_bytes() == kept


def test_a_baseline_keeps_the_figures_whose_data_are_absent_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = SuiteResult(suite="quick", metrics=(Metric(name="gold: correct", value=1.0, n=1, gated=True),))
    save_baseline(whole, tmp_path / "baseline.json", "the first", "2026-01-01")
    part = SuiteResult(suite="quick", metrics=(), absent=("gold: ",))
    monkeypatch.setattr("evals.commands.load_suite", lambda name: SimpleNamespace(run=lambda context: part))
    monkeypatch.setattr("evals.commands.write_reports", lambda *_: None)
    with pytest.raises(UsageError, match="the data of 1 of its gated figures are absent"):
        evaluate(suite="quick", out=tmp_path, accept="better", against=tmp_path / "baseline.json")
    assert read_run(tmp_path / "baseline.json").why == "the first"
