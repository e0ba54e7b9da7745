"""Chat panel: the question box, the conversation above it, examples to begin with."""

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.answer import Answer
from assistant.conversation import Turn
from assistant.engine import Engine
from assistant.filters import Filters
from assistant.refusals import coverage
from assistant.written import Checked
from corpus.errors import ExplainedError
from ui.answering import Asked, Reading, Stopped, Stops, answering
from ui.answers import answer_html, claims_html
from ui.examples import OFFERED, Examples
from ui.filters import FiltersPanel, as_filters
from ui.markup import Markup, join, tag
from ui.refusals import covers_said
from ui.words import counted

log = logging.getLogger(__name__)

REMEMBERED = 6  # earlier exchanges a follow-up is read with
KEPT = 50  # exchanges shown; older ones leave the page
Shown = tuple[Markup, list["Exchange"], str]
"""What the page shows: the conversation, the exchanges kept, the text left in the question box."""

# The page's own scripts send what is done inside the conversation with an event of this name.
LISTEN = "element.addEventListener('act', event => trigger('act', event.detail))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One question and what the page showed for it. Belongs to one browser session, in memory only."""

    turn: Turn
    html: Markup


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
    return {"question": question, "ask": ask, "stop": stop}


def connect_chat(engine: Engine, parts: dict[str, Any], filters: FiltersPanel) -> None:
    """Join box, examples and what is done inside the conversation with the answers."""
    exchanges, stops = gr.State([]), Stops()
    outputs = [parts["conversation"], exchanges, parts["question"], parts["ask"], parts["stop"], *parts["examples"]]

    def show(asked: Asked, before: list[Exchange], request: gr.Request) -> Iterator[tuple[Any, ...]]:
        hidden = [gr.Button(visible=False)] * len(parts["examples"])
        session = str(request.session_hash)
        stopped = stops.begin(session)
        last: Shown | None = None
        try:
            for last in respond(engine, asked, before, stopped):
                yield (*last, gr.Button(visible=False), gr.Button(visible=True), *hidden)
        finally:
            stops.end(session, stopped)
        if last is not None:
            yield (*last, gr.Button(visible=True), gr.Button(visible=False), *hidden)

    def typed(request: gr.Request, question: str, before: list[Exchange], *values: Any) -> Iterator[tuple[Any, ...]]:
        yield from show(Asked(question=question, filters=as_filters(values)), before, request)

    def done(request: gr.Request, act: gr.EventData, before: list[Exchange], *values: Any) -> Iterator[tuple[Any, ...]]:
        yield from show(asked_within(act._data, as_filters(values)), before, request)

    def stop(request: gr.Request) -> None:
        stops.stop(str(request.session_hash))

    settings: dict[str, Any] = {
        "outputs": outputs, "concurrency_limit": engine.settings.page_at_once, "concurrency_id": "ask",
        "show_progress": "hidden", "trigger_mode": "once", "api_visibility": "private",
    }  # fmt: skip
    gr.on(
        [parts["question"].submit, parts["ask"].click],
        typed,
        [parts["question"], exchanges, *filters.inputs],
        **settings,
    )
    for example in parts["examples"]:
        example.click(typed, [example, exchanges, *filters.inputs], **settings)
    parts["conversation"].act(done, [exchanges, *filters.inputs], **settings)
    parts["stop"].click(stop, queue=False, show_progress="hidden", api_visibility="private")


def asked_within(detail: Any, filters: dict[str, Any]) -> Asked:
    """A question sent from inside the conversation: asked again, or as corrected. It comes from a browser, so it is
    taken for what it is only where it has the right form."""
    question = detail.get("question") if isinstance(detail, dict) else None
    as_it_stands = isinstance(detail, dict) and detail.get("as_it_stands") is True
    return Asked(question=question if isinstance(question, str) else "", filters=filters, as_it_stands=as_it_stands)


def respond(engine: Engine, asked: Asked, before: list[Exchange], stop: threading.Event) -> Iterator[Shown]:
    """What the page shows while and after answering. Without an answer the question stays in the box."""
    if not asked.question.strip():
        yield conversation_html(before) if before else welcome_html(engine), before, ""
        return

    def so_far(body: Markup, *, busy: bool = True) -> Markup:
        return conversation_html(before, exchange_html(asked.question, body, busy=busy))

    heard: list[Checked] = []
    history = [e.turn for e in before[-REMEMBERED:]]
    yield so_far(_waiting(f"Searching {counted(len(engine.library.sources), 'publication')} …")), before, ""
    try:
        for item in answering(engine, asked, history, stop):
            if isinstance(item, Reading):
                yield so_far(_waiting(_reading(item))), before, ""
            elif isinstance(item, Checked):
                heard.append(item)
                yield so_far(claims_html(heard)), before, ""
            else:
                kept = [*before, _exchange(asked, item, engine)][-KEPT:]
                yield conversation_html(kept), kept, ""
    except Stopped:
        yield so_far(stopped_html(asked, heard), busy=False), before, asked.question
    except ExplainedError as error:
        yield so_far(error_html(error, asked), busy=False), before, asked.question
    except Exception:
        log.exception("Answering failed")
        failed = ExplainedError(
            what="Cannot answer", why="something in the assistant itself failed",
            fix="Try again, or look into the server's log",
        )  # fmt: skip
        yield so_far(error_html(failed, asked), busy=False), before, asked.question


def _exchange(asked: Asked, answer: Answer, engine: Engine) -> Exchange:
    html = exchange_html(asked.question, answer_html(answer, engine.library))
    return Exchange(turn=Turn(question=answer.question, answer=answer.text), html=html)


def conversation_html(exchanges: Sequence[Exchange], last: Markup | None = None) -> Markup:
    return tag("div", *[e.html for e in exchanges], *([last] if last else []), class_="exchanges")


def exchange_html(question: str, body: Markup, *, busy: bool = False) -> Markup:
    asked = tag("h2", question, class_="asked", dir="auto")
    return tag("section", asked, body, class_="exchange", aria_busy="true" if busy else None)


def error_html(error: ExplainedError, asked: Asked) -> Markup:
    said = join([tag("b", f"{error.what}: "), f"{error.why}. {error.fix}."])
    return tag("div", tag("p", said), tag("p", again_button(asked), class_="actions"), class_="error", role="alert")


def stopped_html(asked: Asked, heard: Sequence[Checked]) -> Markup:
    """The sentences that had passed their check, plainly not the whole answer."""
    said = "Stopped. What stands here was checked, but the answer is not whole." if heard else "Stopped."
    return join([claims_html(heard), tag("p", said, class_="stopped"), tag("p", again_button(asked), class_="actions")])


def again_button(asked: Asked) -> Markup:
    return tag("button", "Try again", type="button", class_="quiet again", data_ask=asked.question)


def welcome_html(engine: Engine) -> Markup:
    """What this is and what it covers, until the first question."""
    promise = (
        "Every sentence of an answer rests on exact words in a named publication. "
        "Choose a number to see them in their page."
    )
    covers = covers_said(coverage(engine.library, Filters()), engine.library)
    return tag("div", tag("p", promise, class_="lead"), tag("p", covers, class_="covers"), class_="welcome")


def _waiting(words: str) -> Markup:
    return tag("p", words, class_="waiting")


def _reading(reading: Reading) -> str:
    passages, publications = counted(reading.passages, "passage"), counted(reading.publications, "publication")
    return f"Reading {passages} from {publications} …"
