"""The page as it is served: which addresses answer, what the headers forbid, what the HTML names."""

import json
import re
import socket
from collections.abc import Iterator

import pytest
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.library.store import Library
from assistant.settings import Settings
from corpus.errors import UsageError
from tests.conftest import DOCUMENTS, add
from ui.app import create_app
from ui.gate import Gate, rewrite
from ui.serve import serve

# www.w3.org only names the SVG namespace, which no browser asks for.
ELSEWHERE = re.compile(r"https?://(?!(?:testserver|localhost|127\.0\.0\.1|www\.w3\.org)\b)[\w.-]+")


@pytest.fixture
def gated() -> TestClient:
    """The gate before an application that answers everything."""
    return TestClient(Gate(PlainTextResponse("inside"), head=""))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("served")
    documents = folder / "documents.jsonl"
    documents.write_text("\n".join(json.dumps(d, ensure_ascii=False) for d in DOCUMENTS), "utf-8")
    library = Library(folder / "library", create=True)
    add(library, embedder, documents)
    with TestClient(create_app(Engine(Settings(library=library.folder), library))) as opened:
        yield opened


def test_the_page_names_no_other_host(client: TestClient) -> None:
    page = client.get("/").text
    assert 'href="ui/paper.css"' in page
    assert not ELSEWHERE.findall(page)
    for asset in re.findall(r'"(ui/[\w.]+)"', page):
        assert not ELSEWHERE.findall(client.get(f"/{asset}").text)
    assert not ELSEWHERE.findall(client.get("/theme.css").text)


def test_every_inline_script_of_the_page_carries_the_nonce_of_its_policy(client: TestClient) -> None:
    response = client.get("/")
    nonce = re.search(r"'nonce-([\w-]+)'", response.headers["content-security-policy"])
    assert nonce
    scripts = re.findall(r"<script\b[^>]*>", response.text)
    assert scripts
    assert all(f'nonce="{nonce[1]}"' in script for script in scripts)
    again = client.get("/").headers["content-security-policy"]
    assert nonce[1] not in again


@pytest.mark.parametrize("address", ["/", "/healthz", "/read?source=harbour-2021&page=1", "/nothing", "/ui/page.css"])
def test_every_answer_carries_the_security_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "address",
    [
        "/gradio_api/file=/etc/passwd", "/gradio_api/file=/tmp/gradio/../../etc/passwd", "/gradio_api/proxy=https://elsewhere.example/",
        "/gradio_api/runs", "/monitoring", "/gradio_api/call/respond", "/gradio_api/openapi.json", "/docs", "/login",
        "/ui/../gate.py", "/ui/%2e%2e/gate.py", "/gradio_api/dev/reload", "/gradio_api/vibe-code", "/manifest.json",
    ],
)  # fmt: skip
def test_addresses_the_page_has_no_use_for_are_closed(gated: TestClient, address: str) -> None:
    assert gated.get(address).status_code == 404
    assert gated.post(address, json={}).status_code == 404


@pytest.mark.parametrize(
    "address", ["/read", "/ui/page.js", "/v1/answers", "/gradio_api/queue/join", "/assets/index-x.js", "/theme.css"]
)
def test_addresses_the_page_needs_are_open(gated: TestClient, address: str) -> None:
    assert gated.get(address).text == "inside"


def test_a_source_is_a_fragment_for_the_panel_or_a_page_of_its_own(client: TestClient) -> None:
    address = "/read?source=harbour-2021&page=1&start=0&end=13"
    fragment, whole = client.get(f"{address}&fragment=1").text, client.get(address).text
    assert fragment.startswith("<article")
    assert whole.startswith("<!doctype html>")
    assert fragment in whole
    assert "<mark" in fragment


@pytest.mark.parametrize("query", ["source=nobody&page=1", "source=harbour-2021&page=5"])
def test_a_source_that_is_not_there_is_said(client: TestClient, query: str) -> None:
    response = client.get(f"/read?{query}")
    assert response.status_code == 404
    assert "does not hold this page" in response.text


def test_the_api_answers_beside_the_page(client: TestClient) -> None:
    answer = client.post("/v1/answers", json={"question": "How many victims did Harbour Watch count in 2022?"}).json()
    assert answer["schema"] == 1
    for address, status in (("/v1/nothing", 404), ("/v1/answers", 405), ("/v1/sources/x/pages/1", 404)):
        response = client.get(address)
        assert response.status_code == status
        assert response.json()["error"]["why"]
    for address in ("/v1/answers", "/healthz"):
        assert client.request("TRACE", address).json()["error"]["why"] == "this address does not take this method"


def test_scripts_named_in_text_are_left_alone() -> None:
    page = rewrite("<head><script>a</script></head><p>&lt;script&gt;</p><scripted>", "<link>", "N")
    assert page == '<head><script nonce="N">a</script><link></head><p>&lt;script&gt;</p><scripted>'


@pytest.mark.parametrize(("port", "why"), [(70_000, "0 to 65535"), (None, "another program uses the port")])
def test_a_port_that_cannot_be_had_is_explained(port: int | None, why: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UsageError, match=why):
        serve(port=port if port is not None else taken.getsockname()[1])


def test_an_address_of_another_machine_is_explained() -> None:
    with pytest.raises(UsageError, match="Cannot serve on 192.0.2.1"):
        serve(host="192.0.2.1", port=0)


def test_what_another_site_sends_is_turned_away(gated: TestClient) -> None:
    for address in ("/v1/answers", "/feedback", "/gradio_api/queue/join", "/gradio_api/upload"):
        elsewhere = gated.post(address, json={}, headers={"origin": "https://elsewhere.example"})
        assert elsewhere.status_code == 403
        for origin in ("null", "http://["):
            assert gated.post(address, json={}, headers={"origin": origin}).status_code == 403
        assert gated.post(address, json={}, headers={"origin": "http://testserver"}).status_code == 200


def test_a_page_that_only_reads_offers_no_changes(engine: Engine) -> None:
    with TestClient(create_app(engine, editing=False)) as reading:
        page = reading.get("/config").text
    assert "only reads the library" in page
    assert "Add documents" not in page


def test_uploads_may_be_larger_than_other_requests(client: TestClient) -> None:
    sent = client.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 3_000_000)})
    assert sent.status_code == 200
    assert client.post("/feedback", content=b"x" * 3_000_000).status_code == 413


def test_a_judgement_on_an_answer_that_is_not_there_is_explained(client: TestClient) -> None:
    reply = client.post("/feedback", json={"answer": "made-up", "verdict": "good"})
    assert reply.status_code == 422
    assert "no longer at hand" in reply.json()["error"]["why"]
    assert client.post("/feedback", json={"answer": "x", "verdict": "splendid"}).status_code == 422


def test_browsers_get_a_name_only_where_conversations_are_kept(client: TestClient, engine: Engine) -> None:
    assert "set-cookie" not in client.get("/").headers
    assert client.get("/answer?id=x").status_code == 404
    kept = Engine(Settings(library=engine.library.folder, history=True), engine.library)
    with TestClient(create_app(kept)) as keeping:
        cookie = keeping.get("/").headers["set-cookie"]
        assert all(words in cookie for words in ("reader=", "HttpOnly", "SameSite=Lax"))
        assert "set-cookie" not in keeping.get("/").headers
