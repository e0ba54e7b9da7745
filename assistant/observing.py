"""What others may observe of answering: its stages, its outcome, how much is under way. Never its words.

Whoever wants to know (traces, metrics, logs) says so here; without them nothing is loaded and nothing is kept.
"""

import functools
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import ParamSpec

from assistant.answer import Answer

P = ParamSpec("P")
Spans = Callable[[str], AbstractContextManager[object]]
"""What opens a span of this name around a stage."""


class Observers:
    """Those who observe this process."""

    def __init__(self) -> None:
        self.spans: Spans = lambda name: nullcontext()
        self.answered: list[Callable[[Answer], None]] = []
        self._busy, self._lock = 0, threading.Lock()

    @property
    def busy(self) -> int:
        """Questions being answered at this moment."""
        return self._busy

    def count(self, change: int) -> None:
        with self._lock:
            self._busy += change


OBSERVERS = Observers()


def observed(ask: Callable[P, Answer]) -> Callable[P, Answer]:
    """The same function, with a span around it, counted while it runs, its answer shown to who observes."""

    @functools.wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> Answer:
        OBSERVERS.count(1)
        try:
            with OBSERVERS.spans("ask"):
                answer = ask(*args, **kwargs)
        finally:
            OBSERVERS.count(-1)
        for listener in OBSERVERS.answered:
            listener(answer)
        return answer

    return asked


def stage(name: str) -> AbstractContextManager[object]:
    """A span around one stage of an answer, where somebody traces."""
    return OBSERVERS.spans(name)
