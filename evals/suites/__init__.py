"""Suites: what one is given, what it gives back, and where each is found.

A suite is a module with `run(context: SuiteContext) -> SuiteResult`, loaded when it is asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from assistant.engine import Mode
from assistant.settings import Settings
from corpus.errors import UsageError
from evals.loading import load
from evals.metrics.bootstrap import interval, mean_interval
from evals.metrics.scores import Score, parts, ratio, ratio_interval

SUITES = {
    "quick": "evals.suites.quick",
    "full": "evals.suites.full",
    "retrieval": "evals.suites.retrieval",
    "claims": "evals.suites.claims",
    "refusal": "evals.suites.refusal",
    "disagreement": "evals.suites.disagreement",
    "followups": "evals.suites.followups",
    "injection": "evals.suites.injection",
    "feedback": "evals.suites.feedback",
    "lint": "evals.suites.lint",
    "selftest": "evals.suites.selftest",
    "peers": "evals.suites.peers",
}
Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""


class AbsentData(UsageError):
    """A public set that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteContext:
    """What a suite works with. It writes only under `out` and `cache`."""

    settings: Settings
    out: Path  # this run's folder
    cache: Path  # libraries and answers kept between runs, by content
    data: Path | None = None  # the folder that holds the public sets, as the user named it
    progress: Progress = lambda what, done, total: None
    workers: int = 1
    seed: int = 7
    limit: int | None = None  # only the first so many questions of each set, to try a suite out
    mode: Mode = "quotes"  # how answers are made: `llm` needs a configured model
    nli: str | None = None  # folder of an NLI model that judges support, instead of our own checker
    price_per_million: float | None = None  # of tokens written, in any currency

    def set_folder(self, name: str) -> Path | None:
        """The folder of a public set, None where the user named no folder or it lacks the set."""
        return self.data / name if self.data is not None and (self.data / name).is_dir() else None

    def require_set(self, name: str) -> Path:
        """The folder of a public set. Raises AbsentData that says how to name it."""
        if (folder := self.set_folder(name)) is None:
            why = "no data folder is named" if self.data is None else f"{self.data} holds no {name}"
            raise AbsentData(
                what=f"Cannot read the set {name}", why=why, fix="Name the folder with --data or ASSISTANT_EVAL_DATA"
            )
        return folder

    def first(self, rows: Sequence[Any]) -> list[Any]:
        return list(rows[: self.limit])


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure over `n` records; None where it does not apply to any. `low` and `high`: 95 % bootstrap interval."""

    name: str
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    higher_is_better: bool = True
    gated: bool = False  # a significant loss blocks a release
    exact: bool = False  # any loss blocks it: a promise, not an average
    goal: float | None = None
    baseline: float | None = None  # a plain baseline measured in the same run


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One question (or claim, or attack): what went in, what came out, and its part of each metric.

    `scores` maps metric names to this record's part: a value, or numerator and denominator where figures are ratios
    of sums (precision, F1), or None where the metric does not apply. `error`: it crashed.
    """

    id: str
    input: Mapping[str, Any]
    output: Mapping[str, Any] | None
    scores: Mapping[str, Score] = field(default_factory=dict)
    cause: str | None = None  # of a failure: not retrieved, wrong span, …
    error: str | None = None
    locked: bool = False  # of a test part: counts in totals, is never written or shown by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteResult:
    suite: str
    metrics: tuple[Metric, ...]
    records: tuple[Record, ...] = ()
    notes: tuple[str, ...] = ()  # what was skipped, and why
    absent: tuple[str, ...] = ()  # how the names of figures begin whose data are not there
    details: Mapping[str, Any] = field(default_factory=dict)  # curves and tables for the report, plain JSON


class Suite(Protocol):
    def run(self, context: SuiteContext) -> SuiteResult: ...


def load_suite(name: str) -> Suite:
    """The suite's module. Raises UsageError for an unknown name, SetupError for one this version does not hold."""
    suite: Suite = load(name, SUITES, "suite")
    return suite


def mean_metric(name: str, values: Sequence[float | None], **options: Any) -> Metric:
    """The mean of the values that apply, with its interval. `options`: further fields of Metric."""
    known = [float(v) for v in values if v is not None]
    edges = mean_interval(known)
    return Metric(
        name=name, value=sum(known) / len(known) if known else None, n=len(known),
        low=edges[0] if edges else None, high=edges[1] if edges else None, **options,
    )  # fmt: skip


def score_metric(name: str, scores: Sequence[Score], **options: Any) -> Metric:
    """Σ numerator / Σ denominator of the records' parts; n counts the records to which the metric applies."""
    rows = parts(scores)
    edges = ratio_interval(rows)
    return Metric(
        name=name, value=ratio(rows), n=int((rows[:, 1] > 0).sum()),
        low=edges[0] if edges else None, high=edges[1] if edges else None, **options,
    )  # fmt: skip


def metric_of(
    name: str, rows: Sequence[Any], statistic: Callable[[Sequence[Any]], float | None], n: int | None = None,
    **options: Any,
) -> Metric:  # fmt: skip
    """Any statistic over rows (precision, F1, a percentile), with its interval. `n`: rows it rests on, if not all."""
    edges = interval(rows, statistic)
    return Metric(
        name=name, value=statistic(rows) if rows else None, n=len(rows) if n is None else n,
        low=edges[0] if edges else None, high=edges[1] if edges else None, **options,
    )  # fmt: skip
