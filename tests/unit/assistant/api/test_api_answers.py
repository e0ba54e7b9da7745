"""The HTTP API over the real engine and a small library."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.access.bodies import LARGEST
from assistant.engine import Engine
from assistant.library.store import Library

QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"
DOCUMENTED = Path(__file__).parents[4] / "docs" / "api.md"
KHMER_ID = "រដ្ឋ-១"


def is_explained(body: dict[str, object]) -> bool:
    error = body["error"]
    return isinstance(error, dict) and set(error) == {"what", "why", "fix"} and all(error.values())


def test_an_answer_is_the_json_of_the_contract(client: TestClient) -> None:
    response = client.post("/v1/answers", json={"question": QUESTION})
    answer = response.json()
    assert response.status_code == 200
    assert (answer["schema"], answer["status"], answer["question"]) == (1, "answered", QUESTION)
    assert "590" in answer["text"]


def test_every_citation_stands_in_the_page_the_api_serves(client: TestClient) -> None:
    for citation in client.post("/v1/answers", json={"question": QUESTION}).json()["citations"]:
        address = f"/v1/sources/{citation['source_id']}/pages/{citation['page']}"
        page = client.get(address, params={"sha256": citation["source_sha256"]}).json()
        assert page["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert page["source"]["title"] == citation["title"]


def test_a_refusal_is_no_error(client: TestClient) -> None:
    response = client.post("/v1/answers", json={"question": "What is the population of Laos?"})
    answer = response.json()
    assert (response.status_code, answer["status"], answer["citations"]) == (200, "refused", [])


def test_filters_and_history_are_taken(client: TestClient) -> None:
    body = {
        "question": QUESTION,
        "filters": {"country": ["Laos"]},
        "history": [{"question": "Who counts victims?", "answer": "Harbour Watch."}],
        "mode": "quotes",
        "top": 3,
    }
    answer = client.post("/v1/answers", json=body).json()
    assert answer["filters"] == {"country": ["LA"]}
    assert all(c["source_id"] == KHMER_ID for c in answer["citations"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"question": ""},
        {"question": "   \n"},
        {"question": 7},
        {"question": QUESTION, "colour": "red"},
        {"question": QUESTION, "filters": {"colour": ["red"]}},
        {"question": QUESTION, "filters": {"country": ["Atlantis"]}},
        {"question": QUESTION, "filters": {"publisher": "Harbour Watch"}},
        {"question": QUESTION, "filters": {"since": "March"}},
        {"question": QUESTION, "history": [{"question": "Who?", "by": "me"}]},
        {"question": QUESTION, "mode": "magic"},
        {"question": QUESTION, "top": 0},
        {"question": "a" * 100_000},
        ["question"],
    ],
    ids=lambda body: json.dumps(body)[:50],
)
def test_a_request_that_cannot_be_used_says_what_why_and_what_to_do(client: TestClient, body: object) -> None:
    response = client.post("/v1/answers", json=body)
    assert response.status_code == 422
    assert is_explained(response.json())


@pytest.mark.parametrize("raw", [b"", b"{", b'{"question": "\\ud800"}', b"\xff\xfe"])
def test_a_body_that_is_no_json_text_is_explained(client: TestClient, raw: bytes) -> None:
    response = client.post("/v1/answers", content=raw, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert is_explained(response.json())


def test_a_body_over_the_limit_is_refused_with_or_without_a_length(client: TestClient) -> None:
    large = b"x" * (LARGEST + 1)

    def pieces() -> Iterator[bytes]:
        yield from (large[i : i + 65_536] for i in range(0, len(large), 65_536))

    for content in (large, pieces()):
        response = client.post("/v1/answers", content=content, headers={"content-type": "application/json"})
        assert response.status_code == 413
        assert is_explained(response.json())


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/v1/sources/nobody/pages/1", 404),
        ("/v1/sources/harbour-2021/pages/99", 404),
        ("/v1/sources/harbour-2021/pages/0", 422),
        ("/v1/sources/harbour-2021/pages/99999999999999999999", 422),
        ("/v1/sources/harbour-2021/pages/one", 422),
        ("/v1/sources/harbour-2021/pages/1?sha256=0000", 404),
        ("/v1/nothing", 404),
        ("/v1/answers", 405),
    ],
)
def test_addresses_without_anything_say_so_in_the_same_form(client: TestClient, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert is_explained(response.json())


def test_a_source_id_may_hold_any_letters(client: TestClient, library: Library) -> None:
    page = client.get(f"/v1/sources/{KHMER_ID}/pages/1").json()
    assert page["text"] == library.pages(KHMER_ID)[0].text
    assert "<script>" in page["text"]  # data, in JSON


def test_an_error_of_our_own_gives_nothing_away(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret path /home/someone")

    monkeypatch.setattr(Engine, "ask", fail)
    response = client.post("/v1/answers", json={"question": QUESTION})
    assert response.status_code == 500
    assert is_explained(response.json())
    assert "secret" not in response.text


def test_health_names_the_library(client: TestClient, engine: Engine) -> None:
    state = engine.state()
    body = client.get("/healthz").json()
    assert body["status"] == "ok"
    assert body["library"] == {
        "fingerprint": state.fingerprint,
        "sources": state.sources,
        "passages": state.passages,
    }


def test_the_documented_stream_has_the_events_and_keys_of_a_real_one(client: TestClient) -> None:
    page = DOCUMENTED.read_text("utf-8")
    asked, sample = re.findall(r"-d '(\{[^']*\})' \| cut -c1-60\n(.*?)```", page, re.DOTALL)[0]
    event = re.compile(r"^event: (\w+)\ndata: (.{,54})", re.MULTILINE)
    shown, given = event.findall(sample), event.findall(client.post("/v1/answers", json=json.loads(asked)).text)
    keys = re.compile(r'"(\w+)":')
    assert [(name, keys.findall(data)) for name, data in shown] == [(name, keys.findall(data)) for name, data in given]
    assert shown[0][0] == "reading" and shown[-1][0] == "answer"
