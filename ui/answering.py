"""What the page asks, and how its reader stops what is asked."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question from the page. One that stands as it is, is not read as a follow-up."""

    question: str
    filters: Mapping[str, Any] = field(default_factory=dict)
    as_it_stands: bool = False


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
