"""How long each stage of an answer takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from assistant import observing


@dataclass(slots=True)
class Stopwatch:
    """Milliseconds a stage."""

    started: float = field(default_factory=perf_counter)
    stages: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begin = perf_counter()
        try:
            with observing.stage(name):
                yield
        finally:
            self.stages[name] = round(self.stages.get(name, 0.0) + (perf_counter() - begin) * 1000, 2)

    def read(self) -> dict[str, float]:
        stages = {name: self.stages.get(name, 0.0) for name in ("embed", "retrieve", "rerank", "generate", "check")}
        return {**stages, "total": round((perf_counter() - self.started) * 1000, 2)}
