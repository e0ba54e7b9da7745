"""The page assembled from its panels."""

from typing import Any

import gradio as gr

from assistant.engine import Engine
from ui.brief import brief_panel
from ui.chat import chat_panel, composer, connect_chat, example_buttons
from ui.check import check_panel
from ui.examples import Examples
from ui.filters import filters_panel, refreshed
from ui.library import connect_library, library_panel
from ui.markup import Markup, join, tag
from ui.shelf import Shelf

WAITING = 200  # questions that may wait for their turn; more are refused at once rather than kept waiting
TITLE = "Trafficking Assistant"
MASTHEAD = join([
    tag("h1", TITLE),
    tag("p", "Answers you can look up, word for word"),
])  # fmt: skip


def build_page(engine: Engine, shelf: Shelf | None) -> Any:
    """The Blocks of one engine, which all sessions share; what a session asks stays in that session.

    Without a shelf nothing on the page changes the library.
    """
    examples = Examples(engine)
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        gr.HTML(
            tag("header", MASTHEAD, class_="masthead"),
            elem_id="masthead",
            apply_default_css=False,
            elem_classes="paper",
        )
        with gr.Tabs() as tabs:
            with gr.Tab("Ask", id="ask"), gr.Row(elem_id="desk"):
                with gr.Column(scale=6, min_width=340, elem_id="asking"):
                    chat = chat_panel(engine, examples)
                    with gr.Column(elem_id="dock"):
                        chat |= composer()
                        filters = filters_panel(engine.library)
                with gr.Column(scale=5, min_width=340, elem_id="sources"):
                    gr.HTML(empty_panel(), elem_id="source", apply_default_css=False, elem_classes="paper")
            with gr.Tab("Library", id="library") as shown:
                listed = library_panel(engine.library, shelf)
            with gr.Tab("Brief", id="brief"):
                brief_panel(engine, filters)
            with gr.Tab("Check a draft", id="check"):
                check_panel(engine)
        connect_chat(engine, chat, filters)
        library = connect_library(engine.library, shelf, listed, filters, tabs)
        quiet: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}

        def opened() -> list[Any]:
            return [*refreshed(engine.library), *[gr.Button(**settings) for settings in example_buttons(examples)]]

        page.load(opened, None, [*filters.inputs, *chat["examples"]], **quiet)
        shown.select(library.what, None, library.where, **quiet)
    page.queue(max_size=WAITING, api_open=False)
    return page


def empty_panel() -> Markup:
    """Where sources appear, one or two; the browser fills them, the server never does, so nothing shown is lost."""
    hint = tag("p", "Choose a citation number to read the words in their page.", class_="hint")
    box = tag("input", type="checkbox", checked=True)
    keys = tag("p", tag("label", box, " Keys 1 to 9 open a citation"), "; Escape closes it.", class_="hint keys")
    return tag("div", _panel("Source", hint, keys), _panel("Second source"), class_="shelf")


def _panel(label: str, *content: Markup) -> Markup:
    """A source's place; the first one can be kept in sight while the next opens beside it."""
    beside = tag("button", "Open next beside", type="button", class_="quiet beside", aria_pressed="false", hidden=True)
    close = tag("button", "Close", type="button", class_="quiet close", hidden=True)
    bar = tag("div", *([beside] if content else []), close, class_="controls")
    body = tag("div", *content, class_="source-body")
    return tag("aside", bar, body, class_="source-panel", aria_label=label, tabindex=0, hidden=not content)
