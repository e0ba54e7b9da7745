"""Any OpenAI-compatible server, over real HTTP: good ones write, bad ones end in a labelled quote answer."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.engine import Engine
from assistant.library.store import Library
from assistant.settings import Settings

QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"
GOOD = (
    "Harbour Watch counted 590 trafficking victims in Cambodia in 2022 [{n}]. "
    "Harbour Watch counted 9,999 victims [{n}]."
)


class Scripted(BaseHTTPRequestHandler):
    """Behaves as its path says: /good/v1, /empty/v1, …"""

    asked: list[dict[str, object]] = []
    meeting = threading.Barrier(4, timeout=20)

    def do_POST(self) -> None:  # noqa: N802  the library's name
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        getattr(self, self.path.split("/")[1])(body)

    def good(self, body: dict[str, object]) -> None:
        prompt = str(body["messages"][1]["content"])  # type: ignore[index]
        number = prompt[: prompt.index("590")].rsplit("[", 1)[1].split("]")[0]
        self._stream(*(GOOD.format(n=number)[i : i + 5] for i in range(0, len(GOOD), 5)))

    def refusing(self, body: dict[str, object]) -> None:
        self._stream("The reports do not", " answer this.")

    def empty(self, body: dict[str, object]) -> None:
        self._stream()

    def html(self, body: dict[str, object]) -> None:
        self._reply(502, b"<html><body>Bad gateway</body></html>", "text/html")

    def busy(self, body: dict[str, object]) -> None:
        self._reply(429, b'{"error": {"message": "slow down"}}', "application/json")

    def mojibake(self, body: dict[str, object]) -> None:
        self._reply(200, b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n', "text/event-stream")

    def slow(self, body: dict[str, object]) -> None:
        time.sleep(3)
        self._stream("late")

    def together(self, body: dict[str, object]) -> None:
        """Answers only once four questions stand in the same place."""
        self.meeting.wait()
        self.good(body)

    def cut(self, body: dict[str, object]) -> None:
        self._stream("Harbour Watch", done=False)

    def _stream(self, *parts: str, done: bool = True) -> None:
        events = [{"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m",
                   "choices": [{"index": 0, "delta": {"role": "assistant", "content": p}, "finish_reason": None}]}
                  for p in parts]  # fmt: skip
        lines = [f"data: {json.dumps(e)}\n\n" for e in events] + (["data: [DONE]\n\n"] if done else [])
        self._reply(200, "".join(lines).encode(), "text/event-stream")

    def _reply(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *arguments: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()


def engine(library: Library, server: str, behaviour: str, timeout_s: float = 20) -> Engine:
    settings = Settings(
        library=library.folder,
        llm="openai",
        llm_base_url=f"{server}/{behaviour}/v1",
        llm_model="m",
        llm_timeout_s=timeout_s,
    )
    return Engine(settings, library)


def test_a_good_server_writes_and_every_shown_sentence_is_checked(library: Library, server: str) -> None:
    heard = []
    answer = engine(library, server, "good").ask(QUESTION, on_sentence=heard.append)
    assert (answer.mode, answer.model, answer.status) == ("llm", "m", "answered")
    assert [c.text for c in answer.claims] == ["Harbour Watch counted 590 trafficking victims in Cambodia in 2022."]
    assert [r.text for r in answer.rejected] == ["Harbour Watch counted 9,999 victims."]
    assert "9,999" not in answer.text
    assert answer.citations[0].source_id == "harbour-2023"
    assert len(heard) == 2


def test_answers_stream_side_by_side_and_quotes_wait_for_none(library: Library, server: str) -> None:
    shared = engine(library, server, "together")
    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(shared.ask, QUESTION) for _ in range(3)]
        assert shared.ask(QUESTION, mode="quotes").mode == "quotes"
        assert not any(a.done() for a in answers)
        answers.append(threads.submit(shared.ask, QUESTION))
        assert {a.result().mode for a in answers} == {"llm"}


def test_a_model_that_refuses_makes_a_refusal_without_citations(library: Library, server: str) -> None:
    answer = engine(library, server, "refusing").ask(QUESTION)
    assert (answer.status, answer.citations, answer.claims) == ("refused", (), ())


@pytest.mark.parametrize("behaviour", ["empty", "html", "busy", "mojibake", "slow"])
def test_a_bad_server_ends_in_a_labelled_quote_answer(library: Library, server: str, behaviour: str) -> None:
    answer = engine(library, server, behaviour, timeout_s=0.7).ask(QUESTION)
    assert (answer.mode, answer.model, answer.status) == ("quotes", None, "answered")
    assert [n.code for n in answer.notices] == ["llm_failed"]
    assert "590" in answer.text


def test_a_stream_that_breaks_off_shows_nothing_unchecked(library: Library, server: str) -> None:
    answer = engine(library, server, "cut").ask(QUESTION)
    assert all(c.support in ("supported", "partly", "verbatim") for c in answer.claims)
    assert "Harbour Watch" not in [c.text for c in answer.claims]


def test_nobody_listening_is_said_plainly(library: Library) -> None:
    answer = engine(library, "http://127.0.0.1:9", "good").ask(QUESTION)
    assert [n.code for n in answer.notices] == ["llm_failed"]


def test_an_unanswerable_question_is_not_put_to_the_model(library: Library, server: str) -> None:
    before = len(Scripted.asked)
    answer = engine(library, server, "good").ask("What is the population of Laos?")
    assert answer.status == "refused"
    assert len(Scripted.asked) == before
