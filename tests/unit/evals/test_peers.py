"""A peer is one file: what it needs is read from it, and every peer is timed by the same code."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from evals.environments import dependencies_of, locked
from evals.libraries import ROOT
from evals.peers import PEERS
from evals.peers.job import Job, Reply, rows, serve


@pytest.mark.parametrize("name", sorted({peer.module for peer in PEERS if not peer.own}))
def test_each_peer_says_what_it_needs(name: str) -> None:
    assert dependencies_of((ROOT / "evals" / "peers" / f"{name}.py").read_text("utf-8"))


def test_a_script_without_metadata_is_refused() -> None:
    with pytest.raises(ValueError, match="no inline metadata"):
        dependencies_of("import os\n")


def test_a_peer_gets_the_torch_that_we_have_and_all_else_as_locked() -> None:
    found = locked("numpy==2.0\ntorch==1.0\n").splitlines()
    assert found[0] == "numpy==2.0" and found[1] == f"torch=={version('torch')}" and len(found) == 2


def test_every_question_is_asked_and_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "documents.jsonl").write_text('{"doc_id": "a", "text": "Nine boats."}\n')
    (tmp_path / "questions.jsonl").write_text(
        '{"id": "q1", "question": "How many?"}\n{"id": "q2", "question": "Who?"}\n'
    )
    job = Job(
        documents=str(tmp_path / "documents.jsonl"), passages="", questions=str(tmp_path / "questions.jsonl"), model="",
        work=str(tmp_path), out=str(tmp_path / "out.json"),
    )  # fmt: skip
    (tmp_path / "job.json").write_text(json.dumps(job.__dict__))
    monkeypatch.setattr(sys, "argv", ["peer", str(tmp_path / "job.json")])
    serve(lambda j: rows(j.documents), lambda index, q: Reply(documents=[index[0]["doc_id"]], shown=q))
    result = json.loads((tmp_path / "out.json").read_text())
    assert [r["shown"] for r in result["replies"]] == ["How many?", "Who?"] and len(result["ask_seconds"]) == 2
    assert result["peak_mb"] > 1 and result["build_seconds"] >= 0
