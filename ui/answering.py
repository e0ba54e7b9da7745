"""An answer in the making: heard piece by piece from a thread of its own, and stopped when its reader says so."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from assistant.answer import Answer
from assistant.conversation import Turn
from assistant.engine import Engine
from assistant.written import Checked

LISTENING = 0.2  # seconds between two looks at whether the reader has stopped it


class Stopped(Exception):
    """The reader wants no more of this answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question from the page. One that stands as it is, is not read as a follow-up."""

    question: str
    filters: Mapping[str, Any] = field(default_factory=dict)
    as_it_stands: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is being read for an answer."""

    passages: int
    publications: int


class Stops:
    """For each browser session, how to stop what it is waiting for."""

    def __init__(self) -> None:
        self._running: dict[str, threading.Event] = {}

    def begin(self, session: str) -> threading.Event:
        self._running[session] = stop = threading.Event()
        return stop

    def end(self, session: str, stop: threading.Event) -> None:
        if self._running.get(session) is stop:
            del self._running[session]

    def stop(self, session: str) -> None:
        if session in self._running:
            self._running[session].set()


def answering(
    engine: Engine, asked: Asked, history: Sequence[Turn], stop: threading.Event
) -> Iterator[Reading | Checked | Answer]:
    """What is read, sentences as they are checked, then the answer.

    Raises what the engine raises, and Stopped once `stop` is set; leaving the iterator sets it, which ends the work.
    """
    heard: SimpleQueue[Reading | Checked | Answer | Exception] = SimpleQueue()

    def hear(item: Reading | Checked) -> None:
        if stop.is_set():
            raise Stopped
        heard.put(item)

    def work() -> None:
        try:
            heard.put(
                engine.ask(
                    asked.question,
                    filters=asked.filters,
                    history=() if asked.as_it_stands else history,
                    on_sentence=hear,
                    stop=stop,
                    on_read=lambda passages, sources: hear(Reading(passages=passages, publications=sources)),
                )
            )
        except Exception as error:
            heard.put(error)

    threading.Thread(target=work, daemon=True, name="answer").start()
    try:
        while True:
            item = _next(heard, stop)
            if isinstance(item, Exception):
                raise item
            if stop.is_set() and not isinstance(item, Answer):  # what is still on its way is not waited for
                raise Stopped
            yield item
            if isinstance(item, Answer):
                return
    finally:
        stop.set()


def _next(heard: "SimpleQueue[Reading | Checked | Answer | Exception]", stop: threading.Event) -> Any:
    while True:
        try:
            return heard.get(timeout=LISTENING)
        except Empty:
            if stop.is_set():
                raise Stopped from None
