"""Plots: the values stand where they should, and are told in words as well."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.answer import Citation, Disagreement, Reading
from assistant.library.store import Library
from corpus.model import Source
from tests.unit.ui.test_page_answers import QUOTED
from ui.coverage import NO_DATE, by_year, coverage_html
from ui.differing import disagreement_html, plotted
from ui.plots import Bar, Point, decades, readings_plot, round_ticks, short, stacked_bars

BAD = '<img src=x onerror="alert(1)">'


def reading(value: str, as_of: str | None, citation: int, definition: str | None = "estimate") -> Reading:
    return Reading(value=value, unit=None, as_of=as_of, definition=definition, citation=citation)


def cited(*publishers: str) -> dict[int, Citation]:
    return {n: replace(QUOTED, n=n, publisher=name) for n, name in enumerate(publishers, 1)}


def differ(*readings: Reading) -> Disagreement:
    return Disagreement(about="people held", comparable=False, note="", readings=readings)


def heights(html: str) -> list[float]:
    drawing = html.split("<figcaption>")[0]
    return [float(y) for y in re.findall(r'class="mark" cx="[\d.]+" cy="([\d.]+)" r="5.5"', drawing)]


@given(st.floats(-1e12, 1e12), st.floats(0, 1e12))
def test_ticks_enclose_the_values_and_are_evenly_apart(low: float, span: float) -> None:
    assume(span >= abs(low) / 1_000)
    ticks = round_ticks(low, low + span)
    step = ticks[1] - ticks[0]
    assert ticks[0] <= low + step * 1e-6
    assert ticks[-1] >= low + span - step * 1e-6
    assert 2 <= len(ticks) <= 8
    assert all(b - a == pytest.approx(step, rel=1e-6, abs=1e-6) for a, b in pairwise(ticks))


@given(st.floats(1e-6, 1e12), st.floats(1, 1e6))
def test_powers_of_ten_enclose_the_values(low: float, times: float) -> None:
    ticks = decades(low, low * times)
    assert ticks[0] <= low * 1.000001
    assert ticks[-1] >= low * times * 0.999999


@pytest.mark.parametrize(
    ("value", "said"),
    [(12.5e9, "12.5 bn"), (2e7, "20 m"), (100_000, "100,000"), (0.4, "0.4"), (0, "0"), (3e12, "3 trn")],
)
def test_ticks_are_said_shortly(value: float, said: str) -> None:
    assert short(value) == said


def test_three_readings_make_a_plot_and_two_do_not() -> None:
    sources = cited("OHCHR", "USIP", "UNODC")
    three = differ(reading("100,000", "2023", 1), reading("150,000", "2024", 2), reading("220,000", "2025", 3))
    html = plotted(three, sources)
    ys = heights(html)
    assert len(ys) == 3
    assert ys[0] > ys[1] > ys[2], "more stands higher"
    assert (ys[0] - ys[1]) / (ys[1] - ys[2]) == pytest.approx(50 / 70, abs=0.02), "on one scale"
    assert plotted(differ(*three.readings[:2]), sources) == ""


def test_what_is_counted_is_the_shape_and_stands_in_the_legend() -> None:
    sources = cited("OHCHR", "USIP", "UNODC")
    html = plotted(
        differ(
            reading("120", "2023", 1, "detected victims"),
            reading("150", "2024", 2, "estimate"),
            reading("90", None, 3, None),
        ),
        sources,
    )
    assert html.count("<path") == 2, "a triangle in the plot and in the legend"
    for words in ("detected victims", "estimate", "not stated", "OHCHR, 2023: 120 (detected victims)"):
        assert words in html


def test_values_far_apart_stand_on_a_logarithmic_scale_that_says_so() -> None:
    points = [
        Point(when=2020.5 + n, value=10.0**power, kind="a", label=str(n), said="") for n, power in enumerate((2, 3, 6))
    ]
    html = readings_plot(points, label="x", unit="people")
    ys = heights(html)
    assert "Values in people. Logarithmic scale." in html
    assert (ys[1] - ys[2]) / (ys[0] - ys[1]) == pytest.approx(3, abs=0.1)


def test_readings_of_different_units_are_not_drawn_on_one_scale() -> None:
    mixed = differ(
        reading("5 per cent", "2020", 1), reading("100,000", "2021", 2), reading("7 million US dollars", "2022", 3)
    )
    assert plotted(mixed, cited("A", "B", "C")) == ""


def test_the_table_stands_in_the_order_of_time_and_marks_what_is_superseded() -> None:
    sources = cited("OHCHR", "USIP")
    sources[2] = replace(sources[2], superseded_by="newer")
    html = disagreement_html(differ(reading("1", "2024", 1), reading("2", "2021", 2)), sources)
    assert html.index("USIP") < html.index("OHCHR")
    assert html.count("superseded by a newer edition") == 1


def test_a_sentence_told_at_length_is_no_figure_on_one_line() -> None:
    told = "Others report that the number of those held in the compounds is above ten thousand."
    html = disagreement_html(differ(reading("100,000", "2021", 1), reading(told, "2022", 2)), cited("OHCHR", "USIP"))
    assert html.count('class="value"') == html.count('class="telling"') == 1
    assert f'class="telling">{told}' in html


def test_nothing_from_outside_gets_into_a_drawing() -> None:
    sources = cited(BAD, BAD, BAD)
    hostile = differ(*[reading(f"{n}00 {BAD}", f"202{n}", n, f"{BAD}{n}") for n in (1, 2, 3)])
    html = disagreement_html(replace(hostile, about=BAD), sources)
    assert "<svg" in html
    assert "<img" not in html
    bars = stacked_bars([Bar(label=BAD, counts={BAD: 3})], [BAD], label=BAD)
    assert "<img" not in bars


def test_every_year_between_the_first_and_the_last_has_its_place() -> None:
    sources = [
        Source(id="a", title="A", published="2019-05", publisher_type="un"),
        Source(id="b", title="B", published="2022"),
        Source(id="c", title="C"),
    ]
    bars = by_year(sources, {"a": 4, "b": 2, "c": 1})
    assert [bar.label for bar in bars] == ["2019", "2020", "2021", "2022", NO_DATE]
    assert [dict(bar.counts) for bar in bars] == [
        {"United Nations": 4}, {}, {}, {"Kind not stated": 2}, {"Kind not stated": 1},
    ]  # fmt: skip


def test_coverage_is_drawn_and_told(library: Library) -> None:
    html = coverage_html(library)
    assert 'role="img" aria-label="Passages by year of publication and kind of publisher"' in html
    assert "<title>2021, Kind not stated: 1</title>" in html
    assert '<th scope="row">Cambodia</th><td class="figure">2</td>' in html
    assert "no date" in html
