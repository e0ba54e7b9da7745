"""`python -m evals.benches.scale_plot SCALE.json OUT.svg` draws what `bench scale --json` printed: growth with size."""

import json
import sys
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from evals.report.plots import BASE, GOAL, OURS

LINES = {"vectors": (OURS, "-"), "words": ("#5a8f3c", "-"), "retrieval": (OURS, "--")}


def scale_plot(sizes: dict[str, Any]) -> Figure:
    """Time of a search, and memory and disk, over the number of passages."""
    figure = Figure(figsize=(8, 3), layout="constrained")
    times, space = figure.subplots(1, 2)
    passages = [int(size) for size in sizes]
    for what, (colour, style) in LINES.items():
        p95 = [found["ms"][what]["p95"] for found in sizes.values()]
        times.plot(passages, p95, style, marker="o", color=colour, label=what)
    exact = [found["exact_ms"]["p95"] for found in sizes.values()]
    times.plot(passages, exact, ":", marker="o", color=BASE, label="every vector compared")
    times.axhline(100, color=GOAL, linewidth=1)
    times.set_ylabel("milliseconds, p95")
    space.plot(passages, [f["memory_mb"] for f in sizes.values()], marker="o", color=OURS, label="memory, answering")
    space.plot(
        passages, [sum(f["disk_mb"].values()) for f in sizes.values()], ":", marker="o", color=BASE, label="disk"
    )
    space.axhline(4_000, color=GOAL, linewidth=1)
    space.set_ylabel("megabytes")
    for axes in (times, space):
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("passages")
        axes.legend(frameon=False, fontsize=8)
    return figure


if __name__ == "__main__":
    _, printed, drawn = sys.argv
    found = json.loads(Path(printed).read_text("utf-8"))["details"]["sizes"]
    scale_plot(found).savefig(drawn, metadata={"Date": None, "Creator": None})
