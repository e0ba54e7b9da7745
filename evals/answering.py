"""Putting cases to the assistant: the answer as JSON, and what retrieval and evidence search made of the question."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from assistant.engine import Engine, Mode
from assistant.evidence.support import Scored
from assistant.library.store import Library
from assistant.retrieval import Hit
from assistant.settings import Settings
from evals.cases import Case

Answered = Mapping[str, Any]
"""`answer` (ANSWER JSON), `retrieved` (passages, best first, with `score` and `text`), `support` (of the best sentence,
None where there is none), `standalone` (the answer to a follow-up's stand-alone form, else None)."""


class Answerer(Protocol):
    def __call__(self, case: Case) -> Answered: ...


MakeAnswerer = Callable[[], Answerer]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEngine:
    """Opens the assistant itself on a library; can be sent to another process, unlike the engine."""

    settings: Settings
    folder: Path
    mode: Mode

    def __call__(self) -> Answerer:
        settings = self.settings.model_copy(update={"library": self.folder})
        return EngineAnswerer(Engine(settings, Library(self.folder)), self.mode)


class EngineAnswerer:
    """The assistant as it is."""

    def __init__(self, engine: Engine, mode: Mode = "quotes") -> None:
        self.engine, self._mode = engine, mode

    def __call__(self, case: Case) -> Answered:
        found = Found()
        answer = self.engine.ask(
            case.question, filters=case.filters, history=case.history, mode=self._mode, on_evidence=found
        ).as_json()
        standalone = None
        if case.standalone is not None:
            standalone = self.engine.ask(case.standalone, filters=case.filters, mode=self._mode).as_json()
        return {"answer": answer, "retrieved": found.retrieved, "support": found.support, "standalone": standalone}


@dataclass(slots=True)
class Found:
    """What the engine says it found on the way to an answer."""

    retrieved: list[dict[str, Any]] = field(default_factory=list)
    support: float | None = None

    def __call__(self, hits: Sequence[Hit], scored: Sequence[Scored]) -> None:
        self.retrieved = [_retrieved(hit) for hit in hits]
        self.support = max((s.support for s in scored), default=None)


def _retrieved(hit: Hit) -> dict[str, Any]:
    p = hit.passage
    return {
        "source_id": p.source.id, "source_sha256": p.source_sha256, "page": p.page, "start": p.start, "end": p.end,
        "score": round(hit.score, 4), "text": p.text,
    }  # fmt: skip
