"""Figures for the terminal."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.benches import BenchResult
from evals.comparison import Comparison
from evals.report.failures import failures
from evals.report.numbers import interval, number
from evals.suites import SuiteResult

WIDTH = 120  # where there is no terminal to ask
NUMBERS = {"value": 7, "95 % interval": 14, "n": 5, "goal": 7, "baseline": 8}  # columns and their least widths


def print_result(result: SuiteResult, comparison: Comparison | None, folder: Path) -> None:
    """The figures, how often each cause failed, what changed, and where the report lies."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    console.print(_figures(result))
    for note in result.notes:
        console.print(f"· {note}", markup=False, soft_wrap=True)
    if causes := failures(result.records):
        counted = ", ".join(f"{cause} {len(found)}" for cause, found in causes.items())
        console.print(f"Failures: {counted}.", markup=False, soft_wrap=True)
    if comparison is not None:
        _print_comparison(console, comparison)
    console.print(f"Report: {folder / 'report.html'}", markup=False, soft_wrap=True)


def _figures(result: SuiteResult) -> Table:
    table = Table(title=f"Suite {result.suite}")
    table.add_column("figure", overflow="fold")
    for column, width in NUMBERS.items():
        table.add_column(column, justify="right", no_wrap=True, min_width=width)
    for m in result.metrics:
        goal, baseline = ("" if value is None else number(value) for value in (m.goal, m.baseline))
        table.add_row(m.name, number(m.value), interval(m), str(m.n), goal, baseline)
    return table


def _print_comparison(console: Console, comparison: Comparison) -> None:
    for d in comparison.differences:
        if d.verdict != "same":
            blocks = ", which blocks" if d.blocks else ""
            line = f"{d.verdict}: {d.name} {number(d.before)} → {number(d.after)} (n = {d.n}){blocks}"
            console.print(line, markup=False, soft_wrap=True)
    right = sum(flip.became == "right" for flip in comparison.flips)
    console.print(f"{right} questions became right, {len(comparison.flips) - right} wrong.")
    if comparison.lost:
        lost = f"No longer measured or gated, which blocks: {', '.join(comparison.lost)}."
        console.print(lost, markup=False, soft_wrap=True)
    if comparison.missing:
        console.print(f"Not measured this time: {', '.join(comparison.missing)}.", markup=False, soft_wrap=True)
    console.print("Worse than before." if comparison.regressed else "Nothing gated got significantly worse.")


def print_bench(result: BenchResult) -> None:
    beside = "" if result.baseline is None else f", {result.baseline_is or 'baseline'} {result.baseline:,.4g}"
    ratio = "" if result.ratio is None else f", {result.ratio:.2f} times as good"
    print(f"{result.name}: {result.ours:,.4g} {result.unit}{beside}{ratio} (n = {result.n})")
    for name, value in result.details.items():
        print(f"  {name}: {value}")
