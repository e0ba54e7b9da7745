"""Putting cases to the assistant: the answer as JSON, and what retrieval and evidence search made of the question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from assistant.engine import Engine, Mode
from assistant.filters import read_filters
from assistant.library.store import Library
from assistant.question import read_question
from assistant.retrieval import Hit
from assistant.settings import Settings
from evals.cases import Case

RETRIEVED = 16
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
        answer = self.engine.ask(case.question, filters=case.filters, history=case.history, mode=self._mode).as_json()
        retrieved, support = self.look(answer["standalone_question"], case.filters)
        standalone = None
        if case.standalone is not None:
            standalone = self.engine.ask(case.standalone, filters=case.filters, mode=self._mode).as_json()
        return {"answer": answer, "retrieved": retrieved, "support": support, "standalone": standalone}

    def look(self, text: str, raw_filters: Mapping[str, Any]) -> tuple[list[dict[str, Any]], float | None]:
        """What the engine's own parts retrieve for a question, and the support of the best sentence in it."""
        parts = self.engine.parts
        question = read_question(text)
        filters = read_filters(raw_filters, self.engine.library.sources)
        hits = parts.retriever.retrieve(question, parts.retriever.embed(question), filters, RETRIEVED)
        scored = parts.evidence.find(question, hits)
        return [_retrieved(hit) for hit in hits], max((s.support for s in scored), default=None)


def _retrieved(hit: Hit) -> dict[str, Any]:
    p = hit.passage
    return {
        "source_id": p.source.id, "source_sha256": p.source_sha256, "page": p.page, "start": p.start, "end": p.end,
        "score": round(hit.score, 4), "text": p.text,
    }  # fmt: skip
