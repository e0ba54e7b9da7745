"""The full suite: every set end to end, then every other suite, in one run and one report."""

from collections.abc import Iterator
from dataclasses import replace

from corpus.errors import SetupError, UsageError
from evals.case_sets import CASE_SETS
from evals.suites import AbsentData, SuiteContext, SuiteResult, load_suite
from evals.suites.answers import run_sets

PARTS = ("retrieval", "claims", "refusal", "disagreement", "followups", "injection")


def run(context: SuiteContext) -> SuiteResult:
    answers = run_sets(context, "full", CASE_SETS)
    results, notes, absent = [answers], list(answers.notes), list(answers.absent)
    for name, found in _parts(context):
        if isinstance(found, SuiteResult):
            results.append(_named(name, found))
            notes += [f"{name}: {note}" for note in found.notes]
            absent += [f"{name}: {begins}" for begins in found.absent]
        else:
            absent += [f"{name}: "] * isinstance(found, AbsentData)
            notes.append(f"{name} was left out: {found.what}: {found.why}.")
    return SuiteResult(
        suite="full", metrics=tuple(m for r in results for m in r.metrics), notes=tuple(notes),
        absent=tuple(absent), records=tuple(record for r in results for record in r.records),
        details={**answers.details, "suites": {r.suite: dict(r.details) for r in results[1:]}},
    )  # fmt: skip


def _parts(context: SuiteContext) -> Iterator[tuple[str, SuiteResult | SetupError | UsageError]]:
    """Each suite's result, or why it could not run here: a part missing or its data absent."""
    for name in PARTS:
        try:
            yield name, load_suite(name).run(replace(context, out=context.out / name))
        except (SetupError, UsageError) as error:
            yield name, error


def _named(name: str, result: SuiteResult) -> SuiteResult:
    """Metrics and records under the suite's name, so that a comparison finds the ones that belong together."""
    metrics = tuple(replace(m, name=f"{name}: {m.name}") for m in result.metrics)
    records = tuple(replace(r, id=f"{name}/{r.id}") for r in result.records)
    return replace(result, metrics=metrics, records=records)
