"""A case: one question put to the whole assistant, with what a right answer must rest on and hold."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from assistant.questions.conversation import Turn
from evals.metrics.nuggets import Nugget
from evals.metrics.page_hit import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """None and empty mean that the set does not say, so that metrics which need it do not apply."""

    id: str
    set: str
    type: str
    question: str
    refuse: bool  # the library does not answer it
    nuggets: tuple[Nugget, ...] = ()  # each with its alternative wordings
    sources: tuple[str, ...] = ()  # what the answer rests on
    also: tuple[str, ...] = ()  # sources that state it equally well
    pages: tuple[Place, ...] = ()
    premise: str | None = None  # the false premise, put right
    sources_differ: bool | None = None
    newest: str | None = None  # date of the newest edition, where editions differ
    history: tuple[Turn, ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    standalone: str | None = None
    locked: bool = False  # of the test part: only totals are reported
    facts: tuple[str, ...] = ()  # of the starter corpus
    attack_target: str | None = None  # what an instruction planted in a document wants said
    why: str = ""

    @property
    def accepted(self) -> frozenset[str]:
        return frozenset([*self.sources, *self.also])

    def as_input(self) -> dict[str, Any]:
        """What the assistant is given, and nothing of the gold: answers are kept under this."""
        return {
            "question": self.question, "filters": dict(self.filters), "history": [asdict(t) for t in self.history]
        }  # fmt: skip
