"""Faults while ten clients ask: a right answer, a clear error or self-repair; never a wrong or uncited answer.

The table of outcomes is in docs/reliability.md; `pytest -m slow -s tests/faults` prints the counts in it.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.library.schema import FILE
from assistant.library.store import Library
from tests.faults.serving import Outcomes, assert_right_again, assert_whole, command, served, ten_clients

pytestmark = pytest.mark.slow
FAKETIME = next((p for p in Path("/usr/lib").rglob("libfaketimeMT.so.1")), None)


def report(fault: str, outcomes: Outcomes, *, answered: bool = True) -> None:
    print(f"\n{fault}: {outcomes}")
    assert outcomes.wrong == []
    assert outcomes.right > 0 or not answered


def many_documents(folder: Path, count: int = 60) -> Path:
    path = folder / "more.jsonl"
    lines = [
        {"doc_id": f"port-{n}", "title": f"Port notes {n}", "text": f"Crew list {n}: berth, ferry and cook. " * 400}
        for n in range(count)
    ]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def index_gone(index: Path) -> None:
    shutil.rmtree(index)


def chroma_corrupted(index: Path) -> None:
    for path in [p for p in (index / "chroma").rglob("*") if p.is_file()]:
        path.unlink()
        path.write_bytes(b"garbage" * 1_000)


@pytest.mark.parametrize("damage", [index_gone, chroma_corrupted])
def test_damaged_indexes(library: Library, damage: Callable[[Path], None]) -> None:
    with served(library.folder) as running:
        with ten_clients(running) as outcomes:
            time.sleep(2)
            damage(library.folder / "index")
            time.sleep(8)
        report(damage.__name__, outcomes)
        assert_right_again(running)
    with served(library.folder) as running:  # and where it is only found at the next start
        assert_right_again(running)
    assert_whole(library.folder)


def test_another_process_locks_the_file_for_thirty_seconds(library: Library, tmp_path: Path) -> None:
    with served(library.folder) as running:
        with ten_clients(running) as outcomes:
            locking = sqlite3.connect(library.folder / FILE, isolation_level=None)
            locking.execute("BEGIN EXCLUSIVE")
            added = subprocess.Popen(
                [sys.executable, "-m", "assistant", "--library", str(library.folder), "library", "add",
                 str(many_documents(tmp_path, 3))], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            time.sleep(30)
            locking.execute("ROLLBACK")
            locking.close()
            said = added.communicate()[0]
        print("\nimport during the lock:", added.returncode, said.strip().splitlines()[-1:])
        assert "Traceback" not in said
        report("locked for 30 s", outcomes)
        assert command(library.folder, "library", "add", str(tmp_path / "more.jsonl")).returncode == 0
        assert_right_again(running)
    assert_whole(library.folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("needs the right to mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_the_disk_is_full_during_an_import(library: Library, small_disk: Path, tmp_path: Path) -> None:
    documents, folder = many_documents(tmp_path), small_disk / "library"
    shutil.copytree(library.folder, folder)
    with served(folder) as running:
        with ten_clients(running) as outcomes:
            full = command(folder, "library", "add", str(documents))
            time.sleep(2)
        print("\nimport:", full.returncode, full.stderr.strip().splitlines()[-3:])
        assert full.returncode == 1
        assert "Traceback" not in full.stderr
        report("disk full", outcomes)
        subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
        assert command(folder, "library", "add", str(documents)).returncode == 0
        assert_right_again(running)
    assert len(Library(folder).sources) == 63
    assert_whole(folder)


MODEL = """
import http.server, json, time
class Model(http.server.BaseHTTPRequestHandler):
    def log_message(self, *values): pass
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200); self.send_header("content-type", "text/event-stream"); self.end_headers()
        for word in "Harbour Watch counted 9,999 victims in 2022. [1] It also said that".split():
            delta = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": word + " "}}]}
            event = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", **delta}
            self.wfile.write(f"data: {json.dumps(event)}\\n\\n".encode()); self.wfile.flush(); time.sleep(0.2)
        self.wfile.write(b"data: [DONE]\\n\\n")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
print(server.server_port, flush=True)
server.serve_forever()
"""


def test_the_model_server_is_killed_while_it_writes(library: Library) -> None:
    model = subprocess.Popen([sys.executable, "-c", MODEL], stdout=subprocess.PIPE, text=True)
    assert model.stdout is not None
    port = model.stdout.readline().strip()
    environment = {
        "ASSISTANT_LLM": "openai", "ASSISTANT_LLM_BASE_URL": f"http://127.0.0.1:{port}/v1", "ASSISTANT_LLM_MODEL": "m",
        "ASSISTANT_LLM_API_KEY": "none", "ASSISTANT_LLM_TIMEOUT_S": "10",
    }  # fmt: skip
    with served(library.folder, environment) as running:
        with ten_clients(running) as outcomes:
            time.sleep(5)
            model.kill()
            model.wait()
            time.sleep(10)
        report("model killed", outcomes)
    assert_whole(library.folder)


@pytest.mark.skipif(FAKETIME is None, reason="needs Debian's libfaketime")
def test_the_clock_jumps(library: Library, tmp_path: Path) -> None:
    stamp = tmp_path / "clock"
    stamp.write_text("+0")
    environment = {
        "LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(stamp), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip
    with served(library.folder, environment) as running:
        with ten_clients(running) as outcomes:
            for jump in ("+400d", "-400d", "+0"):
                time.sleep(3)
                stamp.write_text(jump)
            time.sleep(3)
        report("clock jumps", outcomes)
        assert outcomes.gone == 0 and not outcomes.errors
    assert_whole(library.folder)


def test_killed_at_any_moment(library: Library, tmp_path: Path) -> None:
    documents = many_documents(tmp_path)
    for after in (0.5, 3.0, 5.0):
        with served(library.folder) as running, ten_clients(running) as outcomes:
            adding = subprocess.Popen(
                [sys.executable, "-m", "assistant", "--library", str(library.folder), "library", "add", str(documents)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            time.sleep(after)
            os.kill(adding.pid, signal.SIGKILL)
            adding.wait()
            running.kill()
            time.sleep(0.5)
        report(f"killed after {after} s", outcomes, answered=False)
        with served(library.folder) as running:
            assert_right_again(running)
        assert_whole(library.folder)
    assert command(library.folder, "library", "add", str(documents)).returncode == 0
    assert_whole(library.folder)
    assert len(library.sources) == 63
