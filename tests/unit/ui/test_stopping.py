"""Stopping a server: what is being answered is answered, and nothing is left behind."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from assistant.library.store import Library

QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"


class Slowly(BaseHTTPRequestHandler):
    """A model that takes its time to say one sentence."""

    asked = threading.Event()

    def log_message(self, format: str, *values: object) -> None: ...

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        self.asked.set()
        for word in "Harbour Watch counted 590 trafficking victims in Cambodia in 2022. [1]".split():
            time.sleep(0.15)
            chunk = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": f"{word} "}}]}
            event = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", **chunk}
            self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            self.wfile.flush()
        self.wfile.write(b"data: [DONE]\n\n")


@pytest.fixture
def model() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slowly)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_a_server_told_to_stop_finishes_its_answer_first(library: Library, model: str, tmp_path: Path) -> None:
    environment = os.environ | {
        "ASSISTANT_LLM": "openai", "ASSISTANT_LLM_BASE_URL": model, "ASSISTANT_LLM_MODEL": "m",
        "ASSISTANT_LLM_API_KEY": "none", "TMPDIR": str(tmp_path / "files"),
    }  # fmt: skip
    (tmp_path / "files").mkdir()
    command = [sys.executable, "-m", "assistant", "--library", str(library.folder), "serve", "--port", "0"]
    running = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    address = re.search(r"http://\S+?(?=/ )", running.stderr.readline())
    assert address
    answers: list[httpx.Response] = []

    def ask() -> None:
        with httpx.Client(timeout=60) as client:
            answers.append(client.post(f"{address[0]}/v1/answers", json={"question": QUESTION}))

    with httpx.Client(timeout=60) as page, page.stream("GET", f"{address[0]}/gradio_api/heartbeat/abc"):
        asking = threading.Thread(target=ask)
        asking.start()
        assert Slowly.asked.wait(30)
        running.send_signal(signal.SIGTERM)
        asking.join(30)
    assert answers[0].json()["claims"][0]["text"].startswith("Harbour Watch counted 590")
    assert answers[0].json()["mode"] == "llm"
    assert running.wait(30) == 0
    assert "Stopped." in running.stderr.read()
    running.stderr.close()
    assert list((tmp_path / "files").glob("assistant-*")) == []
