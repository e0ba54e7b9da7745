"""Editing what the library knows of a publication, and removing it."""

from typing import Any

import gradio as gr

from assistant.library.store import Library
from corpus.countries import country_name
from corpus.errors import ExplainedError
from corpus.model import Source
from ui.adding import Refreshing, error_said
from ui.markup import Markup, join, tag
from ui.reader import may_edit, require_editor
from ui.shelf import Shelf
from ui.words import PUBLISHER_TYPES, counted, source_line

FIELDS = (
    "title", "publisher", "publisher_type", "published", "language", "countries", "topics", "url", "licence",
    "edition_of",
)  # fmt: skip
LISTS = ("countries", "topics")
FOCUS = "() => requestAnimationFrame(() => document.querySelector('#editing textarea, #editing input')?.focus())"


def editing_panel() -> dict[str, Any]:
    """Lay out the form, hidden until a publication is chosen in the list."""
    with gr.Column(visible=False, elem_id="editing") as form:
        heading = gr.HTML(apply_default_css=False, elem_classes="paper")
        title = gr.Textbox(label="Title")
        with gr.Row():
            publisher = gr.Textbox(label="Publisher")
            kind = gr.Dropdown([("not stated", ""), *_kinds()], label="Type of publisher")
            published = gr.Textbox(label="Published", placeholder="2024, 2024-05 or 2024-05-31")
            language = gr.Textbox(label="Language", placeholder="en")
        with gr.Row():
            countries = gr.Textbox(label="Countries it is about, one a line", lines=2)
            topics = gr.Textbox(label="Topics, one a line", lines=2)
        with gr.Row():
            url = gr.Textbox(label="Web address")
            licence = gr.Textbox(label="Licence")
            series = gr.Textbox(label="Series it is an edition of")
        with gr.Row():
            save = gr.Button("Save", variant="primary", elem_id="save", scale=0, min_width=120)
            cancel = gr.Button("Cancel", scale=0, min_width=120)
            remove = gr.Button("Remove …", elem_id="remove", scale=0, min_width=120)
        with gr.Row(visible=False) as asking:
            really = gr.Button("Yes, remove it for good", variant="stop", elem_id="really", scale=0, min_width=240)
            keep = gr.Button("Keep it", scale=0, min_width=120)
    inputs = [title, publisher, kind, published, language, countries, topics, url, licence, series]
    return {
        "form": form, "heading": heading, "inputs": inputs, "save": save, "cancel": cancel, "remove": remove,
        "asking": asking, "really": really, "keep": keep, "said": _status(), "chosen": gr.State(""),
    }  # fmt: skip


def _status() -> Any:
    return gr.HTML(elem_id="edited", apply_default_css=False, elem_classes="paper")


def _kinds() -> list[tuple[str, str]]:
    return [(label, key) for key, label in PUBLISHER_TYPES.items()]


def connect_editing(shelf: Shelf, listed: Any, parts: dict[str, Any], after: Refreshing) -> None:
    """The list's buttons open the form; saving and removing change the library and what is shown of it."""
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    shown = [parts["form"], parts["asking"], parts["heading"], parts["chosen"], parts["said"], *parts["inputs"]]
    writing: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "shelf", "trigger_mode": "once", **quiet}
    done = [parts["form"], parts["said"], *after.where]

    def choose(request: gr.Request, act: gr.EventData) -> list[Any]:
        source = _chosen(shelf.library, act._data) if may_edit(request) else None
        if source is None:
            return [gr.skip()] * len(shown)
        return [gr.Column(visible=True), gr.Row(visible=False), heading_html(source, shelf), source.id, "",
                *values_of(source)]  # fmt: skip

    def save(request: gr.Request, source_id: str, *values: Any) -> list[Any]:
        try:
            require_editor(request)
            shelf.edit(source_id, fields_of(values))
        except ExplainedError as error:
            return [gr.skip(), error_said(error), *[gr.skip()] * len(after.where)]
        return [gr.Column(visible=False), _said("Saved."), *after.what()]

    def remove(request: gr.Request, source_id: str) -> list[Any]:
        try:
            require_editor(request)
            shelf.remove(source_id)
        except ExplainedError as error:
            return [gr.skip(), error_said(error), *[gr.skip()] * len(after.where)]
        return [gr.Column(visible=False), _said("Removed."), *after.what()]

    listed.act(choose, None, shown, queue=False, **quiet).then(None, None, None, js=FOCUS)
    parts["save"].click(save, [parts["chosen"], *parts["inputs"]], done, **writing)
    parts["really"].click(remove, parts["chosen"], done, **writing)
    for button, part, visible in (
        (parts["cancel"], parts["form"], False), (parts["remove"], parts["asking"], True),
        (parts["keep"], parts["asking"], False),
    ):  # fmt: skip
        component = type(part)
        button.click(lambda c=component, v=visible: c(visible=v), None, part, queue=False, **quiet)


def _chosen(library: Library, detail: Any) -> Source | None:
    """The publication whose button was pressed; a browser may send anything."""
    source_id = detail.get("edit") if isinstance(detail, dict) else None
    return library.sources.get(source_id) if isinstance(source_id, str) else None


def heading_html(source: Source, shelf: Shelf) -> Markup:
    pages = shelf.library.connection.execute(
        "SELECT count(*) FROM page g JOIN source s ON g.revision = s.revision WHERE s.id = ?", (source.id,)
    ).fetchone()[0]
    return join([
        tag("h3", source_line(source), dir="auto"),
        tag("p", f"{source.id} · {counted(pages, 'page')}. What is left empty counts as not known.", class_="found"),
    ])  # fmt: skip


def values_of(source: Source) -> list[str]:
    """What the form shows, in the order of FIELDS."""
    lists = {"countries": [country_name(code) or code for code in source.countries], "topics": source.topics}
    return ["\n".join(lists[name]) if name in lists else getattr(source, name) or "" for name in FIELDS]


def fields_of(values: tuple[Any, ...]) -> dict[str, Any]:
    """What the form holds, as fields of a source; whether they can be used is not checked here."""
    fields = {name: str(value or "") for name, value in zip(FIELDS, values, strict=True)}
    lines = {name: [line.strip() for line in fields[name].split("\n") if line.strip()] for name in LISTS}
    return fields | lines


def _said(words: str) -> Markup:
    return tag("p", words, class_="found", role="status")
