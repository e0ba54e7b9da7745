"""Coverage at a glance: passages by year and kind of publisher, and what there is on each country."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from assistant.library.store import Library
from corpus.countries import country_name
from corpus.dates import written_out
from corpus.model import Source
from ui.markup import Markup, join, tag
from ui.plots import Bar, stacked_bars
from ui.words import PUBLISHER_TYPES, heads

UNKNOWN = "Kind not stated"
NO_DATE = "no date"
COUNTRIES_SHOWN = 60


def coverage_html(library: Library) -> Markup:
    """A gap in the library is to be seen here, before anybody takes its silence for an answer."""
    sources, counts = list(library.sources.values()), passage_counts(library)
    bars = by_year(sources, counts)
    kinds = [k for k in (*PUBLISHER_TYPES.values(), UNKNOWN) if any(bar.counts.get(k) for bar in bars)]
    plot = stacked_bars(bars, kinds, label="Passages by year of publication and kind of publisher") if bars else ""
    return tag(
        "div",
        tag("section", tag("h3", "Passages by year of publication"), plot, _years(bars, kinds)),
        _countries(sources, counts),
        class_="coverage",
    )


def passage_counts(library: Library) -> Mapping[str, int]:
    return dict(library.connection.execute("SELECT source_id, count(*) FROM passage GROUP BY source_id"))


def by_year(sources: Sequence[Source], counts: Mapping[str, int]) -> list[Bar]:
    """One bar for every year from the first to the last, the empty ones too; sources without a date come last."""
    years: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for source in sources:
        year = source.published[:4] if source.published else NO_DATE
        years[year][PUBLISHER_TYPES.get(source.publisher_type or "", UNKNOWN)] += counts.get(source.id, 0)
    known = sorted(int(year) for year in years if year != NO_DATE)
    labels = [str(year) for year in range(known[0], known[-1] + 1)] if known else []
    labels += [NO_DATE] if NO_DATE in years else []
    return [Bar(label=label, counts=years.get(label, {})) for label in labels]


def _years(bars: Sequence[Bar], kinds: Sequence[str]) -> Markup:
    """The plot's figures as a table, for whoever cannot see it or wants the numbers."""
    head = tag("tr", tag("th", "Year", scope="col"), *[tag("th", k, scope="col", class_="figure") for k in kinds])
    rows = [
        tag("tr", tag("th", bar.label, scope="row"),
            *[tag("td", f"{bar.counts.get(kind, 0):,}", class_="figure") for kind in kinds])
        for bar in reversed(bars)
        if bar.counts
    ]  # fmt: skip
    table = tag("table", tag("thead", head), tag("tbody", *rows), aria_label="Passages by year and kind of publisher")
    return tag("details", tag("summary", "These figures as a table"), tag("div", table, class_="wide", tabindex=0))


def _countries(sources: Sequence[Source], counts: Mapping[str, int]) -> Markup:
    on: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sources:
        for code in source.countries:
            on[code].append(source)
    ranked = sorted(on.items(), key=lambda item: (-len(item[1]), country_name(item[0]) or item[0]))
    rows = [_country(code, of, counts) for code, of in ranked[:COUNTRIES_SHOWN]]
    said = tag("caption", join(["By country", *_rest(len(ranked))]))
    head = heads("Country", "Publications", "Passages", "Newest")
    return tag("table", said, head, tag("tbody", *rows), class_="countries")


def _country(code: str, sources: Sequence[Source], counts: Mapping[str, int]) -> Markup:
    newest = max((s.published for s in sources if s.published), default=None)
    return tag(
        "tr",
        tag("th", country_name(code) or code, scope="row"),
        tag("td", str(len(sources)), class_="figure"),
        tag("td", f"{sum(counts.get(s.id, 0) for s in sources):,}", class_="figure"),
        tag("td", written_out(newest)),
    )


def _rest(countries: int) -> list[str]:
    return [f" (the first {COUNTRIES_SHOWN} of {countries})"] if countries > COUNTRIES_SHOWN else []
