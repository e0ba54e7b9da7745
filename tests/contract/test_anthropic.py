"""Anthropic's protocol over real HTTP, through LlamaIndex: an answer is streamed and checked; failures are said."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.engine import Engine
from assistant.library.store import Library
from assistant.settings import Settings
from corpus.errors import SetupError

pytest.importorskip("llama_index.llms.anthropic", reason="the extra `anthropic` is not installed")
QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"
SENTENCE = "Harbour Watch counted {figure} trafficking victims in Cambodia in 2022 [{n}]. "


class Messages(BaseHTTPRequestHandler):
    """POST /v1/messages, streaming; the key decides how it behaves."""

    asked: list[dict[str, object]] = []
    gone, reached = threading.Event(), threading.Event()

    def do_POST(self) -> None:  # noqa: N802  the library's name
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append({"path": self.path, **body})
        behaviour = self.headers["x-api-key"]
        if behaviour == "wrong":
            self._reply(401, json.dumps({"type": "error", "error": {"type": "authentication_error", "message": "no"}}))
        elif behaviour == "busy":
            self._reply(429, json.dumps({"type": "error", "error": {"type": "rate_limit_error", "message": "slow"}}))
        elif behaviour == "silent":
            self._wait()
        else:
            self._good(str(body["messages"][0]["content"]))

    def _good(self, prompt: str) -> None:
        number = prompt[: prompt.index("590")].rsplit("[", 1)[1].split("]")[0]
        text = "".join(SENTENCE.format(figure=figure, n=number) for figure in ("590", "9,999"))
        message = {"id": "m", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": None,
                   "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1}}  # fmt: skip
        events: list[dict[str, object]] = [
            {"type": "message_start", "message": message},
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
            *({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text[i : i + 9]}}
              for i in range(0, len(text), 9)),
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None},
             "usage": {"output_tokens": 9}},
            {"type": "message_stop"},
        ]  # fmt: skip
        stream = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
        self._reply(200, stream, "text/event-stream")

    def _wait(self) -> None:
        self.reached.set()
        self.connection.settimeout(20)
        if self.connection.recv(1) == b"":
            self.gone.set()
        self.close_connection = True

    def _reply(self, status: int, body: str, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Messages)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def engine(library: Library, server: str, key: str | None) -> Engine:
    settings = Settings(
        library=library.folder, llm="anthropic", llm_base_url=server, llm_model="claude-of-the-test", llm_api_key=key,
        llm_timeout_s=20,
    )  # fmt: skip
    return Engine(settings, library)


def test_a_reply_is_streamed_and_only_what_stands_is_shown(library: Library, server: str) -> None:
    heard: list[object] = []
    answer = engine(library, server, "right").ask(QUESTION, on_sentence=heard.append)
    assert (answer.mode, answer.model) == ("llm", "claude-of-the-test")
    assert [c.text for c in answer.claims] == ["Harbour Watch counted 590 trafficking victims in Cambodia in 2022."]
    assert [r.text for r in answer.rejected] == ["Harbour Watch counted 9,999 trafficking victims in Cambodia in 2022."]
    assert len(heard) == 2
    asked = Messages.asked[-1]
    assert (asked["path"], asked["stream"], asked["model"]) == ("/v1/messages", True, "claude-of-the-test")
    assert "numbered passages" in json.dumps(asked["system"])


@pytest.mark.parametrize(("key", "why"), [("wrong", "refuses the key"), ("busy", "too many requests")])
def test_a_failure_ends_in_a_labelled_quote_answer(library: Library, server: str, key: str, why: str) -> None:
    answer = engine(library, server, key).ask(QUESTION)
    assert (answer.mode, [n.code for n in answer.notices]) == ("quotes", ["llm_failed"])
    assert why in answer.notices[0].message


def test_stopping_hangs_up(library: Library, server: str) -> None:
    stop = threading.Event()
    asking = engine(library, server, "silent")
    done: list[object] = []
    thread = threading.Thread(target=lambda: done.append(asking.ask(QUESTION, stop=stop)))
    thread.start()
    assert Messages.reached.wait(20)
    stop.set()
    thread.join(timeout=10)
    assert done
    assert Messages.gone.wait(5), "the server was not hung up on"


def test_without_a_key_it_says_what_to_set(library: Library, server: str) -> None:
    with pytest.raises(SetupError, match="no key"):
        engine(library, server, None).ask(QUESTION)
