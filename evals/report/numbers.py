"""Figures as people read them."""

from evals.suites import Metric


def number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"


def interval(metric: Metric) -> str:
    return "" if metric.low is None else f"{number(metric.low)} to {number(metric.high)}"


def reached(metric: Metric) -> bool | None:
    """Whether the goal is reached; None without a goal or a value."""
    if metric.goal is None or metric.value is None:
        return None
    return metric.value >= metric.goal if metric.higher_is_better else metric.value <= metric.goal
