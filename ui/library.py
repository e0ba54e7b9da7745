"""Library panel: what is in the library, searchable, and what it covers by country and year."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import gradio as gr

from assistant.library.store import Library
from corpus.countries import country_name
from corpus.dates import written_out
from corpus.model import Source
from ui.markup import Markup, join, tag
from ui.words import PUBLISHER_TYPES, countries

SHOWN = 200
READ = {"digest": "our summary", "full_text": "the full text", "upload": "the document"}
COUNTRIES_SHOWN = 40


def library_panel(library: Library) -> list[Any]:
    """Lay out the panel; returns what `library_shown` refreshes."""
    with gr.Accordion("Coverage by country and year", open=False, elem_classes="fold"):
        coverage = gr.HTML(elem_id="coverage", apply_default_css=False, elem_classes="paper")
    find = gr.Textbox(label="Find a publication", placeholder="Title, publisher, country, year …", elem_id="find")
    listed = gr.HTML(elem_id="sources-list", apply_default_css=False, elem_classes="paper")
    find.change(
        lambda words: sources_html(library, words), find, listed,
        queue=False, show_progress="hidden", trigger_mode="always_last", api_visibility="private",
    )  # fmt: skip
    return [listed, coverage]


def library_shown(library: Library) -> list[Markup]:
    return [sources_html(library, ""), coverage_html(library)]


def sources_html(library: Library, words: str) -> Markup:
    """The sources that speak of every word sought, newest first."""
    found = [s for s in library.sources.values() if matches(s, words)]
    found.sort(key=lambda s: (s.published or "", s.id), reverse=True)
    counts = passage_counts(library)
    heads = ("Publication", "Publisher", "Published", "About", "Passages")
    head = tag("tr", *[tag("th", name, scope="col") for name in heads])
    rows = [_row(source, counts.get(source.id, 0)) for source in found[:SHOWN]]
    said = f"{len(found)} of {len(library.sources)} publications"
    said += f"; the first {SHOWN} are shown, search to see others." if len(found) > SHOWN else "."
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="library", aria_label="Publications")
    return join([tag("p", said, class_="found", role="status"), table])


def matches(source: Source, words: str) -> bool:
    kind = PUBLISHER_TYPES.get(source.publisher_type or "", "")
    about = [source.title, source.publisher, source.published, source.id, kind, countries(source.countries)]
    haystack = " ".join(part for part in (*about, *source.topics) if part).casefold()
    return all(word in haystack for word in words.casefold().split())


def passage_counts(library: Library) -> Mapping[str, int]:
    return dict(library.connection.execute("SELECT source_id, count(*) FROM passage GROUP BY source_id"))


def _row(source: Source, passages: int) -> Markup:
    title: str = source.title
    if source.url and source.url.lower().startswith(("http://", "https://")):
        title = tag("a", source.title, href=source.url, target="_blank", rel="noopener noreferrer", dir="auto")
    kind = PUBLISHER_TYPES.get(source.publisher_type or "", "")
    ours = "read?" + urlencode({"source": source.id, "page": 1})
    read = tag("a", f"Read {READ[source.kind]}", href=ours, target="_blank", rel="noopener")
    return tag(
        "tr",
        tag("th", title, tag("span", read, class_="when"), scope="row"),
        tag("td", source.publisher or "not stated", tag("span", f" {kind}", class_="when")),
        tag("td", written_out(source.published)),
        tag("td", countries(source.countries[:6]) + (" …" if len(source.countries) > 6 else "")),
        tag("td", f"{passages:,}", class_="figure"),
    )


def coverage_html(library: Library) -> Markup:
    """Publications by country and by year of publication, so that a gap in the library can be seen."""
    sources = list(library.sources.values())
    by_country = Counter(country_name(code) or code for s in sources for code in s.countries)
    by_year = Counter(s.published[:4] if s.published else "no date" for s in sources)
    return tag(
        "div",
        _counts("Publications by country", "Country", by_country.most_common(COUNTRIES_SHOWN)),
        _counts("Publications by year", "Year", sorted(by_year.items(), reverse=True)),
        class_="coverage",
    )


def _counts(title: str, what: str, counts: Sequence[tuple[str, int]]) -> Markup:
    most = max((count for _, count in counts), default=1)
    rows = [
        tag(
            "tr",
            tag("th", name, scope="row"),
            tag("td", str(count), class_="figure"),
            tag("td", tag("meter", value=count, min=0, max=most, aria_hidden="true"), class_="bar"),
        )
        for name, count in counts
    ]
    head = tag("tr", tag("th", what, scope="col"), tag("th", "Publications", scope="col"), tag("td"))
    return tag("table", tag("caption", title), tag("thead", head), tag("tbody", *rows))
