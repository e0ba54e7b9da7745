"""Answers that readers judged, asked again: the good ones must stay, the bad ones should not.

Read from the library's own records, which exist only where their keeping is switched on. A good answer must keep its
status and cite one of the sources it cited. Of a bad one nothing is known but that it was bad: the figure is how many
are still, word for word, the answer that was judged.
"""

from dataclasses import asdict

from assistant.feedback import Judged, feedback_questions
from assistant.library.store import Library
from corpus.errors import UsageError
from evals.case_sets import CaseSet
from evals.cases import Case
from evals.figures import figures
from evals.runs import Outcome, answer_set, environment
from evals.suites import Record, SuiteContext, SuiteResult, score_metric
from evals.suites.answers import score_outcomes

STILL = "bad answers unchanged"


def run(context: SuiteContext) -> SuiteResult:
    """Raises UsageError where nobody has judged anything."""
    folder = context.settings.library_folder
    judged = context.first(list(feedback_questions(folder)))
    if not judged:
        raise UsageError(
            what="Cannot evaluate feedback", why=f"no answer of the library in {folder} was judged",
            fix="Judge answers on the page, or name another library with --library",
        )  # fmt: skip
    library = Library(folder)
    cases = CaseSet(name="feedback", library=library, cases=tuple(map(_case, judged)))
    outcomes = answer_set(context, cases)
    good = [o for o, j in zip(outcomes, judged, strict=True) if j.verdict == "good"]
    bad = [(o, j) for o, j in zip(outcomes, judged, strict=True) if j.verdict == "bad"]
    kept = score_outcomes(context, cases, good)
    still = [_still(outcome, verdict) for outcome, verdict in bad]
    metrics = figures(kept, "good: ", gated=False)
    unchanged = score_metric(STILL, [record.scores[STILL] for record in still], higher_is_better=False)
    details = {"environment": environment(context, {"feedback": library.fingerprint})}
    library.close()
    return SuiteResult(suite="feedback", metrics=(*metrics, unchanged), records=(*kept, *still), details=details)


def _case(judged: Judged) -> Case:
    return Case(
        id=judged.id, set="feedback", type=judged.verdict, question=judged.question,
        refuse=judged.expected.get("status") == "refused", also=tuple(judged.expected.get("sources", ())),
        filters={key: value for key, value in judged.filters.items() if value}, why=judged.reason,
    )  # fmt: skip


def _still(outcome: Outcome, judged: Judged) -> Record:
    same = outcome.answered is not None and outcome.answered["answer"]["text"] == judged.answer
    return Record(
        id=f"feedback/{judged.id}", input=asdict(outcome.case), output=outcome.answered, error=outcome.error,
        scores={STILL: None if outcome.error else float(same)}, cause="still the answer judged bad" if same else None,
    )  # fmt: skip
