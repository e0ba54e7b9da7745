"""Two plots as SVG drawn in the page's own colours: stacked bars a year, and readings by date.

Made here and not by a plotting library, so that light and dark, fonts and selection are the page's, every shape has
words for screen readers, and nothing is loaded. A table with the same figures always stands beside a plot.
"""

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ui.markup import Markup, join, tag

WIDTH, LEFT, RIGHT, TOP = 640.0, 64.0, 12.0, 14.0
SHAPES = ("circle", "square", "triangle", "diamond", "cross", "ring")
SPREAD = 50  # times the smallest, from which values stand on a logarithmic scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One year: how many of each kind, in the order of the kinds."""

    label: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One publisher's value at a date (years as a decimal number); `kind` decides its shape, `said` is its title."""

    when: float
    value: float
    kind: str
    label: str
    said: str


def stacked_bars(bars: Sequence[Bar], kinds: Sequence[str], *, label: str, height: float = 260.0) -> Markup:
    """Bars from left to right, each stacked by kind from the ground up; a legend names the patterns."""
    most = max((sum(bar.counts.values()) for bar in bars), default=1) or 1
    bottom = height - 26
    ticks = round_ticks(0, most)
    top = ticks[-1] or 1
    step = (WIDTH - LEFT - RIGHT) / max(len(bars), 1)

    def y(value: float) -> float:
        return bottom - (bottom - TOP) * value / top

    shapes: list[Markup] = []
    for place, bar in enumerate(bars):
        ground = 0
        for number, kind in enumerate(kinds):
            count = bar.counts.get(kind, 0)
            if not count:
                continue
            title = tag("title", f"{bar.label}, {kind}: {count:,}")
            shapes.append(tag(
                "rect", title, x=_n(LEFT + place * step + step * 0.12), y=_n(y(ground + count)), width=_n(step * 0.76),
                height=_n(y(ground) - y(ground + count)), class_=f"kind-{number % 8}",
            ))  # fmt: skip
            ground += count
    every = max(1, math.ceil(len(bars) * 38 / (WIDTH - LEFT - RIGHT)))
    names = [
        _text(LEFT + (place + 0.5) * step, height - 8, bar.label, "middle")
        for place, bar in enumerate(bars)
        if place % every == 0
    ]
    drawing = tag(
        "svg", tag("title", label), *_rules(ticks, y), *shapes, *names, viewBox=f"0 0 {_n(WIDTH)} {_n(height)}",
        role="img", aria_label=label, class_="plot",
    )  # fmt: skip
    legend = [tag("li", tag("span", class_=f"swatch kind-{n % 8}"), f" {kind}") for n, kind in enumerate(kinds)]
    return tag("figure", drawing, tag("ul", *legend, class_="legend"), class_="plotted")


def readings_plot(points: Sequence[Point], *, label: str, unit: str, height: float = 240.0) -> Markup:
    """Value by date, one point a publisher, what is counted as shape; a logarithmic scale where values lie far apart.

    Needs two points or more, and values over zero for the logarithmic scale.
    """
    values = [p.value for p in points]
    low, high = min(values), max(values)
    logarithmic = low > 0 and high / low >= SPREAD
    ticks = decades(low, high) if logarithmic else round_ticks(min(low, 0.0), high)
    scale = math.log10 if logarithmic else float
    bottom = height - 26
    first, last = math.floor(min(p.when for p in points)), math.ceil(max(p.when for p in points) + 0.01)

    def y(value: float) -> float:
        low_end, span = scale(ticks[0]), (scale(ticks[-1]) - scale(ticks[0])) or 1.0
        return bottom - (bottom - TOP) * (scale(value) - low_end) / span

    def x(when: float) -> float:
        return LEFT + 10 + (WIDTH - LEFT - RIGHT - 20) * (when - first) / ((last - first) or 1)

    kinds = list(dict.fromkeys(p.kind for p in points))
    marks = [_mark(SHAPES[kinds.index(p.kind) % len(SHAPES)], x(p.when), y(p.value), p.said) for p in points]
    labels = _labels([(x(p.when), y(p.value), p.label) for p in points])
    every = max(1, math.ceil((last - first) / 8))
    years = [_text(x(year), height - 8, str(year), "middle") for year in range(first, last + 1, every)]
    drawing = tag(
        "svg", tag("title", label), *_rules(ticks, y), *marks, *labels, *years,
        viewBox=f"0 0 {_n(WIDTH)} {_n(height)}", role="img", aria_label=label, class_="plot",
    )  # fmt: skip
    legend = [
        tag("li", tag("svg", _mark(SHAPES[n % len(SHAPES)], 8, 8, ""), viewBox="0 0 16 16", aria_hidden="true"), kind)
        for n, kind in enumerate(kinds)
    ]
    note = f"Values in {unit}." if unit else ""
    note += " Logarithmic scale." if logarithmic else ""
    caption = tag("figcaption", tag("ul", *legend, class_="legend"), note)
    return tag("figure", drawing, caption, class_="plotted")


def round_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, about `count` steps apart."""
    span = (high - low) or abs(high) or 1.0
    rough = max(span / count, sys.float_info.min)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    step = max(step, 1.0) if float(low).is_integer() and float(high).is_integer() else step
    first, last = math.floor(low / step), math.ceil(high / step - 1e-9)
    return [n * step for n in range(first, max(last, first + 1) + 1)]


def decades(low: float, high: float) -> list[float]:
    """Powers of ten around positive values."""
    return [10.0**n for n in range(math.floor(math.log10(low)), math.ceil(math.log10(high) - 1e-9) + 1)]


def short(value: float) -> str:
    """1.5 bn, 20 m, 100,000 or 0.4."""
    for size, name in ((1e12, "trn"), (1e9, "bn"), (1e6, "m")):
        if abs(value) >= size:
            return f"{value / size:,.4g} {name}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


def _rules(ticks: Sequence[float], y: Callable[[float], float]) -> list[Markup]:
    return [
        join([
            tag("line", x1=_n(LEFT), x2=_n(WIDTH - RIGHT), y1=_n(y(tick)), y2=_n(y(tick))),
            _text(LEFT - 8, y(tick) + 4, short(tick), "end"),
        ])
        for tick in ticks
    ]  # fmt: skip


def _labels(places: Sequence[tuple[float, float, str]]) -> list[Markup]:
    """Names beside their points, moved down where they would stand on one another."""
    labels: list[Markup] = []
    taken: list[tuple[float, float, float]] = []
    for x, y, label in sorted(places, key=lambda place: place[1]):
        words = label if len(label) <= 28 else label[:27] + "…"
        width = 6.6 * len(words)
        begins = x + 10 if x + 10 + width < WIDTH else x - 10 - width
        line = y + 4
        while any(abs(line - other) < 13 and begins < end and start < begins + width for start, end, other in taken):
            line += 13
        taken.append((begins, begins + width, line))
        labels.append(_text(begins, line, words, "start"))
    return labels


def _mark(shape: str, x: float, y: float, said: str) -> Markup:
    drawn = {
        "circle": ("circle", {"cx": _n(x), "cy": _n(y), "r": "5.5"}),
        "ring": ("circle", {"cx": _n(x), "cy": _n(y), "r": "5", "fill": "none", "stroke_width": "2.5"}),
        "square": ("rect", {"x": _n(x - 5), "y": _n(y - 5), "width": "10", "height": "10"}),
        "triangle": ("path", {"d": f"M{_n(x)} {_n(y - 6.5)}l6.5 11.5h-13z"}),
        "diamond": ("path", {"d": f"M{_n(x)} {_n(y - 7)}l7 7l-7 7l-7-7z"}),
        "cross": ("path", {"d": f"M{_n(x - 5)} {_n(y - 5)}l10 10m0-10l-10 10", "fill": "none", "stroke_width": "2.5"}),
    }
    name, attributes = drawn[shape]
    return tag(name, *([tag("title", said)] if said else []), class_="mark", **attributes)


def _text(x: float, y: float, words: str, anchor: str) -> Markup:
    return tag("text", words, x=_n(x), y=_n(y), text_anchor=anchor)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
