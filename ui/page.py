"""The page assembled from its panels."""

from typing import Any

import gradio as gr

from assistant.engine import Engine
from assistant.library.store import Library
from ui.alone import TITLE
from ui.brief import brief_panel
from ui.chat import LISTEN, QUIET, Chat, chat_panel, composer
from ui.check import check_panel
from ui.examples import Examples
from ui.filters import filters_panel, refreshed
from ui.history import History, history_html, named
from ui.library import connect_library, library_panel, offered
from ui.markup import Markup, join, tag
from ui.reader import may_edit, owner_of
from ui.shelf import Shelf

WAITING = 200  # questions that may wait for their turn; more are refused at once rather than kept waiting
NAMED = "() => [new URLSearchParams(location.search).get('c') || '']"  # the conversation the page's address names
UPLOADS_KEPT = (600, 3_600)  # how often to look for files sent to and made by the page, and their greatest age; seconds
MASTHEAD = join([
    tag("h1", TITLE),
    tag("p", "Answers you can look up, word for word"),
])  # fmt: skip
ACCOUNT = tag("p", tag("a", "Log out", href="./logout"), class_="account")


def build_page(engine: Engine, history: History, shelf: Shelf | None) -> Any:
    """The Blocks of one engine, which all sessions share; what a session asks stays in that session.

    Without a shelf nothing on the page changes the library.
    """
    examples = Examples(engine)
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=UPLOADS_KEPT) as page:
        gr.HTML(
            tag("header", MASTHEAD, ACCOUNT if history.login else "", class_="masthead"),
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
            with gr.Tab("Library", id="library") as shelves:
                listed = library_panel(engine.library, shelf)
            with gr.Tab("Brief", id="brief"):
                brief_panel(engine, filters, chat["conversation"])
            with gr.Tab("Check a draft", id="check"):
                check_panel(engine)
            with gr.Tab("History", id="history") as past:
                kept = gr.HTML(elem_id="history", apply_default_css=False, elem_classes="paper", js_on_load=LISTEN)
        talk = Chat(engine, history, examples, chat, filters)
        talk.connect()
        library = connect_library(engine.library, shelf, listed, filters, tabs)
        connect_history(history, engine.library, talk, kept, past)

        wanted = gr.Textbox(visible=False)

        def opened(request: gr.Request, conversation: str) -> list[Any]:
            """A page that is opened shows the conversation its address names, where that is the reader's own."""
            exchanges = history.restored(conversation, owner_of(request), engine.library)
            shown = talk.view(exchanges, conversation) if exchanges else talk.untouched()
            return [*refreshed(engine.library), *shown]

        page.load(opened, wanted, [*filters.inputs, *talk.shown], js=NAMED, **QUIET)

        def visited(request: gr.Request) -> list[Any]:
            return library.what(may_edit(request))

        def entered(request: gr.Request) -> list[Any]:
            return offered(may_edit(request))

        shelves.select(visited, None, library.where, **QUIET)
        if history.login and shelf is not None:
            page.load(entered, None, [listed["adding"]["whole"], listed["read_only"]], **QUIET)
    page.queue(max_size=WAITING, api_open=False)
    return page


def connect_history(history: History, library: Library, talk: Chat, shown: Any, tab: Any) -> None:
    """The list of kept conversations: shown when it is opened, shorter when something is deleted."""

    def listed(request: gr.Request) -> Markup:
        return history_html(history, owner_of(request))

    def delete(request: gr.Request, act: gr.EventData, conversation: str) -> list[Any]:
        wanted, which = named(act._data)
        if not wanted:
            return [gr.skip()] * (1 + len(talk.shown))
        history.delete(owner_of(request), which)
        here = which in (None, conversation)
        return [listed(request), *(talk.view([], "") if here else [gr.skip()] * len(talk.shown))]

    tab.select(listed, None, shown, **QUIET)
    shown.act(delete, talk.id, [shown, *talk.shown], **QUIET)


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
