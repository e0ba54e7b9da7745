"""A conversation as the page shows it: each question with what was answered, while it is answered and after."""

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from assistant.engine import Engine
from assistant.filters import Filters
from assistant.generation.answering import Reading, Stopped, answering
from assistant.generation.written import Checked
from assistant.library.store import Library
from assistant.questions.conversation import Turn
from assistant.records import Kept, new_id, now
from assistant.refusals import coverage
from corpus.errors import ExplainedError
from ui.answering import Asked
from ui.answers import answer_html, claims_html
from ui.markup import Markup, join, tag
from ui.refusals import covers_said
from ui.words import counted

log = logging.getLogger(__name__)

REMEMBERED = 6  # earlier exchanges a follow-up is read with
KEPT = 50  # exchanges shown; older ones leave the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One question with its answer and what the page showed for it. Belongs to one browser session."""

    kept: Kept
    html: Markup

    @property
    def turn(self) -> Turn:
        return Turn(question=self.kept.answer.question, answer=self.kept.answer.text)


Shown = tuple[Markup, list[Exchange], str]
"""What the page shows: the conversation, the exchanges kept, the text left in the question box."""


def as_exchange(kept: Kept, library: Library, *, linked: bool = False) -> Exchange:
    return Exchange(kept=kept, html=exchange_html(kept.answer.question, answer_html(kept, library, linked=linked)))


def respond(
    engine: Engine, asked: Asked, before: list[Exchange], stop: threading.Event, *, linked: bool = False
) -> Iterator[Shown]:
    """What the page shows while and after answering. Without an answer the question stays in the box."""
    if not asked.question.strip():
        yield conversation_html(before) if before else welcome_html(engine), before, ""
        return

    def so_far(body: Markup, *, busy: bool = True) -> Markup:
        return conversation_html(before, last=exchange_html(asked.question, body, busy=busy))

    heard: list[Checked] = []
    history = () if asked.as_it_stands else tuple(e.turn for e in before[-REMEMBERED:])
    ask = partial(engine.ask, asked.question, filters=asked.filters, history=history)
    yield so_far(_waiting(f"Searching {counted(len(engine.library.sources), 'publication')} …")), before, ""
    try:
        for item in answering(ask, stop):
            if isinstance(item, Reading):
                yield so_far(_waiting(_reading(item))), before, ""
            elif isinstance(item, Checked):
                heard.append(item)
                yield so_far(claims_html(heard)), before, ""
            else:
                new = Kept(id=new_id(), at=now(), answer=item)
                kept = [*before, as_exchange(new, engine.library, linked=linked)][-KEPT:]
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


def conversation_html(
    exchanges: Sequence[Exchange], *, last: Markup | None = None, address: str | None = None
) -> Markup:
    """Exchanges from top to bottom; `address` is under what name the conversation can be opened again."""
    shown = [*[e.html for e in exchanges], *([last] if last else [])]
    return tag("div", *shown, class_="exchanges", data_conversation=address)


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
