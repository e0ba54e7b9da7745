"""An answer in the making: heard piece by piece from a thread of its own, and stopped when its reader says so."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from assistant.answer import Answer
from assistant.generation.written import Checked

LISTENING = 0.2  # seconds between two looks at whether the reader has stopped it

Ask = Callable[..., Answer]
"""`Engine.ask` with the question and all that belongs to it; it is given `on_sentence`, `on_read` and `stop`."""


class Stopped(Exception):
    """The reader wants no more of this answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is being read for an answer."""

    passages: int
    publications: int


def answering(ask: Ask, stop: threading.Event) -> Iterator[Reading | Checked | Answer]:
    """What is read, sentences as they are checked, then the answer.

    Raises what the engine raises, and Stopped once `stop` is set; leaving the iterator sets it, which ends the work.
    """
    heard: SimpleQueue[Reading | Checked | Answer | Exception] = SimpleQueue()

    def hear(item: Reading | Checked) -> None:
        if stop.is_set():
            raise Stopped
        heard.put(item)

    def read(passages: int, publications: int) -> None:
        hear(Reading(passages=passages, publications=publications))

    def work() -> None:
        try:
            heard.put(ask(on_sentence=hear, on_read=read, stop=stop))
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


def _next(
    heard: "SimpleQueue[Reading | Checked | Answer | Exception]", stop: threading.Event
) -> Reading | Checked | Answer | Exception:
    while True:
        with suppress(Empty):
            return heard.get(timeout=LISTENING)
        if stop.is_set():
            raise Stopped
