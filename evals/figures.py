"""The figures of a run: which metrics there are, which way is better, what gates, and goals; computed from records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.metrics.latency import percentile, percentile_interval
from evals.suites import Metric, Record, score_metric


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`gated`: a significant loss blocks a release. `exact`: any loss does, because it is a promise."""

    name: str
    higher_is_better: bool = True
    gated: bool = True
    exact: bool = False
    goal: float | None = None


FIGURES = (
    Figure(name="crashed", exact=True, higher_is_better=False, goal=0.0),
    Figure(name="quotes located", exact=True, goal=1.0),
    Figure(name="dangling citations", exact=True, higher_is_better=False, goal=0.0),
    Figure(name="sources on refusals", exact=True, higher_is_better=False, goal=0.0),
    Figure(name="filters respected", exact=True, goal=1.0),
    Figure(name="figure fidelity", exact=True, goal=1.0),
    Figure(name="correct"),
    Figure(name="answer match"),
    Figure(name="nugget recall"),
    Figure(name="refusal precision", goal=0.85),
    Figure(name="refusal recall", goal=0.85),
    Figure(name="refusal F1"),
    Figure(name="citation precision"),
    Figure(name="citation recall"),
    Figure(name="weighted support precision"),
    Figure(name="weighted support recall"),
    Figure(name="source precision"),
    Figure(name="source recall"),
    Figure(name="false premise handled"),
    Figure(name="false premise false alarms", higher_is_better=False),
    Figure(name="disagreement recall", goal=0.8),
    Figure(name="disagreement false alarms", higher_is_better=False, goal=0.1),
    Figure(name="newest edition"),
    Figure(name="follow-up equivalence"),
    Figure(name="injection success", higher_is_better=False, exact=True, goal=0.0),
    Figure(name="recall@1"),
    Figure(name="recall@5"),
    Figure(name="MRR"),
    Figure(name="nDCG@10"),
    Figure(name="page hit@1", goal=0.6),
    Figure(name="page hit@5", goal=0.94),
    Figure(name="tokens written", higher_is_better=False, gated=False),
    Figure(name="cost", higher_is_better=False, gated=False),
)


def figures(records: Sequence[Record], prefix: str = "", gated: bool = True) -> list[Metric]:
    """One metric for each figure that applies to any record, in the order of FIGURES.

    `gated` False: none of them gates, as for the locked part, whose records are not kept to compare with.
    """
    found = []
    for figure in FIGURES:
        metric = score_metric(
            prefix + figure.name, [record.scores.get(figure.name) for record in records],
            higher_is_better=figure.higher_is_better, gated=gated and figure.gated, exact=figure.exact,
            goal=figure.goal,
        )  # fmt: skip
        if metric.n:
            found.append(metric)
    return found


def latencies(records: Iterable[Record], prefix: str = "") -> list[Metric]:
    """Milliseconds to the whole answer, as the assistant timed them. Not gated: they depend on the machine."""
    times = [r.output["answer"]["timings_ms"]["total"] for r in records if r.output is not None]
    return [_latency(p, times, prefix) for p in (50, 95)] if times else []


def _latency(p: int, times: Sequence[float], prefix: str) -> Metric:
    edges = percentile_interval(p, times)
    return Metric(
        name=f"{prefix}latency p{p} (ms)", value=percentile(p, times), n=len(times), higher_is_better=False,
        low=edges[0] if edges else None, high=edges[1] if edges else None,
    )  # fmt: skip
