"""What a peer is given and gives back, timed the same for all. Standard library only: it runs in the peers' own
environments, as `python -m evals.peers.NAME JOB.json`."""

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

TOP = 5
Index = TypeVar("Index")


@dataclass(frozen=True)
class Job:
    """`documents`: JSON lines of doc_id, text and what is known of it. `passages`: the same text cut as ours, with
    doc_id, text and `context` (title, publisher, date, place). `model`: folder of the MiniLM weights. `work`: an empty
    folder."""

    documents: str
    passages: str
    questions: str
    model: str
    work: str
    out: str
    variant: str = ""


@dataclass(frozen=True)
class Reply:
    """Documents found, best first, what a reader would be shown, and whether it refused instead."""

    documents: list[str]
    shown: str
    refused: bool = False


def rows(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text("utf-8").split("\n") if line]


def serve(build: Callable[[Job], Index], ask: Callable[[Index, str], Reply]) -> None:
    """Build the index, ask every question, write replies with seconds and peak memory."""
    job = Job(**json.loads(Path(sys.argv[1]).read_text("utf-8")))
    begin = perf_counter()
    index = build(job)
    built = perf_counter() - begin
    replies, times = [], []
    for question in rows(job.questions):
        begin = perf_counter()
        replies.append({"id": question["id"], **asdict(ask(index, question["question"]))})
        times.append(perf_counter() - begin)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    result = {"build_seconds": built, "ask_seconds": times, "peak_mb": peak_mb, "replies": replies}
    Path(job.out).write_text(json.dumps(result, ensure_ascii=False), "utf-8")
