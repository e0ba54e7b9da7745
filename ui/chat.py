"""Chat panel: the question box, the conversation above it, examples to begin with."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Any

import gradio as gr

from assistant.answer import Answer
from assistant.conversation import Turn
from assistant.engine import Engine
from assistant.filters import Filters
from assistant.refusals import coverage
from assistant.written import Checked
from corpus.errors import ExplainedError
from ui.answers import answer_html, claims_html
from ui.examples import examples
from ui.filters import FiltersPanel, as_filters
from ui.markup import Markup, join, tag
from ui.refusals import covers_said
from ui.words import counted

log = logging.getLogger(__name__)

AT_ONCE = 8  # the engine takes turns; more only wait inside it, fewer would hold up people who stream from a model
REMEMBERED = 6  # earlier exchanges a follow-up is read with
KEPT = 50  # exchanges shown; older ones leave the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One question and what the page showed for it. Belongs to one browser session, in memory only."""

    turn: Turn
    html: Markup


def chat_panel(engine: Engine) -> dict[str, Any]:
    """The conversation and the examples; `connect_chat` joins them with composer and filters."""
    conversation = gr.HTML(welcome_html(engine), elem_id="conversation", apply_default_css=False, elem_classes="paper")
    with gr.Column(elem_id="examples"):
        offered = [gr.Button(text, elem_classes="example") for text in examples(engine)]
    return {"conversation": conversation, "examples": offered}


def composer() -> dict[str, Any]:
    """The question box with its button."""
    with gr.Row(elem_id="composer"):
        question = gr.Textbox(
            label="Your question", placeholder="Ask about trafficking, forced labour, scam compounds …", lines=1,
            max_lines=6, elem_id="question", scale=5, container=False,
        )  # fmt: skip
        ask = gr.Button("Ask", variant="primary", elem_id="ask", scale=0, min_width=88)
    return {"question": question, "ask": ask}


def connect_chat(engine: Engine, parts: dict[str, Any], filters: FiltersPanel) -> None:
    exchanges = gr.State([])
    outputs = [parts["conversation"], exchanges, parts["question"], *parts["examples"]]

    def show(question: str, before: list[Exchange], *values: Any) -> Iterator[tuple[Any, ...]]:
        hidden = [gr.Button(visible=False)] * len(parts["examples"])
        for shown, kept, box in respond(engine, question, before, as_filters(values)):
            yield (shown, kept, box, *hidden)

    settings: dict[str, Any] = {
        "outputs": outputs, "concurrency_limit": AT_ONCE, "concurrency_id": "ask", "show_progress": "hidden",
        "trigger_mode": "once", "api_visibility": "private",
    }  # fmt: skip
    inputs = [parts["question"], exchanges, *filters.inputs]
    gr.on([parts["question"].submit, parts["ask"].click], show, inputs, **settings)
    for example in parts["examples"]:
        example.click(show, [example, exchanges, *filters.inputs], **settings)


def respond(
    engine: Engine, question: str, before: list[Exchange], filters: dict[str, Any]
) -> Iterator[tuple[str, list[Exchange], str]]:
    """What the page shows while and after answering: conversation, exchanges kept, text left in the question box."""
    if not question.strip():
        yield conversation_html(before) if before else welcome_html(engine), before, ""
        return
    heard: list[Checked] = []
    history = [e.turn for e in before[-REMEMBERED:]]
    yield conversation_html(before, exchange_html(question, _waiting(engine), busy=True)), before, ""
    try:
        for item in _answering(engine, question, filters, history):
            if isinstance(item, Answer):
                html = exchange_html(question, answer_html(item, engine.library))
                kept = [*before, Exchange(turn=Turn(question=item.question, answer=item.text), html=html)][-KEPT:]
                yield conversation_html(kept), kept, ""
            else:
                heard.append(item)
                yield conversation_html(before, exchange_html(question, claims_html(heard), busy=True)), before, ""
    except ExplainedError as error:
        yield conversation_html(before, exchange_html(question, error_html(error))), before, question
    except Exception:
        log.exception("Answering failed")
        failed = ExplainedError(
            what="Cannot answer", why="something in the assistant itself failed",
            fix="Try again, or look into the server's log",
        )  # fmt: skip
        yield conversation_html(before, exchange_html(question, error_html(failed))), before, question


def _answering(
    engine: Engine, question: str, filters: dict[str, Any], history: Sequence[Turn]
) -> Iterator[Checked | Answer]:
    """Sentences as they are checked, then the answer. Raises what the engine raises."""
    heard: SimpleQueue[Checked | Answer | Exception] = SimpleQueue()

    def work() -> None:
        try:
            heard.put(engine.ask(question, filters=filters, history=history, on_sentence=heard.put))
        except Exception as error:
            heard.put(error)

    Thread(target=work, daemon=True, name="answer").start()
    while True:
        item = heard.get()
        if isinstance(item, Exception):
            raise item
        yield item
        if isinstance(item, Answer):
            return


def conversation_html(exchanges: Sequence[Exchange], last: Markup | None = None) -> Markup:
    return tag("div", *[e.html for e in exchanges], *([last] if last else []), class_="exchanges")


def exchange_html(question: str, body: Markup, *, busy: bool = False) -> Markup:
    asked = tag("h2", question, class_="asked", dir="auto")
    return tag("section", asked, body, class_="exchange", aria_busy="true" if busy else None)


def error_html(error: ExplainedError) -> Markup:
    said = join([tag("b", f"{error.what}: "), f"{error.why}. {error.fix}."])
    return tag("div", tag("p", said), class_="error", role="alert")


def welcome_html(engine: Engine) -> Markup:
    """What this is and what it covers, until the first question."""
    promise = (
        "Every sentence of an answer rests on exact words in a named publication. "
        "Choose a number to see them in their page."
    )
    covers = covers_said(coverage(engine.library, Filters()), engine.library)
    return tag("div", tag("p", promise, class_="lead"), tag("p", covers, class_="covers"), class_="welcome")


def _waiting(engine: Engine) -> Markup:
    return tag("p", f"Reading the library ({counted(len(engine.library.sources), 'publication')}) …", class_="waiting")
