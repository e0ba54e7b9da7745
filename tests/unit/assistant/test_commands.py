"""The program, as a person runs it: outputs, exit codes, errors with a remedy."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.library.store import Library

QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, input=stdin)


def test_ask_prints_the_answer_with_numbered_citations(library: Library) -> None:
    done = run("ask", QUESTION, "--library", str(library.folder))
    assert done.returncode == 0, done.stderr
    assert "“Harbour Watch counted 590 trafficking victims in Cambodia in 2022.” [1]" in done.stdout
    assert "[1] Harbour Watch · Harbour Watch annual report 2023 · 1 March 2023 · p. 1" in done.stdout


def test_ask_json_is_one_object_that_verify_accepts(library: Library, tmp_path: Path) -> None:
    done = run("--library", str(library.folder), "ask", QUESTION, "--json")
    answer = json.loads(done.stdout)
    saved = tmp_path / "answer.json"
    saved.write_text(done.stdout, "utf-8")
    verified = run("verify", str(saved), f"--library={library.folder}")
    assert verified.returncode == 0
    assert f"{len(answer['citations'])} of {len(answer['citations'])} quotes" in verified.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ask", "What is the population of Laos?"], 3, "No answer."),
        (["ask", ""], 2, "the question is empty"),
        (["ask"], 2, "there is no question"),
        (["ask", QUESTION, "--publisher", "Habour Watch"], 2, "Did you mean 'Harbour Watch'"),
        (["ask", QUESTION, "--publisher", "Mekong Bureau, Ltd."], 3, "No answer."),
        (["ask", QUESTION, "--country", "Narnia"], 2, "is no country"),
        (["ask", QUESTION, "--mode", "poem"], 2, "is no mode"),
        (["ask", "--batch", "/no/such/file", "--out", "x"], 2, "Cannot read"),
        (["library", "show", "nobody"], 2, "There is no source"),
        (["library", "show", "harbour-2021", "--page", "7"], 2, "has no page 7"),
        (["library", "add", "/no/such/file"], 2, "no such file"),
        (["library", "edit", "harbour-2021", "--published", "soon"], 2, "is no date"),
        (["verify", "/no/such/file"], 2, "Cannot read"),
        (["models", "add", "gpt-9"], 2, "Known models"),
    ],
)
def test_exit_codes_and_messages(library: Library, arguments: list[str], code: int, said: str) -> None:
    done = run("--library", str(library.folder), *arguments)
    assert done.returncode == code, done.stderr
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_library_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    done = run("--library", str(tmp_path / "none"), "ask", QUESTION)
    assert done.returncode == 1
    assert "assistant library build" in done.stderr


def test_show_page_prints_the_text_that_offsets_count(library: Library) -> None:
    done = run("--library", str(library.folder), "library", "show", "រដ្ឋ-១", "--page", "1")
    stored = library.page("រដ្ឋ-១", 1)
    assert stored is not None
    assert done.stdout == stored.page.text


def test_a_batch_answers_every_line_it_can(library: Library, tmp_path: Path) -> None:
    lines = [
        {"id": "a", "question": QUESTION},
        {"id": "b", "question": QUESTION, "filters": {"source": ["harbour-2021"]}},
        {"id": "c", "question": ""},
        {"id": "d", "question": QUESTION, "filters": {"country": ["Narnia"]}},
        {"id": "e", "question": QUESTION, "colour": "red\u2028"},
        {"id": "f", "question": "and in Laos?", "history": [{"question": QUESTION, "answer": "590"}]},
    ]
    batch, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    batch.write_text("\n".join([*(json.dumps(line, ensure_ascii=False) for line in lines), "no json", ""]), "utf-8")
    done = run("--library", str(library.folder), "ask", "--batch", str(batch), "--out", str(out))
    assert done.returncode == 1
    records = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(r["id"], "answer" in r) for r in records] == [
        ("a", True), ("b", True), ("c", False), ("d", False), ("e", False), ("f", True), (7, False)
    ]  # fmt: skip
    assert all(set(r["error"]) == {"what", "why", "fix"} for r in records if "error" in r)


def test_library_add_prints_one_line_a_document(library: Library, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Salt pans of Kampot.", "utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    done = run(
        "--library",
        str(library.folder),
        "library",
        "add",
        "--json",
        str(tmp_path / "good.txt"),
        str(tmp_path / "bad.pdf"),
    )
    assert done.returncode == 1
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["outcome"] for r in records] == ["added", "damaged"]
    assert set(records[0]) == {"path", "doc_id", "source_id", "outcome", "pages", "passages", "ocr", "detail"}


def test_library_commands_tell_what_is_there(library: Library) -> None:
    folder = str(library.folder)
    listed = run("--library", folder, "library", "list", "--json")
    assert [json.loads(line)["id"] for line in listed.stdout.splitlines()] == sorted(library.sources)
    status = json.loads(run("--library", folder, "library", "status", "--json").stdout)
    assert (status["sources"], status["generation"]) == (3, status["indexes"]["words"])
    assert run("--library", folder, "library", "check").returncode == 0
    assert run("--library", folder, "library", "rebuild-index").returncode == 0
    assert run("--library", folder, "library", "remove", "harbour-2021").returncode == 0
    assert run("--library", folder, "library", "check").returncode == 0
    assert run("--library", folder, "library", "show", "harbour-2021").returncode == 2


def test_chat_answers_until_an_empty_line(library: Library) -> None:
    done = run("--library", str(library.folder), "chat", stdin=f"{QUESTION}\n\nnot read\n")
    assert done.returncode == 0
    assert "590" in done.stdout
    assert "not read" not in done.stdout


def test_an_edit_is_shown_and_outlives_a_newer_file(library: Library, tmp_path: Path) -> None:
    at = ("--library", str(library.folder))
    done = run(
        *at, "library", "edit", "harbour-2021", "--country", "Laos", "--country", "KH", "--edition-of", "Harbours"
    )
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert (shown["countries"], shown["edition_of"]) == (["LA", "KH"], "Harbours")
    (tmp_path / "new.jsonl").write_text('{"doc_id": "harbour-2021", "text": "Corrected.", "country": "TH"}', "utf-8")
    assert run(*at, "library", "add", str(tmp_path / "new.jsonl")).returncode == 0
    listed = [json.loads(line) for line in run(*at, "library", "list", "--json").stdout.splitlines()]
    assert next(s["countries"] for s in listed if s["id"] == "harbour-2021") == ["LA", "KH"]
