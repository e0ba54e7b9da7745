"""The report in Markdown, short enough for a pull request: what changed, the figures, how often each cause failed."""

from collections.abc import Iterator

from evals.comparison import Comparison, Difference, Flip
from evals.report.failures import failures
from evals.report.numbers import interval, number, reached
from evals.suites import Metric, SuiteResult

FLIPS = 20  # shown; the HTML report has all
ANSWER = 160  # characters of an answer


def markdown_report(result: SuiteResult, comparison: Comparison | None) -> str:
    return "\n".join(_lines(result, comparison)) + "\n"


def _lines(result: SuiteResult, comparison: Comparison | None) -> Iterator[str]:
    yield f"## Evaluation: {result.suite}"
    yield from (f"\n> {_cell(note)}" for note in result.notes)
    if comparison is not None:
        yield from _comparison(comparison)
    yield "\n| figure | value | 95 % interval | n | goal |\n|---|---:|---:|---:|---:|"
    yield from map(_row, result.metrics)
    causes = failures(result.records)
    if causes:
        yield "\n| cause of failure | questions |\n|---|---:|"
        yield from (f"| {cause} | {len(found)} |" for cause, found in causes.items())


def _comparison(comparison: Comparison) -> Iterator[str]:
    names = ", ".join(d.name for d in comparison.blocking)
    yield f"\n**Worse: {names}.**" if names else "\nNothing gated got significantly worse."
    if comparison.lost:
        yield f"\n**No longer measured or gated, which blocks: {', '.join(comparison.lost)}.**"
    if comparison.missing:
        yield f"\nNot measured this time: {', '.join(comparison.missing)}."
    changed = [d for d in comparison.differences if d.verdict != "same"]
    if changed:
        yield "\n| figure | before | after | change (95 %) | n | |\n|---|---:|---:|---:|---:|---|"
        yield from map(_changed, changed)
    if comparison.flips:
        yield f"\nQuestions that flipped: {len(comparison.flips)}\n"
        yield from map(_flip, comparison.flips[:FLIPS])


def _changed(d: Difference) -> str:
    change = "" if d.low is None else f"{number(d.low)} to {number(d.high)}"
    return f"| {d.name} | {number(d.before)} | {number(d.after)} | {change} | {d.n} | {d.verdict} |"


def _flip(flip: Flip) -> str:
    return f"- `{flip.id}` became {flip.became}: {_cell(flip.before[:ANSWER])} → {_cell(flip.after[:ANSWER])}"


def _row(m: Metric) -> str:
    goal = "" if m.goal is None else f"{'≥' if m.higher_is_better else '≤'} {number(m.goal)}"
    missed = " (missed)" if reached(m) is False else ""
    return f"| {m.name} | {number(m.value)} | {interval(m)} | {m.n} | {goal}{missed} |"


def _cell(text: str) -> str:
    """Text from data, made harmless in a table or list of Markdown."""
    flat = " ".join(text.split())
    for sign in "\\`*_[]<>|":
        flat = flat.replace(sign, f"\\{sign}")
    return flat
