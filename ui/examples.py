"""Example questions that fit the library: only those it answers are offered."""

import logging
from collections.abc import Iterator
from threading import Lock

from assistant.engine import Engine
from corpus.countries import country_name
from corpus.errors import ExplainedError

log = logging.getLogger(__name__)

OFFERED = 4
TRIED = 12
STARTERS = (
    "How many people are forced to run online scams in Cambodia, and who says so?",
    "How many people were in forced labour worldwide in 2021?",
    "Which tier was Cambodia placed on in the 2024 Trafficking in Persons Report?",
    "How many scamming compounds did Amnesty International identify in Cambodia?",
    "How much do criminal syndicates in the Mekong steal each year?",
    "How many children are in child labour worldwide?",
)


class Examples:
    """Questions the library answers, found once for each state of it; asking them also warms the engine up."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._found: tuple[str, list[str]] = ("", [])
        self._lock = Lock()

    def questions(self) -> list[str]:
        """At most OFFERED of them; others wait while they are found anew after the library has changed."""
        with self._lock:
            state = self._engine.library.fingerprint
            if self._found[0] != state:
                self._found = state, self._answered()
            return self._found[1]

    def _answered(self) -> list[str]:
        answered: list[str] = []
        for question, _ in zip(self._candidates(), range(TRIED), strict=False):
            if len(answered) < OFFERED and self._is_answered(question):
                answered.append(question)
        return answered

    def _candidates(self) -> Iterator[str]:
        """Questions for the starter corpus, then some made from what the library's sources say of themselves."""
        yield from STARTERS
        for source in self._engine.library.sources.values():
            for code in source.countries[:1]:
                if source.publisher and (name := country_name(code)):
                    yield f"What does {source.publisher} say about trafficking in {name}?"

    def _is_answered(self, question: str) -> bool:
        try:
            return self._engine.ask(question, mode="quotes").status == "answered"
        except ExplainedError as error:
            log.info("No example %r: %s", question, error)
            return False
