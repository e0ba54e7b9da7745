"""Answers over HTTP while a model server writes: sentences as they are checked, and an end where the client leaves."""

import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from openai import OpenAI

from assistant.api import create_api
from assistant.library.store import Library
from tests.contract.test_model_servers import QUESTION, Scripted, engine
from tests.contract.test_model_servers import server as server
from tests.unit.assistant.api.conftest import library as library
from tests.unit.assistant.api.conftest import serving

CLAIM = "Harbour Watch counted 590 trafficking victims in Cambodia in 2022."
CHAT = {"model": "trafficking-assistant", "messages": [{"role": "user", "content": QUESTION}]}


@pytest.fixture
def good(library: Library, server: str) -> Iterator[str]:
    with serving(create_api(engine(library, server, "good"))) as address:
        yield address


@pytest.fixture
def waiting(library: Library, server: str) -> Iterator[str]:
    Scripted.reached.clear()
    Scripted.gone.clear()
    with serving(create_api(engine(library, server, "waiting"))) as address:
        yield address


def events(lines: Iterator[str]) -> list[tuple[str, dict[str, object]]]:
    found, name = [], ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            found.append((name, json.loads(line.removeprefix("data: "))))
    return found


def test_sentences_come_as_they_are_checked_and_then_the_answer(good: str) -> None:
    with httpx.stream("POST", f"{good}/v1/answers", json={"question": QUESTION, "stream": True}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        found = events(response.iter_lines())
    assert [name for name, _ in found] == ["reading", "sentence", "sentence", "answer"]
    assert found[0][1].keys() == {"passages", "publications"}
    assert found[1][1]["claim"]["text"] == CLAIM and found[2][1]["rejected"]["text"]
    whole = httpx.post(f"{good}/v1/answers", json={"question": QUESTION}).json()
    assert {**found[3][1], "timings_ms": None} == {**whole, "timings_ms": None}


def test_the_stream_of_a_question_that_cannot_be_used_has_its_own_status(good: str) -> None:
    asked = {"question": QUESTION, "filters": {"country": ["Atlantis"]}, "stream": True}
    response = httpx.post(f"{good}/v1/answers", json=asked)
    assert response.status_code == 422 and "Atlantis" in response.json()["error"]["why"]


def test_what_openai_is_streamed_is_what_stood_the_check(good: str) -> None:
    with OpenAI(base_url=f"{good}/v1", api_key="unused", max_retries=0) as openai:
        assert "trafficking-assistant-llm" in [model.id for model in openai.models.list()]
        chunks = list(openai.chat.completions.create(**CHAT, stream=True))
        whole = openai.chat.completions.create(**CHAT)
    pieces = [c.choices[0].delta.content for c in chunks if c.choices[0].delta.content]
    assert pieces[0] == f"{CLAIM} [1]" and "9,999" not in "".join(pieces)
    assert "".join(pieces) == whole.choices[0].message.content


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/answers", {"question": QUESTION}),
        ("/v1/answers", {"question": QUESTION, "stream": True}),
        ("/v1/chat/completions", CHAT),
        ("/v1/chat/completions", {**CHAT, "stream": True}),
        ("/v1/briefs", {"outline": {"title": "T", "sections": [{"title": "S", "questions": [QUESTION]}]}}),
    ],
    ids=["whole", "streamed", "chat", "chat streamed", "brief"],
)
def test_a_client_that_leaves_stops_the_model(waiting: str, path: str, body: dict[str, object]) -> None:
    place = urlsplit(waiting)
    sent = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
    with socket.create_connection((place.hostname, place.port)) as client:
        client.sendall(head.encode() + sent)
        assert Scripted.reached.wait(20)
        assert not Scripted.gone.wait(0.5), "the model was stopped while somebody still waited"
    assert Scripted.gone.wait(5), "the model went on for nobody"
