"""Questions to a large library, in a process of its own, so that its memory is the library's and the indexes' alone.

`python -m evals.benches.scale_queries LIBRARY QUESTIONS.json VECTORS.npy` prints one JSON object.
"""

import json
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.filters import Filters
from assistant.index.searching import Indexes
from assistant.library.store import Library
from assistant.questions.question import read_question
from assistant.retrieval import DEPTH, Retriever
from assistant.settings import Settings
from evals.benches.real_passages import Unembedded
from evals.benches.scale_library import PUBLISHERS
from evals.metrics.latency import percentile

WARM = 10


def main(folder: Path, questions: list[str], vectors: NDArray[np.float32]) -> dict[str, Any]:
    begin = perf_counter()
    library = Library(folder)
    indexes = Indexes(library, Settings(library=folder))
    retriever = Retriever(library, indexes, Unembedded(name=library.meta("embedder") or ""))
    read = [read_question(text) for text in questions]
    indexes.refresh()
    retriever.retrieve(read[0], vectors[0], Filters(), 16)
    found: dict[str, Any] = {"first_s": perf_counter() - begin, "ms": {}, "hits": {}}
    timed = partial(_timed, found, range(len(read)))

    def search(what: str, filters: Filters, keys: NDArray[np.int64] | None) -> None:
        timed(f"vectors{what}", lambda n: indexes.nearest(vectors[n], DEPTH, keys), keep=True)
        timed(f"retrieval{what}", lambda n: retriever.retrieve(read[n], vectors[n], filters, 16))

    timed("words", lambda n: indexes.search_passages(read[n].sought, DEPTH, None))
    timed("pages", lambda n: indexes.search_pages(read[n].sought, DEPTH, None))
    timed("documents", lambda n: indexes.search_documents(read[n].terms, DEPTH, None))
    search("", Filters(), None)
    found["memory_mb"] = _memory("VmRSS")
    for share, publishers in PUBLISHERS.items():
        filters = Filters(publisher=publishers)
        sources = [s.id for s in library.sources.values() if filters.admits(s)]
        search(f", {share} pass", filters, library.passage_keys(sources))
    found["peak_mb"] = _memory("VmHWM")
    return found


def _timed(
    found: dict[str, Any], each: Sequence[int], what: str, ask: Callable[[int], Any], *, keep: bool = False
) -> None:
    """p50 and p95 of each question once, after some that warm up; the ten nearest of each where they are kept."""
    for n in each[:WARM]:
        ask(n)
    seconds, hits = [], []
    for n in each:
        begin = perf_counter()
        answer = ask(n)
        seconds.append(perf_counter() - begin)
        hits.append([key for key, _ in answer[:10]] if keep else [])
    found["ms"][what] = {f"p{p}": round((percentile(p, seconds) or 0.0) * 1_000, 1) for p in (50, 95)}
    if keep:
        found["hits"][what] = hits


def _memory(field: str) -> float:
    """Megabytes resident now (VmRSS) or at most (VmHWM). Needs Linux."""
    status = Path("/proc/self/status").read_text("ascii")
    return round(int(re.findall(rf"{field}:\s+(\d+) kB", status)[0]) / 1_024)


if __name__ == "__main__":
    _, library_folder, questions_file, vectors_file = sys.argv
    asked = json.loads(Path(questions_file).read_text("utf-8"))
    print(json.dumps(main(Path(library_folder), asked, np.load(vectors_file))))
