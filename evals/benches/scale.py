"""`bench scale`: 10,000 passages, 100,000, a million (as far as --size says): building, disk, memory, time and recall.

The baseline compares the question with every vector, held in memory: exact, and slower with every passage. Ours is p95
of the vector index at the largest size, as the product asks it (100 nearest).
"""

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.embedding import make_embedder
from assistant.library.store import Library
from evals.benches import BenchContext, BenchResult
from evals.benches.near_copies import NearCopies
from evals.benches.real_passages import real_passages
from evals.benches.scale_library import A_DOCUMENT, PUBLISHERS, disk_mb, fill, index, publisher_of
from evals.datasets.starter import read_questions
from evals.datasets.trafficking_gold import read_questions as read_gold
from evals.libraries import ROOT
from evals.metrics.latency import percentile

SIZES = (10_000, 100_000, 1_000_000)
EMBEDDED = 10_000  # about a quarter of an hour of one busy core
QUESTIONS = 200
TIE = 1e-6  # of cosine
BLOCK = 20_000
Found = dict[str, Any]


def run(context: BenchContext) -> BenchResult:
    sizes = [size for size in SIZES if size <= (context.size or SIZES[0])] or [context.size or SIZES[0]]
    embedder = make_embedder(context.settings)
    passages = real_passages(context.data, context.work, context.settings.passage_tokens, context.progress)
    copies = NearCopies(passages, context.seed, embedder.name)
    copies.embed(min(EMBEDDED, sizes[-1]), embedder, context.work / "embedded.npy", context.progress)
    questions = _questions(context)
    vectors = np.stack([embedder.embed_query(question) for question in questions])
    del embedder
    measured = {str(size): measure(context, copies, size, questions, vectors) for size in sizes}
    largest = measured[str(sizes[-1])]
    return BenchResult(
        name="scale", ours=largest["ms"]["vectors"]["p95"], baseline=largest["exact_ms"]["p95"], unit="ms p95",
        better="lower", n=len(questions), baseline_is="every vector compared, in memory",
        details={
            "real_passages": copies.real, "embedded": copies.embedded, "spread_cosine": round(copies.spread(), 4),
            "sizes": measured,
        },
    )  # fmt: skip


def measure(
    context: BenchContext, copies: NearCopies, size: int, questions: list[str], vectors: NDArray[np.float32]
) -> Found:
    """Everything about one size; a library that a stopped run left under `work` is gone on with."""
    settings = context.settings.model_copy(update={"library": context.work / f"library-{size}"})
    library = Library(settings.library_folder, create=True)
    try:
        seconds = {"store": fill(library, copies, size, context.progress)}
        seconds |= index(library, settings, context.progress)
    finally:
        library.close()
    found = _asked(context.work, settings.library_folder, questions, vectors)
    exact = _Exact(copies, size, vectors, context)
    recall = {
        what: round(exact.recall(hits, share=what.partition(", ")[2].removesuffix(" pass")), 4)
        for what, hits in found.pop("hits").items()
    }
    return {
        "build_s": {what: round(s, 1) for what, s in seconds.items()},
        "disk_mb": {what: round(mb, 1) for what, mb in disk_mb(settings.library_folder).items()},
        "recall_at_10": recall, "exact_ms": exact.milliseconds(), **found,
    }  # fmt: skip


def _asked(work: Path, library: Path, questions: list[str], vectors: NDArray[np.float32]) -> Found:
    (work / "questions.json").write_text(json.dumps(questions), "utf-8")
    np.save(work / "questions.npy", vectors)
    files = [str(library), str(work / "questions.json"), str(work / "questions.npy")]
    command = [sys.executable, "-m", "evals.benches.scale_queries", *files]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    found: Found = json.loads(done.stdout)
    return found


class _Exact:
    """The truth: the ten best cosines of each question, under each filter; and what finding them so would cost."""

    def __init__(self, copies: NearCopies, size: int, vectors: NDArray[np.float32], context: BenchContext) -> None:
        self._copies, self._vectors, self._size = copies, vectors, size
        self._worst = {share: np.full((len(vectors), 10), -1.0, np.float32) for share in ("", *PUBLISHERS)}
        self._seconds = np.zeros(len(vectors))
        for first in range(0, size, BLOCK):
            context.progress(f"Comparing all {size}", first, size)
            self._see(first, min(first + BLOCK, size))

    def recall(self, hits: list[list[int]], share: str) -> float:
        """Share of the ten places that hold one of the ten nearest; one as near as the tenth counts as well."""
        least = self._worst[share].min(axis=1) - TIE
        right = [
            np.sum(np.concatenate([self._copies.vectors(key - 1, key) for key in keys]) @ vector >= worst)
            for keys, vector, worst in zip(hits, self._vectors, least, strict=True)
        ]
        return float(np.sum(right)) / (10 * len(hits))

    def milliseconds(self) -> dict[str, float]:
        return {f"p{p}": round((percentile(p, self._seconds.tolist()) or 0.0) * 1_000, 1) for p in (50, 95)}

    def _see(self, first: int, end: int) -> None:
        block = self._copies.vectors(first, end)
        publishers = np.array([publisher_of(n // A_DOCUMENT) for n in range(first, end)])
        for n, vector in enumerate(self._vectors):
            begin = perf_counter()
            cosines = block @ vector
            best = np.argpartition(-cosines, 9)[:10]
            self._seconds[n] += perf_counter() - begin
            self._keep("", n, cosines[best])
            for share, names in PUBLISHERS.items():
                self._keep(share, n, cosines[np.isin(publishers, names)])

    def _keep(self, share: str, n: int, cosines: NDArray[np.float32]) -> None:
        self._worst[share][n] = np.sort(np.concatenate([self._worst[share][n], cosines]))[-10:]


def _questions(context: BenchContext) -> list[str]:
    found = [q.question for q in read_questions(splits=("dev",)) if not q.history and not q.filters]
    folder = context.data / "trafficking-gold" if context.data else None
    if folder and folder.is_dir():
        found += [q.question for q in read_gold(folder)]
    return found[:QUESTIONS]
