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
from assistant.questions.conversation import Turn
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
    left, reached, gone = threading.Event(), threading.Event(), threading.Event()

    def do_POST(self) -> None:  # noqa: N802  the library's name
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        getattr(self, self.path.split("/")[1])(body)

    def good(self, body: dict[str, object]) -> None:
        number = self._number(body)
        self._stream(*(GOOD.format(n=number)[i : i + 5] for i in range(0, len(GOOD), 5)))

    def _number(self, body: dict[str, object], words: str = "590") -> str:
        prompt = str(body["messages"][1]["content"])  # type: ignore[index]
        return prompt[: prompt.index(words)].rsplit("[", 1)[1].split("]")[0]

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

    def page(self, body: dict[str, object]) -> None:
        self._reply(200, b"<html><body>Please log in</body></html>", "text/html")

    def locked(self, body: dict[str, object]) -> None:
        self._reply(401, b'{"error": {"message": "no"}}', "application/json")

    def garbage(self, body: dict[str, object]) -> None:
        self._reply(200, b'data: [[[\n\ndata: {"choices": 7}\n\n', "text/event-stream")

    def rambling(self, body: dict[str, object]) -> None:
        """Heeds no stop word: goes on with a conversation of its own."""
        said = GOOD.format(n=self._number(body)).partition(". ")[0] + ".\nQuestion: And in Laos? It counted 7 [1]."
        self._stream(*(said[i : i + 4] for i in range(0, len(said), 4)))

    def thinking(self, body: dict[str, object]) -> None:
        said = (
            "<think>Well, hmm. Let me see [1].</think>\n" + GOOD.format(n=self._number(body)).partition(". ")[0] + "."
        )
        self._stream(*(said[i : i + 4] for i in range(0, len(said), 4)))

    def distracted(self, body: dict[str, object]) -> None:
        number = self._number(body, "forging")
        self._stream(f"Police charged Sok Dara on 9 March with forging contracts [{number}].")

    def rewriting(self, body: dict[str, object]) -> None:
        if "Last question" in str(body["messages"]):
            self._stream("How many trafficking victims did Harbour Watch", " count in Cambodia in 2020?")
        else:
            self.refusing(body)

    def inventing(self, body: dict[str, object]) -> None:
        if "Last question" in str(body["messages"]):
            self._stream("How many trafficking victims did Interpol count in Peru in 2020?")
        else:
            self.refusing(body)

    def endless(self, body: dict[str, object]) -> None:
        self._until_left(self.left, "The harbour is busy [1]. ", 0.01)

    def drip(self, body: dict[str, object]) -> None:
        self._until_left(threading.Event(), "a", 0.2)

    def waiting(self, body: dict[str, object]) -> None:
        """Says nothing at all, and sees whether the reader is still there."""
        self.reached.set()
        self.connection.settimeout(20)
        if self.connection.recv(1) == b"":
            self.gone.set()
        self.close_connection = True

    def _until_left(self, left: threading.Event, piece: str, pause_s: float) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            for _ in range(2_000):
                self.wfile.write(self._event(piece))
                time.sleep(pause_s)
        except (BrokenPipeError, ConnectionResetError):
            left.set()
        self.close_connection = True

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
        body = b"".join(map(self._event, parts)) + (b"data: [DONE]\n\n" if done else b"")
        self._reply(200, body, "text/event-stream")

    @staticmethod
    def _event(part: str) -> bytes:
        choice = {"index": 0, "delta": {"role": "assistant", "content": part}, "finish_reason": None}
        event = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
        return f"data: {json.dumps(event)}\n\n".encode()

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
    running.server_close()


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


def test_a_model_that_declines_does_not_hide_what_the_sources_say(library: Library, server: str) -> None:
    answer = engine(library, server, "refusing").ask(QUESTION)
    assert (answer.mode, answer.status) == ("quotes", "answered")
    assert [n.code for n in answer.notices] == ["llm_declined"]


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        ("empty", "said nothing"),
        ("html", "status 502"),
        ("page", "said nothing"),
        ("busy", "too many requests"),
        ("locked", "refuses the key"),
        ("mojibake", "UTF-8"),
        ("garbage", "did not answer"),
        ("slow", "took too long"),
        ("drip", "took too long"),
    ],
)
def test_a_bad_server_ends_in_a_labelled_quote_answer(library: Library, server: str, behaviour: str, why: str) -> None:
    answer = engine(library, server, behaviour, timeout_s=1 if why == "took too long" else 20).ask(QUESTION)
    assert (answer.mode, answer.model, answer.status) == ("quotes", None, "answered")
    assert [n.code for n in answer.notices] == ["llm_failed"]
    assert why in answer.notices[0].message
    assert "590" in answer.text


def test_a_context_too_small_for_one_passage_is_said_to_be(library: Library, server: str) -> None:
    tiny = engine(library, server, "good").settings.model_copy(update={"llm_context_tokens": 420})
    answer = Engine(tiny, library).ask(QUESTION)
    assert (answer.mode, [n.code for n in answer.notices]) == ("quotes", ["llm_failed"])
    assert "not one passage fits" in answer.notices[0].message


@pytest.mark.parametrize("behaviour", ["rambling", "thinking"])
def test_what_comes_before_or_after_the_answer_is_not_read(library: Library, server: str, behaviour: str) -> None:
    answer = engine(library, server, behaviour).ask(QUESTION)
    assert answer.mode == "llm"
    assert [c.text for c in answer.claims] == ["Harbour Watch counted 590 trafficking victims in Cambodia in 2022."]
    assert not any("Laos" in r.text or "hmm" in r.text for r in answer.rejected)


def test_a_reply_without_end_is_left_after_a_few_sentences(library: Library, server: str) -> None:
    answer = engine(library, server, "endless").ask(QUESTION)
    assert answer.rejected
    assert Scripted.left.wait(5), "the server was not hung up on"


def test_stopping_ends_the_writing_on_the_server_too(library: Library, server: str) -> None:
    stop = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(engine(library, server, "waiting").ask, QUESTION, stop=stop)
        assert Scripted.reached.wait(20)
        stop.set()
        answer = asked.result(timeout=5)
    assert [n.code for n in answer.notices] == ["llm_stopped"]
    assert Scripted.gone.wait(5), "the server was not hung up on"


def test_leaving_in_the_middle_of_a_sentence_ends_the_writing_too(library: Library, server: str) -> None:
    class Left(Exception):
        """The reader has gone."""

    def leave(_: object) -> None:
        raise Left

    Scripted.left.clear()
    with pytest.raises(Left):
        engine(library, server, "endless").ask(QUESTION, on_sentence=leave)
    assert Scripted.left.wait(5), "the server was not hung up on"


def test_a_sentence_that_nobody_asked_for_is_not_shown(library: Library, server: str) -> None:
    """It stands in a document word for word, because the document says so to be repeated."""
    answer = engine(library, server, "distracted").ask(QUESTION)
    assert [r.reason for r in answer.rejected] == ["it does not answer the question"]
    assert "forging contracts" not in answer.text


def test_a_follow_up_is_rewritten_by_the_model_where_it_adds_nothing(library: Library, server: str) -> None:
    history = [Turn(question=QUESTION, answer="590")]
    honest = engine(library, server, "rewriting").ask("and in 2020?", history=history)
    assert honest.standalone_question == "How many trafficking victims did Harbour Watch count in Cambodia in 2020?"
    inventing = engine(library, server, "inventing").ask("and in 2020?", history=history)
    assert inventing.standalone_question == "How many trafficking victims did Harbour Watch count in Cambodia in 2020?"
    assert "rewritten_by_rules" in [n.code for n in inventing.notices]


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
