"""The HTML report: one file, plots inlined, nothing fetched; everything that comes from data is escaped."""

from collections.abc import Iterator
from importlib.resources import files
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, StrictUndefined

from evals.comparison import Comparison
from evals.report.failures import failures
from evals.report.numbers import interval, number, reached
from evals.report.plots import cause_plot, curve_plot, interval_plot
from evals.suites import SuiteResult

TEMPLATE = (files("evals.report") / "page.html").read_text("utf-8")


def html_report(result: SuiteResult, comparison: Comparison | None) -> str:
    causes = failures(result.records)
    curves = result.details.get("refusal_curves", {})
    plots = SimpleNamespace(
        intervals=interval_plot(result.metrics),
        causes=cause_plot({cause: len(found) for cause, found in causes.items()}) if causes else "",
        curves=[curve_plot(name, points) for name, points in curves.items() if points],
    )
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(TEMPLATE)
    return template.render(
        result=result, comparison=comparison, causes=causes, plots=plots, number=number, interval=interval,
        reached=reached, environment=list(_environment(result.details.get("environment", {}))),
    )  # fmt: skip


def _environment(environment: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in environment.items():
        if isinstance(value, dict):
            yield key, ", ".join(f"{k} {v}" for k, v in value.items() if v is not None)
        elif value is not None:
            yield key, str(value)
