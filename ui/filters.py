"""Filters panel: who published, about where, when; what is active is always in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.library.store import Library
from corpus.countries import country_name
from corpus.model import Source
from ui.markup import Markup, join, tag
from ui.words import LANGUAGES, PUBLISHER_TYPES, counted, filters_said

KEYS = ("publisher_type", "publisher", "country", "source", "language", "since", "until")
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltersPanel:
    """The inputs in the order of KEYS, the line that names what is active, and the button that clears it."""

    inputs: list[Any]
    active: Any
    clear: Any

    @property
    def shown(self) -> list[Any]:
        return [*self.inputs, self.active, self.clear]


def filters_panel(library: Library) -> FiltersPanel:
    """Lay out the panel. Inputs change the line of active filters by themselves."""
    with gr.Row(elem_id="filter-line"):
        active = gr.HTML(
            active_html({}, library), elem_id="active-filters", apply_default_css=False, elem_classes="paper"
        )
        clear = gr.Button("Clear filters", size="sm", elem_id="clear-filters", visible=False)
    with gr.Accordion("Limit the sources", open=False, elem_id="filters", elem_classes="fold"):
        known = choices(list(library.sources.values()))
        with gr.Row():
            kind = _several("Type of publisher", known[0])
            publisher = _several("Publisher", known[1])
        with gr.Row():
            country = _several("Country", known[2])
            source = _several("Publication", known[3])
        with gr.Row():
            language = _several("Language", known[4])
            since = _year("Published from", known[5])
            until = _year("Published to", known[5])
    panel = FiltersPanel(inputs=[kind, publisher, country, source, language, since, until], active=active, clear=clear)

    def said(*values: Any) -> list[Any]:
        return _said(as_filters(values), library)

    for one in panel.inputs:
        one.input(said, panel.inputs, [active, clear], queue=False, show_progress="hidden", api_visibility="private")
    clear.click(
        lambda: chosen(library), None, panel.shown, queue=False, show_progress="hidden", api_visibility="private",
    )  # fmt: skip
    return panel


def as_filters(values: Sequence[Any]) -> dict[str, Any]:
    """Values of the inputs as the engine takes them; what is empty is left out."""
    return {key: value for key, value in zip(KEYS, values, strict=True) if value}


def chosen(library: Library, **filters: Any) -> list[Any]:
    """Everything `shown`, with these filters set and no others, and the choices as the library stands now."""
    known = choices(list(library.sources.values()))
    inputs = [
        gr.Dropdown(choices=of, value=filters.get(key, None if key in ("since", "until") else []))
        for key, of in zip(KEYS, (*known, known[-1]), strict=True)
    ]
    return [*inputs, *_said(filters, library)]


def refreshed(library: Library) -> list[Any]:
    """The inputs' choices as the library stands now; what is chosen stays so."""
    known = choices(list(library.sources.values()))
    return [gr.Dropdown(choices=of) for of in (*known, known[-1])]


def _said(filters: dict[str, Any], library: Library) -> list[Any]:
    return [active_html(filters, library), gr.Button(visible=bool(filters))]


def choices(sources: Sequence[Source]) -> tuple[Choices, Choices, Choices, Choices, Choices, Choices]:
    """What the library can be limited to, each in reading order: types, publishers, countries, publications, languages,
    years."""
    types = {s.publisher_type for s in sources if s.publisher_type}
    publishers = sorted({s.publisher for s in sources if s.publisher}, key=str.casefold)
    codes = {code for s in sources for code in s.countries}
    titled = sorted(sources, key=lambda s: (s.title.casefold(), s.id))
    years = sorted({s.published[:4] for s in sources if s.published}, reverse=True)
    return (
        [(label, key) for key, label in PUBLISHER_TYPES.items() if key in types],
        [(name, name) for name in publishers],
        sorted((country_name(code) or code, code) for code in codes),
        [(f"{s.title} ({', '.join(filter(None, (s.publisher, (s.published or '')[:4])))})", s.id) for s in titled],
        sorted((LANGUAGES.get(code, code), code) for code in {s.language for s in sources if s.language}),
        [(year, year) for year in years],
    )


def active_html(filters: dict[str, Any], library: Library) -> Markup:
    """What is searched, in words."""
    count = len(library.sources)
    if not filters:
        return tag("p", f"Searching the whole library ({counted(count, 'publication')}).", role="status")
    said = [tag("span", phrase, class_="filter") for phrase in filters_said(filters, library.sources)]
    return tag("p", "Only ", join(said, " "), role="status")


def _several(label: str, known: Choices) -> Any:
    return gr.Dropdown(known, label=label, multiselect=True, value=[], min_width=200)


def _year(label: str, known: Choices) -> Any:
    return gr.Dropdown(known, label=label, value=None, min_width=200)
