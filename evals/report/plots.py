"""Plots as SVG text, for one file that needs nothing else: intervals, causes of failure, refusal curves."""

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

import matplotlib

matplotlib.use("svg")
from matplotlib.figure import Figure  # noqa: E402  # after the backend is chosen

from evals.suites import Metric  # noqa: E402

matplotlib.rcParams.update({
    "svg.fonttype": "none", "svg.hashsalt": "evaluation", "font.size": 9, "axes.spines.top": False,
    "axes.spines.right": False, "axes.edgecolor": "#888",
})  # fmt: skip
OURS, GOAL, BASE = "#1f5f8b", "#b4541a", "#777777"


def interval_plot(metrics: Sequence[Metric]) -> str:
    """Each share between 0 and 1 with its 95 % interval; goals as ticks, baselines as hollow points."""
    shares = [m for m in metrics if m.value is not None and 0 <= m.value <= 1 and (m.goal is None or 0 <= m.goal <= 1)]
    figure = Figure(figsize=(7.5, 0.5 + 0.24 * max(len(shares), 1)))
    axes = figure.add_subplot()
    for place, m in enumerate(reversed(shares)):
        if m.low is not None and m.high is not None:
            axes.plot([m.low, m.high], [place, place], color=OURS, linewidth=1.5)
        axes.plot([m.value or 0.0], [place], "o", color=OURS, markersize=4)
        if m.goal is not None:
            axes.plot([m.goal], [place], "|", color=GOAL, markersize=10, markeredgewidth=2)
        if m.baseline is not None:
            axes.plot([m.baseline], [place], "o", markerfacecolor="none", color=BASE, markersize=5)
    axes.set_yticks(range(len(shares)), [f"{m.name} (n = {m.n})" for m in reversed(shares)])
    axes.set_xlim(-0.02, 1.02)
    axes.grid(axis="x", color="#e4e4e4")
    return _svg(figure)


def cause_plot(counts: Mapping[str, int]) -> str:
    figure = Figure(figsize=(7.5, 0.5 + 0.28 * max(len(counts), 1)))
    axes = figure.add_subplot()
    names = list(counts)[::-1]
    bars = axes.barh(names, [counts[name] for name in names], color=OURS, height=0.6)
    axes.bar_label(bars, padding=3)
    axes.set_xlabel("questions")
    return _svg(figure)


def curve_plot(name: str, points: Sequence[Mapping[str, Any]]) -> str:
    """Precision and recall of refusing below each threshold of support."""
    figure = Figure(figsize=(3.7, 2.4))
    axes = figure.add_subplot()
    for key, style in (("precision", "-"), ("recall", "--")):
        known = [(p["threshold"], p[key]) for p in points if p[key] is not None]
        axes.plot([t for t, _ in known], [v for _, v in known], style, color=OURS, label=key)
    axes.set_title(name, fontsize=9)
    axes.set_xlabel("refuse below this support")
    axes.set_ylim(-0.02, 1.02)
    axes.legend(frameon=False, fontsize=8)
    return _svg(figure)


def _svg(figure: Figure) -> str:
    """The `<svg>` element alone, without what names the moment of drawing."""
    written = StringIO()
    figure.savefig(written, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    text = written.getvalue()
    return text[text.index("<svg") :]
