"""Whole answers, end to end: every case of the chosen sets asked, scored, and its failure explained."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from assistant.claims import make_judge
from assistant.encoders.tokens import token_spans
from evals.case_sets import CASE_SETS, CaseSet, sampled
from evals.cases import Case
from evals.figures import figures, latencies
from evals.metrics.citation_support import Supports
from evals.metrics.cost import cost, tokens_written
from evals.metrics.refusal import refusal_curve
from evals.metrics.scores import Score
from evals.runs import Outcome, answer_set, environment
from evals.scoring import Judges, cause_of_failure, score
from evals.suites import Metric, Record, SuiteContext, SuiteResult
from evals.support import by_checker, by_nli


def run_sets(
    context: SuiteContext, suite: str, names: Iterable[str], a_type: Mapping[str, int] | None = None
) -> SuiteResult:
    """Ask the named sets; those whose data are absent are left out, and said to be. `a_type`: of a set, at most so many
    questions of each type."""
    metrics: list[Metric] = []
    records: list[Record] = []
    notes: list[str] = []
    absent: list[str] = []
    curves: dict[str, Any] = {}
    libraries: dict[str, str] = {}
    for name in names:
        folder, read = CASE_SETS[name]
        if folder is not None and context.set_folder(folder) is None:
            notes.append(f"{name} was left out: its data are not in the folder named with --data.")
            absent.append(f"{name}: ")
            continue
        case_set = sampled(read(context), (a_type or {}).get(name))
        libraries[name] = case_set.library.fingerprint
        outcomes = answer_set(context, case_set)
        found = score_outcomes(context, case_set, outcomes)
        records += found
        metrics += set_metrics(name, found)
        curves[name] = curve(outcomes)
        case_set.library.close()
    details = {"environment": environment(context, libraries), "refusal_curves": curves}
    return SuiteResult(
        suite=suite, metrics=tuple(metrics), records=tuple(records), notes=tuple(notes), absent=tuple(absent),
        details=details,
    )  # fmt: skip


def set_metrics(name: str, records: Sequence[Record]) -> list[Metric]:
    """Figures of the open part; of the locked part, where there is one, totals under a name of their own."""
    opened = [r for r in records if not r.locked]
    locked = [r for r in records if r.locked]
    found = [*figures(opened, f"{name}: "), *latencies(records, f"{name}: ")]
    return [*found, *figures(locked, f"{name} (test): ", gated=False)]


def score_outcomes(context: SuiteContext, case_set: CaseSet, outcomes: Sequence[Outcome]) -> list[Record]:
    library = case_set.library
    judges = Judges(library=library, supports=_supports(context, case_set))
    return [record_of(outcome, judges, context.price_per_million) for outcome in outcomes]


def record_of(outcome: Outcome, judges: Judges, price: float | None = None) -> Record:
    """A crashed question counts as wrong wherever it would have counted."""
    case, answered = outcome.case, outcome.answered
    if answered is None:
        scores: dict[str, Score] = {
            "crashed": 1.0,
            "correct": 0.0,
            "refusal recall": (0.0, 1.0) if case.refuse else None,
        }
        scores["answer match"] = 0.0 if case.nuggets and not case.refuse else None
        return _record(case, None, scores, "crashed", outcome.error)
    scores = score(case, answered, judges)
    tokens = tokens_written(answered["answer"], lambda text: len(token_spans(text)))
    spent = cost(tokens, price)
    scores |= {"crashed": 0.0, "tokens written": None if tokens is None else float(tokens), "cost": spent}
    return _record(case, answered, scores, cause_of_failure(case, answered), None)


def _record(case: Case, output: Any, scores: dict[str, Score], cause: str | None, error: str | None) -> Record:
    return Record(
        id=f"{case.set}/{case.id}", input=asdict(case), output=output, scores=scores, cause=cause, error=error,
        locked=case.locked,
    )  # fmt: skip


def curve(outcomes: Sequence[Outcome]) -> list[dict[str, float | None]]:
    """Refusal precision and recall if the best sentence's support alone decided, at each threshold."""
    known = [(o.answered["support"] or 0.0, o.case.refuse) for o in outcomes if o.answered is not None]
    return [asdict(point) for point in refusal_curve([s for s, _ in known], [r for _, r in known])]


def _supports(context: SuiteContext, case_set: CaseSet) -> Supports:
    if context.nli is not None:
        return by_nli(context.nli)
    return by_checker(make_judge(context.settings))
