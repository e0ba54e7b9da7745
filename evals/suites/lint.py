"""Our own questions, linted: a record for each open problem, and how many there are by rule."""

from collections import Counter
from dataclasses import asdict

from evals.lint import lint, summary
from evals.suites import Metric, Record, SuiteContext, SuiteResult


def run(context: SuiteContext) -> SuiteResult:
    problems = lint()
    rules = Counter(problem.rule for problem in problems)
    metrics = [_count("problems", len(problems))]
    metrics += [_count(f"problems: {rule}", count) for rule, count in rules.items()]
    records = [
        Record(id=f"{p.id}: {p.rule}", input={"question": p.id}, output=asdict(p), error=p.detail)
        for p in problems
        if not p.locked
    ]
    return SuiteResult(suite="lint", metrics=tuple(metrics), records=tuple(records), notes=tuple(summary(problems)))


def _count(name: str, count: int) -> Metric:
    return Metric(
        name=name, value=float(count), n=count, higher_is_better=False, gated=True, exact=True, goal=0.0
    )  # fmt: skip
