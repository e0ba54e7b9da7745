"""Chat panel: the question box, the conversation above it, examples to begin with."""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.engine import Engine
from assistant.records import new_id
from corpus.errors import ExplainedError
from ui.answering import Asked, Stops
from ui.conversation import Exchange, Shown, conversation_html, respond, welcome_html
from ui.examples import OFFERED, Examples
from ui.filters import FiltersPanel, as_filters
from ui.history import History
from ui.markup import Markup, join, tag
from ui.reader import owner_of

# The page's own scripts send what is done inside a panel with events of these names.
LISTEN = "['act', 'wanted'].forEach(name => element.addEventListener(name, event => trigger(name, event.detail)))"
QUIET: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


def chat_panel(engine: Engine, examples: Examples) -> dict[str, Any]:
    """The conversation and the examples; `connect_chat` joins them with composer and filters."""
    conversation = gr.HTML(
        welcome_html(engine), elem_id="conversation", apply_default_css=False, elem_classes="paper", js_on_load=LISTEN
    )
    with gr.Column(elem_id="examples"):
        offered = [gr.Button(**settings) for settings in example_buttons(examples)]
    return {"conversation": conversation, "examples": offered}


def example_buttons(examples: Examples) -> list[dict[str, Any]]:
    """Always the same number of buttons; those without a question are not shown."""
    questions = examples.questions()
    shown = [{"value": q, "visible": True, "elem_classes": "example"} for q in questions]
    return [*shown, *[{"value": "", "visible": False, "elem_classes": "example"}] * (OFFERED - len(questions))]


def composer() -> dict[str, Any]:
    """The question box with its buttons."""
    with gr.Row(elem_id="composer"):
        question = gr.Textbox(
            label="Your question", placeholder="Ask about trafficking, forced labour, scam compounds …", lines=1,
            max_lines=6, elem_id="question", scale=5, container=False,
        )  # fmt: skip
        ask = gr.Button("Ask", variant="primary", elem_id="ask", scale=0, min_width=88)
        stop = gr.Button("Stop", elem_id="stop", scale=0, min_width=88, visible=False)
    afresh = gr.Button("New conversation", size="sm", elem_id="afresh", visible=False)
    return {
        "question": question, "ask": ask, "stop": stop, "afresh": afresh,
        "exchanges": gr.State([]), "id": gr.State(""),
    }  # fmt: skip


class Chat:
    """Joins box, examples and what is done inside the conversation with the answers. Holds nothing of any session but
    how to stop what it waits for."""

    def __init__(
        self, engine: Engine, history: History, examples: Examples, parts: dict[str, Any], filters: FiltersPanel
    ) -> None:
        self._engine, self._history, self._examples = engine, history, examples
        self._parts, self._filters, self._stops = parts, filters, Stops()
        self._offered = examples.questions()  # what the page was laid out with
        self.shown = [
            parts[name] for name in ("conversation", "exchanges", "id", "question", "ask", "stop", "afresh")
        ] + parts["examples"]  # fmt: skip

    @property
    def id(self) -> Any:
        """The component that holds the conversation's name."""
        return self._parts["id"]

    def connect(self) -> None:
        parts, inputs = self._parts, [self._parts["exchanges"], self._parts["id"], *self._filters.inputs]
        settings: dict[str, Any] = {
            "outputs": self.shown, "concurrency_limit": self._engine.settings.page_at_once, "concurrency_id": "ask",
            "show_progress": "hidden", "trigger_mode": "once", "api_visibility": "private",
        }  # fmt: skip
        asking = [parts["question"].submit, parts["ask"].click]
        # what is sent while the end of an answer is on its way is asked after it
        gr.on(asking, self._typed, [parts["question"], *inputs], **settings | {"trigger_mode": "always_last"})
        for example in parts["examples"]:
            example.click(self._typed, [example, *inputs], **settings)
        parts["conversation"].act(self._done, inputs, **settings)
        parts["stop"].click(self._stop, **QUIET)
        parts["afresh"].click(lambda: self.view([], ""), None, self.shown, **QUIET)

    def view(self, exchanges: list[Exchange], conversation: str) -> list[Any]:
        """Everything `shown`, for a conversation that is opened, or begun where it has no exchanges."""
        if not exchanges:
            examples = [gr.Button(**settings) for settings in example_buttons(self._examples)]
            return [welcome_html(self._engine), [], "", "", *self._buttons(busy=False, begun=False), *examples]
        html = conversation_html(exchanges, address=conversation if self._history.on else None)
        hidden = [gr.Button(visible=False)] * len(self._parts["examples"])
        return [html, exchanges, conversation, "", *self._buttons(busy=False, begun=True), *hidden]

    def untouched(self) -> list[Any]:
        """Everything `shown` as it stands: who opens a page may have asked before it has come to itself. Only examples
        are changed, where the library has been since the page was laid out."""
        same = self._examples.questions() == self._offered
        examples = [gr.skip() if same else gr.Button(**each) for each in example_buttons(self._examples)]
        return [*[gr.skip()] * (len(self.shown) - len(examples)), *examples]

    def _buttons(self, *, busy: bool, begun: bool) -> list[Any]:
        return [gr.Button(visible=not busy), gr.Button(visible=busy), gr.Button(visible=begun and not busy)]

    def _typed(
        self, request: gr.Request, question: str, before: list[Exchange], conversation: str, *values: Any
    ) -> Iterator[list[Any]]:
        yield from self._show(Asked(question=question, filters=as_filters(values)), before, conversation, request)

    def _done(
        self, request: gr.Request, act: gr.EventData, before: list[Exchange], conversation: str, *values: Any
    ) -> Iterator[list[Any]]:
        yield from self._show(asked_within(act._data, as_filters(values)), before, conversation, request)

    def _stop(self, request: gr.Request) -> None:
        self._stops.stop(str(request.session_hash))

    def _show(
        self, asked: Asked, before: list[Exchange], conversation: str, request: gr.Request
    ) -> Iterator[list[Any]]:
        session = str(request.session_hash)
        stopped = self._stops.begin(session)
        hidden = [gr.Button(visible=False)] * len(self._parts["examples"])
        last: Shown | None = None
        box: Any = ""  # emptied once: what is typed there meanwhile is the next question
        try:
            for last in respond(self._engine, asked, before, stopped, linked=self._history.on):
                html, kept, left = last
                if kept is before and not left:  # not the end yet, which comes once, with the buttons for what is next
                    yield [html, kept, conversation, box, *self._buttons(busy=True, begun=True), *hidden]
                    box = gr.skip()
        finally:
            self._stops.end(session, stopped)
        if last is None:
            return
        html, kept, left = last
        if kept and kept is not before:
            conversation = conversation or new_id()
            html = self._keep(kept, conversation, owner_of(request))
        yield [html, kept, conversation, left or box, *self._buttons(busy=False, begun=bool(kept)), *hidden]

    def _keep(self, exchanges: list[Exchange], conversation: str, owner: str | None) -> Markup:
        """Hand the newest answer to the history; an answer that cannot be kept is shown all the same."""
        html = conversation_html(exchanges, address=conversation if self._history.on else None)
        try:
            self._history.keep(exchanges[-1].kept, conversation, owner)
        except ExplainedError as error:
            return join([html, tag("p", f"This answer is not kept. {error}", class_="error", role="alert")])
        return html


def asked_within(detail: Any, filters: dict[str, Any]) -> Asked:
    """A question sent from inside the conversation: asked again, or as corrected. It comes from a browser, so it is
    taken for what it is only where it has the right form."""
    question = detail.get("question") if isinstance(detail, dict) else None
    as_it_stands = isinstance(detail, dict) and detail.get("as_it_stands") is True
    return Asked(question=question if isinstance(question, str) else "", filters=filters, as_it_stands=as_it_stands)
