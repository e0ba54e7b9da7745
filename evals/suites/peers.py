"""Ours beside other systems: the same documents and questions in the same run, each timed in a process of its own.

Quality: which document comes first and among five, whether what a reader is shown holds the answer, and refusals.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.encoders.weights import minilm_folder
from assistant.index.sync import source_context
from corpus.errors import ModelError, SetupError
from evals.case_sets import gold_set
from evals.cases import Case
from evals.datasets import trafficking_gold
from evals.datasets.rows import write_documents
from evals.environments import python_of
from evals.libraries import ROOT
from evals.metrics import refusal
from evals.metrics.latency import percentile, percentile_interval
from evals.metrics.nuggets import all_nuggets
from evals.metrics.recall import recall_at
from evals.metrics.scores import Score
from evals.peers import PEERS, Peer
from evals.peers.job import TOP, Job
from evals.suites import Metric, Record, SuiteContext, SuiteResult, score_metric

HOURS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What one system gave back."""

    peer: Peer
    replies: Mapping[str, Mapping[str, Any]]
    build_seconds: float
    ask_seconds: Sequence[float]
    peak_mb: float


def run(context: SuiteContext) -> SuiteResult:
    cases = gold_set(context).cases
    records: list[Record] = []
    metrics: list[Metric] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory(prefix="assistant-peers-") as name:
        job = _job(context, cases, Path(name))
        for number, peer in enumerate(PEERS, start=1):
            try:
                ran = _ran(context, peer, job, Path(name) / str(number))
            except (SetupError, ModelError) as error:
                notes.append(f"{peer.name} was left out: {error.what}: {error.why}.")
                continue
            found = [_record(peer, case, ran.replies[case.id]) for case in cases]
            records += found
            metrics += _metrics(ran, found)
            context.progress("Peers", number, len(PEERS))
    return SuiteResult(suite="peers", metrics=tuple(metrics), records=tuple(records), notes=tuple(notes))


def _job(context: SuiteContext, cases: Sequence[Case], folder: Path) -> Job:
    """Documents, our passages of them, and questions, as files that every peer can read."""
    library = gold_set(context).library
    documents = trafficking_gold.read_documents(context.require_set("trafficking-gold"))
    write_documents(documents, folder / "documents.jsonl")
    keys = library.passage_keys([document.doc_id for document in documents])
    passages = [
        {"doc_id": p.source.id, "text": p.text, "context": source_context(p.source)}
        for p in library.passages({int(key) for key in keys}).values()
    ]
    _write_rows(folder / "passages.jsonl", passages)
    _write_rows(folder / "questions.jsonl", [{"id": case.id, "question": case.question} for case in cases])
    return Job(
        documents=str(folder / "documents.jsonl"), passages=str(folder / "passages.jsonl"),
        questions=str(folder / "questions.jsonl"), model=str(minilm_folder()), work="", out="",
    )  # fmt: skip


def _ran(context: SuiteContext, peer: Peer, job: Job, work: Path) -> Ran:
    script = ROOT / "evals" / "peers" / f"{peer.module}.py"
    python = sys.executable if peer.own else str(python_of(script, context.cache / "peers", ROOT / "requirements.lock"))
    work.mkdir()
    out = work / "out.json"
    file = work / "job.json"
    file.write_text(json.dumps(asdict(replace(job, work=str(work), out=str(out), variant=peer.variant))), "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(
        [python, "-m", f"evals.peers.{peer.module}", str(file)], capture_output=True, text=True, env=environment,
        cwd=work, check=False, timeout=HOURS * 3600,
    )  # fmt: skip
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["it stopped without a word"])[-1]
        raise ModelError(what=f"{peer.name} failed", why=why, fix="Run it by itself")
    result = json.loads(out.read_text("utf-8"))
    return Ran(
        peer=peer, replies={reply["id"]: reply for reply in result["replies"]}, peak_mb=result["peak_mb"],
        build_seconds=result["build_seconds"], ask_seconds=result["ask_seconds"],
    )  # fmt: skip


def _record(peer: Peer, case: Case, reply: Mapping[str, Any]) -> Record:
    relevant, refused = frozenset(case.sources), bool(reply["refused"])
    first = None if not relevant else float(bool(relevant & set(reply["documents"][:1])))
    scores: dict[str, Score] = {
        "document first": first,
        f"recall@{TOP}": recall_at(TOP, reply["documents"], relevant),
        "answer shown": None if case.refuse else all_nuggets(case.nuggets, reply["shown"]),
        "refusal recall": refusal.recall_part(refused, case.refuse),
        "refusal precision": refusal.precision_part(refused, case.refuse),
    }
    return Record(id=f"{peer.name}/{case.id}", input=asdict(case), output=reply, scores=scores)


def _metrics(ran: Ran, records: Sequence[Record]) -> list[Metric]:
    """Nothing here gates: the machine and other people's releases are not ours to keep steady."""
    name = ran.peer.name
    found = [score_metric(f"{name}: {key}", [r.scores[key] for r in records]) for key in records[0].scores]
    edges = percentile_interval(50, ran.ask_seconds)
    seconds = Metric(
        name=f"{name}: seconds a question, p50", value=percentile(50, ran.ask_seconds), n=len(ran.ask_seconds),
        low=edges[0] if edges else None, high=edges[1] if edges else None, higher_is_better=False,
    )  # fmt: skip
    built = Metric(name=f"{name}: seconds to index", value=ran.build_seconds, n=1, higher_is_better=False)
    memory = Metric(name=f"{name}: peak memory (MB)", value=ran.peak_mb, n=1, higher_is_better=False)
    return [*(m for m in found if m.n), built, seconds, memory]


def _write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")
