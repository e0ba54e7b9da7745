"""Library panel: what is in the library, searchable; what it covers; adding, editing and removing."""

from typing import Any
from urllib.parse import urlencode

import gradio as gr

from assistant.library.store import Library
from corpus.dates import written_out
from corpus.model import Source
from ui.adding import Refreshing, adding_panel, connect_adding
from ui.chat import LISTEN
from ui.coverage import coverage_html, passage_counts
from ui.editing import connect_editing, editing_panel
from ui.filters import FiltersPanel, chosen, refreshed
from ui.markup import Markup, join, tag
from ui.reader import may_edit
from ui.shelf import Shelf
from ui.words import PUBLISHER_TYPES, countries, heads

SHOWN = 200
FOR_READERS = "Your login is for reading. Editors add and change publications here."
READ = {"digest": "our summary", "full_text": "the full text", "upload": "the document"}
READ_ONLY = (
    "This page only reads the library. To add or change publications here, the assistant must be started for it."
)


def library_panel(library: Library, shelf: Shelf | None) -> dict[str, Any]:
    """Lay out the panel; without a shelf the library can only be read. `connect_library` makes it work."""
    adding = adding_panel(shelf) if shelf else None
    read_only = gr.HTML(
        tag("p", READ_ONLY if shelf is None else FOR_READERS, class_="found"), visible=shelf is None,
        apply_default_css=False, elem_classes="paper",
    )  # fmt: skip
    with gr.Accordion("Coverage by year and country", open=False, elem_classes="fold"):
        coverage = gr.HTML(elem_id="coverage", apply_default_css=False, elem_classes="paper")
    editing = editing_panel() if shelf else None
    find = gr.Textbox(label="Find a publication", placeholder="Title, publisher, country, year …", elem_id="find")
    listed = gr.HTML(elem_id="sources-list", apply_default_css=False, elem_classes="paper", js_on_load=LISTEN)
    return {
        "listed": listed, "coverage": coverage, "find": find, "adding": adding, "editing": editing,
        "read_only": read_only,
    }  # fmt: skip


def connect_library(
    library: Library, shelf: Shelf | None, parts: dict[str, Any], filters: FiltersPanel, tabs: Any
) -> Refreshing:
    """Search, add, edit and remove; returns what shows the library as it stands now, to who may change it or not."""

    def find(request: gr.Request, words: str) -> Markup:
        return sources_html(library, words, shelf is not None and may_edit(request))

    parts["find"].change(
        find, parts["find"], parts["listed"],
        queue=False, show_progress="hidden", trigger_mode="always_last", api_visibility="private",
    )  # fmt: skip
    now = Refreshing(
        lambda editing: [sources_html(library, "", shelf is not None and editing), coverage_html(library), ""],
        [parts["listed"], parts["coverage"], parts["find"]],
    )
    if shelf is not None:
        after = Refreshing(lambda: [*now.what(True), *refreshed(library)], [*now.where, *filters.inputs])
        limit_to = Refreshing(lambda **limits: chosen(library, **limits), filters.shown)
        connect_adding(shelf, parts["adding"], after, limit_to, tabs)
        connect_editing(shelf, parts["listed"], parts["editing"], after)
    return now


def offered(editing: bool) -> list[Any]:
    """The panel to add documents, or the word that there is none for this reader."""
    return [gr.Accordion(visible=editing), gr.HTML(visible=not editing)]


def sources_html(library: Library, words: str, editable: bool = False) -> Markup:
    """The sources that speak of every word sought, newest first."""
    found = [s for s in library.sources.values() if matches(s, words)]
    found.sort(key=lambda s: (s.published or "", s.id), reverse=True)
    counts = passage_counts(library)
    head = heads("Publication", "Publisher", "Published", "About", "Passages")
    rows = [_row(source, counts.get(source.id, 0), editable) for source in found[:SHOWN]]
    said = f"{len(found)} of {len(library.sources)} publications"
    said += f"; the first {SHOWN} are shown, search to see others." if len(found) > SHOWN else "."
    table = tag("table", head, tag("tbody", *rows), class_="library", aria_label="Publications")
    return join([tag("p", said, class_="found", role="status"), table])


def matches(source: Source, words: str) -> bool:
    kind = PUBLISHER_TYPES.get(source.publisher_type or "", "")
    about = [source.title, source.publisher, source.published, source.id, kind, countries(source.countries)]
    haystack = " ".join(part for part in (*about, *source.topics) if part).casefold()
    return all(word in haystack for word in words.casefold().split())


def _row(source: Source, passages: int, editable: bool) -> Markup:
    title: str = source.title
    if source.url and source.url.lower().startswith(("http://", "https://")):
        title = tag("a", source.title, href=source.url, target="_blank", rel="noopener noreferrer", dir="auto")
    kind = PUBLISHER_TYPES.get(source.publisher_type or "", "")
    ours = "read?" + urlencode({"source": source.id, "page": 1})
    read = tag("a", f"Read {READ[source.kind]}", href=ours, target="_blank", rel="noopener")
    name = f"Edit or remove {source.title}"
    edit = tag("button", "Edit", type="button", class_="quiet edit", data_edit=source.id, aria_label=name)
    return tag(
        "tr",
        tag("th", title, tag("span", read, " ", edit if editable else "", class_="when"), scope="row"),
        tag("td", source.publisher or "not stated", tag("span", f" {kind}", class_="when")),
        tag("td", written_out(source.published)),
        tag("td", countries(source.countries[:6]) + (" …" if len(source.countries) > 6 else "")),
        tag("td", f"{passages:,}", class_="figure"),
    )
