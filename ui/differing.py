"""Where sources differ: a table of who says what as of when, and a plot where there is enough to see."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from assistant.answer import Citation, Disagreement, Reading
from assistant.disagreements.disagreement import heading, remark, value_said
from corpus.dates import interval, written_out
from corpus.quantities import Quantity, read_quantities
from ui.markup import Markup, tag
from ui.plots import Point, readings_plot
from ui.words import chip, heads, who

FIGURE_WORDS = 8  # words of a reading that is still a figure
ENOUGH = 3  # readings from which a plot says more than the table
NOT_STATED = "not stated"


def disagreement_html(disagreement: Disagreement, cited: Mapping[int, Citation]) -> Markup:
    """The readings by date, oldest first; those without a date last."""
    readings = sorted(disagreement.readings, key=lambda r: _when(r, cited[r.citation]) or 9999.0)
    about = tag("b", f"{heading(disagreement, cited)}: {disagreement.about}. ")
    defined = any(reading.definition for reading in readings)
    table = tag(
        "table",
        tag("caption", about, remark(disagreement)),
        heads("Source", "Value", "As of", *(["What is counted"] if defined else [])),
        tag("tbody", *[_row(reading, cited[reading.citation], defined) for reading in readings]),
    )
    plot = plotted(disagreement, cited)
    return tag("div", table, plot, class_="differ", role="region", aria_label="Where sources differ", tabindex=0)


def _row(reading: Reading, citation: Citation, defined: bool) -> Markup:
    newer = tag("span", "superseded by a newer edition", class_="superseded") if citation.superseded_by else ""
    return tag(
        "tr",
        tag("th", who(citation.publisher, citation.title), " ", chip(citation), " ", newer, scope="row"),
        tag("td", value_said(reading), class_="telling" if _is_told(reading) else "value"),
        tag("td", written_out(reading.as_of or citation.published), class_="date"),
        tag("td", reading.definition or NOT_STATED) if defined else "",
    )


def _is_told(reading: Reading) -> bool:
    """Whether a reading is a sentence at length, not a figure or a name."""
    return len(reading.value.split()) > FIGURE_WORDS


def plotted(disagreement: Disagreement, cited: Mapping[int, Citation]) -> str:
    """Value by date, one point a publisher, of the unit most readings have; nothing with fewer than three such."""
    by_unit: defaultdict[str, list[Point]] = defaultdict(list)
    for reading in disagreement.readings:
        citation = cited[reading.citation]
        when, quantity = _when(reading, citation), _quantity(reading)
        if when is None or quantity is None:
            continue
        unit = quantity.unit or ("per cent" if quantity.kind == "percent" else reading.unit or "")
        name = who(citation.publisher, citation.title)
        kind = reading.definition or NOT_STATED
        said = f"{name}, {written_out(reading.as_of or citation.published)}: {value_said(reading)} ({kind})"
        by_unit[unit].append(Point(when=when, value=float(quantity.value), kind=kind, label=name, said=said))
    unit, points = max(by_unit.items(), key=lambda of: len(of[1]), default=("", []))
    if len(points) < ENOUGH:
        return ""
    said = "; ".join(p.said for p in sorted(points, key=lambda p: p.when))
    return readings_plot(points, label=f"{disagreement.about} by date. {said}", unit=unit)


def _quantity(reading: Reading) -> Quantity | None:
    """The first figure of a reading as a number; of a range, its lower end. A sentence at length is none."""
    if _is_told(reading):
        return None
    found = [q for q in read_quantities(value_said(reading)) if q.kind in ("number", "money", "percent")]
    if found:
        return found[0]
    bare = reading.value.replace(",", "").strip()  # read_quantities takes four bare digits for a year
    number = Decimal(bare) if bare.replace(".", "", 1).isdecimal() and bare.isascii() else None
    if number is None:
        return None
    return Quantity(kind="number", value=number, unit=None, date=None, start=0, end=len(reading.value))


def _when(reading: Reading, citation: Citation) -> float | None:
    """The middle of the time a reading speaks of, as a decimal year."""
    stated = reading.as_of or citation.published
    days = interval(stated) if stated else None
    if days is None:
        return None
    middle = days[0] + (days[1] - days[0]) / 2
    return middle.year + (middle.timetuple().tm_yday - 1) / 365.25
