"""Example questions that fit the library: only those it answers are offered."""

import logging
from collections.abc import Iterator

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


def examples(engine: Engine) -> list[str]:
    """At most OFFERED questions that the library answers; asking them also warms the engine up."""
    answered: list[str] = []
    for question, _ in zip(_candidates(engine), range(TRIED), strict=False):
        if len(answered) < OFFERED and _is_answered(engine, question):
            answered.append(question)
    return answered


def _candidates(engine: Engine) -> Iterator[str]:
    """Questions for the starter corpus, then some made from what the library's sources say of themselves."""
    yield from STARTERS
    for source in engine.library.sources.values():
        for code in source.countries[:1]:
            if source.publisher and (name := country_name(code)):
                yield f"What does {source.publisher} say about trafficking in {name}?"


def _is_answered(engine: Engine, question: str) -> bool:
    try:
        return engine.ask(question, mode="quotes").status == "answered"
    except ExplainedError as error:
        log.info("No example %r: %s", question, error)
        return False
