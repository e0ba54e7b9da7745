"""Benches: how fast and how large, always against a plain baseline measured in the same run.

A bench is a module with `run(context: BenchContext) -> BenchResult`, loaded when it is asked for.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from assistant.settings import Settings
from evals.loading import load
from evals.suites import Progress

BENCHES = {name: f"evals.benches.{name}" for name in ("index", "query", "scale", "load", "cold")}


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchContext:
    """What a bench works with. It writes only under `work`."""

    settings: Settings
    work: Path
    data: Path | None = None
    progress: Progress = lambda what, done, total: None
    seed: int = 7
    size: int | None = None  # how much of it: passages, questions, people; None is the bench's own choice


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchResult:
    """`ours` and `baseline` in `unit`; `better` says which way is better, so that a ratio over 1 favours ours.

    `baseline` None: nothing to compare with was run, and there is no ratio.
    """

    name: str
    ours: float
    baseline: float | None
    unit: str
    better: Literal["higher", "lower"]
    n: int  # repetitions, questions or documents measured
    baseline_is: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        if self.baseline is None:
            return None
        over, under = (self.ours, self.baseline) if self.better == "higher" else (self.baseline, self.ours)
        return over / under if under else None

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio}


class Bench(Protocol):
    def run(self, context: BenchContext) -> BenchResult: ...


def load_bench(name: str) -> Bench:
    """The bench's module. Raises UsageError for an unknown name, SetupError for one this version does not hold."""
    bench: Bench = load(name, BENCHES, "bench")
    return bench
