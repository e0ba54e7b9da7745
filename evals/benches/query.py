"""`bench query`: a warm answer in quotes mode, stage by stage, on the starter library.

The baseline does less: it embeds the question by sentence-transformers in fp32 and compares it with every passage, and
neither weighs evidence nor checks a quotation. It is what a plain vector search costs on the same machine.
"""

from time import perf_counter

import numpy as np

from assistant.encoders.weights import minilm_folder
from assistant.engine import Engine
from evals.benches import BenchContext, BenchResult
from evals.benches.passages import fresh_starter
from evals.datasets.rows import read_rows
from evals.libraries import ROOT
from evals.metrics.latency import percentile

QUESTIONS, WARM_UP, NEAREST = 60, 5, 8
STARTER = ROOT / "evals" / "questions" / "starter.jsonl"


def run(context: BenchContext) -> BenchResult:
    library, settings = fresh_starter(context)
    engine, questions = Engine(settings, library), _questions(context.size or QUESTIONS)
    plain = _Plain(library.vectors()[1])
    for question in questions[:WARM_UP]:
        engine.ask(question, mode="quotes"), plain.search(question)
    stages: dict[str, list[float]] = {}
    baseline = []
    for number, question in enumerate(questions):
        context.progress("Asking", number, len(questions))
        for stage, milliseconds in engine.ask(question, mode="quotes").timings_ms.items():
            stages.setdefault(stage, []).append(milliseconds)
        begin = perf_counter()
        plain.search(question)
        baseline.append((perf_counter() - begin) * 1_000)
    shown = {stage: f"p50 {percentile(50, v):.1f}, p95 {percentile(95, v):.1f} ms" for stage, v in stages.items()}
    return BenchResult(
        name="query", ours=percentile(95, stages["total"]) or 0.0, baseline=percentile(95, baseline), unit="ms p95",
        better="lower", n=len(questions), baseline_is="plain vector search", details=shown,
    )  # fmt: skip


class _Plain:
    def __init__(self, vectors: np.ndarray) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(minilm_folder()), device="cpu")
        self._vectors = vectors

    def search(self, question: str) -> list[int]:
        vector = self._model.encode(question, normalize_embeddings=True)
        best: list[int] = np.argsort(-(self._vectors @ vector))[:NEAREST].tolist()
        return best


def _questions(count: int) -> list[str]:
    rows = read_rows(STARTER, dict)
    return [row["question"] for row in rows if row["split"] == "dev" and not row["filters"]][:count]
