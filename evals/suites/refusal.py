"""Refusing and choosing: whether questions without an answer are refused, answerable ones are not, and what is quoted.

Sets: our own questions, CLAPnq over one library of all its passages, trafficking-gold. The curve shows how precision
and recall of refusing would move with the threshold on support. Figures on parts that the evidence model was fitted on
flatter it: those of held-out folds are what `python -m training.support` prints; the test part of our own was never
fitted on.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from evals.case_sets import CASE_SETS
from evals.metrics.nuggets import all_nuggets
from evals.metrics.refusal import f1_part, precision_part, recall_part, refusal_curve
from evals.metrics.scores import Score
from evals.metrics.selection import first_claim_cites_gold, padding
from evals.runs import Outcome, answer_set, environment
from evals.scoring import said
from evals.suites import Metric, Record, SuiteContext, SuiteResult, score_metric

SETS = ("starter", "clapnq", "trafficking-gold")
GOALS = {"starter": (0.85, 0.85), "clapnq": (0.88, 0.85)}  # precision, recall
BETTER_LOW = ("wrongly refused", "padding")


def run(context: SuiteContext) -> SuiteResult:
    metrics: list[Metric] = []
    records: list[Record] = []
    notes: list[str] = []
    absent: list[str] = []
    details: dict[str, Any] = {}
    libraries: dict[str, str] = {}
    for name in SETS:
        folder, read = CASE_SETS[name]
        if folder is not None and context.set_folder(folder) is None:
            notes.append(f"{name} was left out: its data are not in the folder named with --data.")
            absent.append(f"{name}: ")
            continue
        case_set = read(context)
        libraries[name] = case_set.library.fingerprint
        outcomes = answer_set(context, case_set)
        found = [record_of(outcome) for outcome in outcomes]
        records += found
        metrics += _metrics(name, found)
        details[name] = {"curve": _curve(outcomes), "wrongly refused by type": _wrongly_refused(found)}
        case_set.library.close()
    details["environment"] = environment(context, libraries)
    return SuiteResult(
        suite="refusal", metrics=tuple(metrics), records=tuple(records), notes=tuple(notes), absent=tuple(absent),
        details=details,
    )  # fmt: skip


def record_of(outcome: Outcome) -> Record:
    """A crashed question counts as neither refused nor answered."""
    case = outcome.case
    record = Record(
        id=f"{case.set}/{case.id}", input={"question": case.question, "type": case.type}, output=outcome.answered,
        locked=case.locked, error=outcome.error,
    )  # fmt: skip
    if outcome.answered is None:
        return replace(record, scores={"crashed": 1.0})
    answer = outcome.answered["answer"]
    refused = answer["status"] == "refused"
    scores: dict[str, Score] = {
        "crashed": 0.0,
        "refusal precision": precision_part(refused, case.refuse),
        "refusal recall": recall_part(refused, case.refuse),
        "refusal F1": f1_part(refused, case.refuse),
        "wrongly refused": None if case.refuse else float(refused),
        "first claim cites gold": first_claim_cites_gold(answer, case.accepted),
        "answer found": None if case.refuse or refused else all_nuggets(case.nuggets, said(answer)),
        "padding": padding(answer, case.accepted, case.nuggets),
    }
    wrong = refused != case.refuse
    return replace(record, scores=scores, cause=f"wrongly {'refused' if refused else 'answered'}" if wrong else None)


def _metrics(name: str, records: Sequence[Record]) -> list[Metric]:
    """Figures of the open part; of the locked part totals only, under a name of their own, not gated."""
    goals = dict(zip(("refusal precision", "refusal recall"), GOALS.get(name, (None, None)), strict=True))
    found = []
    for locked, title in ((False, name), (True, f"{name} (test)")):
        part = [r for r in records if r.locked is locked]
        for key in dict.fromkeys(key for r in part for key in r.scores):
            metric = score_metric(
                f"{title}: {key}", [r.scores.get(key) for r in part], gated=not locked and key != "crashed",
                exact=key == "crashed", higher_is_better=key not in (*BETTER_LOW, "crashed"), goal=goals.get(key),
            )  # fmt: skip
            found += [metric] if metric.n else []
    return found


def _curve(outcomes: Sequence[Outcome]) -> list[dict[str, float | None]]:
    known = [(o.answered["support"] or 0.0, o.case.refuse) for o in outcomes if o.answered is not None]
    points = refusal_curve([support for support, _ in known], [refuse for _, refuse in known])
    return [{"threshold": p.threshold, "precision": p.precision, "recall": p.recall, "f1": p.f1} for p in points]


def _wrongly_refused(records: Sequence[Record]) -> dict[str, str]:
    """By type of question: wrongly refused of answerable."""
    asked = Counter(r.input["type"] for r in records if r.scores.get("wrongly refused") is not None)
    wrong = Counter(r.input["type"] for r in records if r.scores.get("wrongly refused") == 1.0)
    return {kind: f"{wrong[kind]} of {count}" for kind, count in sorted(asked.items())}
