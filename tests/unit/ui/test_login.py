"""A served page with a login: who gets in, how long, and what one person can see and do of another's."""

import json
import re
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from openai import AuthenticationError, OpenAI, RateLimitError
from starlette.websockets import WebSocketDisconnect

from assistant.access.accounts import Accounts
from assistant.access.bodies import LARGEST
from assistant.access.guard import COOKIE, Access
from assistant.access.limits import Limits
from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.library.store import Library
from assistant.settings import Settings
from corpus.errors import UsageError
from tests.conftest import DOCUMENTS, add
from ui.app import create_app
from ui.serve import serve

PASSWORD = "correct horse battery"
QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"
HERE = {"origin": "http://testserver"}
PAGE = {"accept": "text/html"}


class Clock:
    now = 1_900_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Accounts:
    made = Accounts(tmp_path_factory.mktemp("accounts"), clock=clock)
    made.add("Chenda", PASSWORD, "editor")
    made.add("Dara", PASSWORD)
    return made


@pytest.fixture(scope="module")
def access(accounts: Accounts) -> Access:
    return Access(accounts, Limits(30), 3_600)


@pytest.fixture(scope="module")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guarded") / "library"


@pytest.fixture(scope="module")
def application(library_folder: Path, embedder: Embedder, access: Access) -> Iterator[Any]:
    library = Library(library_folder, create=True)
    documents = library_folder / "documents.jsonl"
    documents.write_text("\n".join(json.dumps(d) for d in DOCUMENTS), "utf-8")
    add(library, embedder, documents)
    settings = Settings(library=library.folder, history=True)
    app = create_app(Engine(settings, library), access=access, hosts=["testserver"])
    with TestClient(app):
        yield app


@pytest.fixture
def stranger(application: Any, access: Access) -> TestClient:
    access.limits = Limits(30)
    return TestClient(application, follow_redirects=False)


def logged_in(application: Any, name: str) -> TestClient:
    client = TestClient(application, follow_redirects=False)
    answer = client.post("/login", data={"name": name, "password": PASSWORD}, headers=HERE)
    assert answer.status_code == 303, answer.text
    return client


@pytest.fixture
def editor(application: Any, stranger: TestClient) -> TestClient:
    return logged_in(application, "Chenda")


@pytest.fixture
def reader(application: Any, stranger: TestClient) -> TestClient:
    return logged_in(application, "Dara")


def test_a_stranger_sees_nothing_but_the_login(stranger: TestClient) -> None:
    page = stranger.get("/?c=abc", headers=PAGE)
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=%2F%3Fc%3Dabc")
    for address in ("/config", "/read?source=harbour-2021&page=1", "/answer?id=x", "/v1/sources/harbour-2021/pages/1",
                    "/openapi.json", "/gradio_api/info", "/ui/page.js", "/sheet?source=x&page=1&sha256=x"):  # fmt: skip
        refused = stranger.get(address)
        assert refused.status_code == 401, address
        assert refused.json()["error"]["fix"]
    for address in (
        "/v1/answers",
        "/gradio_api/queue/join",
        "/gradio_api/upload",
        "/gradio_api/run/predict",
        "/feedback",
    ):
        assert stranger.post(address, json={}, headers=HERE).status_code == 401, address
    assert stranger.get("/healthz").json() == {"status": "ok"}
    with pytest.raises(WebSocketDisconnect), stranger.websocket_connect("/gradio_api/queue/data", headers=HERE):
        pass


def test_the_login_is_a_plain_page_with_security_headers(stranger: TestClient) -> None:
    page = stranger.get("/login?next=/answer%3Fid%3D1")
    assert page.status_code == 200
    assert 'value="/answer?id=1"' in page.text
    assert "<script" not in page.text
    assert page.headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "no-store" in page.headers["cache-control"]


def test_the_right_password_opens_the_page_and_the_cookie_is_out_of_reach_of_scripts(stranger: TestClient) -> None:
    answer = stranger.post("/login", data={"name": "Dara", "password": PASSWORD, "next": "/?c=abc"}, headers=HERE)
    assert answer.headers["location"] == "/?c=abc"
    cookie = answer.headers["set-cookie"]
    assert all(flag in cookie for flag in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=3600"))
    assert "Secure" not in cookie
    assert stranger.get("/", headers=PAGE).status_code == 200
    assert stranger.get("/login").headers["location"] == "/"


def test_behind_tls_the_cookie_is_never_sent_without_it(application: Any, stranger: TestClient) -> None:
    secure = TestClient(application, base_url="https://testserver", follow_redirects=False)
    sent = {"name": "Dara", "password": PASSWORD}
    answer = secure.post("/login", data=sent, headers={"origin": "https://testserver"})
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "next", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\n//x"]
)
def test_the_login_leads_nowhere_else(stranger: TestClient, next: str) -> None:
    answer = stranger.post("/login", data={"name": "Dara", "password": PASSWORD, "next": next}, headers=HERE)
    assert answer.headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(stranger: TestClient) -> None:
    texts = set()
    for name in ("Dara", "nobody"):
        answer = stranger.post("/login", data={"name": name, "password": "wrong " * 3}, headers=HERE)
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        texts.add(answer.text.replace(name, "NAME"))
    assert len(texts) == 1


def test_guessing_a_password_is_stopped_even_where_the_next_guess_is_right(
    application: Any, stranger: TestClient
) -> None:
    for _ in range(5):
        stranger.post("/login", data={"name": "Dara", "password": "guess guess guess"}, headers=HERE)
    right = {"name": "Dara", "password": PASSWORD}
    refused = stranger.post("/login", data=right, headers=HERE)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    elsewhere = TestClient(application, client=("198.51.100.9", 1), follow_redirects=False)
    assert elsewhere.post("/login", data=right, headers=HERE).status_code == 303


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t[::-1], lambda t: "", lambda t: t + "x", lambda t: 'a"; b']
)
def test_a_cookie_that_was_tampered_with_is_worth_nothing(
    reader: TestClient, stranger: TestClient, change: Any
) -> None:
    token = reader.cookies[COOKIE]
    stranger.cookies.set(COOKIE, change(token))
    assert stranger.get("/config").status_code == 401
    assert reader.get("/config").status_code == 200


def test_a_stolen_cookie_ends_with_the_session_it_was_stolen_from(reader: TestClient, stranger: TestClient) -> None:
    stranger.cookies.set(COOKIE, reader.cookies[COOKIE])
    assert stranger.get("/config").status_code == 200
    assert "Dara" in reader.get("/logout").text
    assert reader.post("/logout", headers=HERE).headers["location"] == "/login"
    assert stranger.get("/config").status_code == 401


def test_an_expired_cookie_is_worth_nothing(reader: TestClient, clock: Clock) -> None:
    clock.now += 3_601
    assert reader.get("/config").status_code == 401
    assert reader.get("/", headers=PAGE).headers["location"].startswith("/login")


def test_a_person_who_is_removed_is_out_at_once(application: Any, stranger: TestClient, accounts: Accounts) -> None:
    accounts.add("Sok", PASSWORD)
    client = logged_in(application, "Sok")
    key = {"authorization": f"Bearer {accounts.make_key('Sok')}"}
    assert client.get("/config").status_code == stranger.get("/config", headers=key).status_code == 200
    accounts.remove("Sok")
    assert client.get("/config").status_code == stranger.get("/config", headers=key).status_code == 401


def test_a_key_opens_the_api(stranger: TestClient, accounts: Accounts) -> None:
    key = accounts.make_key("Dara")
    asked = stranger.post("/v1/answers", json={"question": QUESTION}, headers={"authorization": f"Bearer {key}"})
    assert asked.json()["citations"][0]["source_id"] == "harbour-2023"
    for wrong in (f"Bearer {key[:-1]}", f"Basic {key}", "Bearer", key):
        refused = stranger.post("/v1/answers", json={"question": QUESTION}, headers={"authorization": wrong} | HERE)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"


def test_without_a_key_a_program_is_told_to_send_one(stranger: TestClient) -> None:
    answer = stranger.post("/v1/answers", json={"question": QUESTION})
    assert answer.status_code == 401
    assert "assistant user key NAME" in answer.json()["error"]["fix"]


def test_openais_client_reads_what_is_refused_at_the_door(
    application: Any, stranger: TestClient, accounts: Accounts, access: Access
) -> None:
    access.limits = Limits(1)

    def ask(key: str) -> None:
        http = TestClient(application)
        with OpenAI(base_url="http://testserver/v1", api_key=key, max_retries=0, http_client=http) as client:
            client.chat.completions.create(
                model="trafficking-assistant", messages=[{"role": "user", "content": QUESTION}]
            )

    key, large = accounts.make_key("Dara"), b"x" * (LARGEST + 1)
    ask(key)
    for wrong, refusal, code in (
        ("ta-wrong", AuthenticationError, "invalid_api_key"),
        (key, RateLimitError, "rate_limit_exceeded"),
    ):
        with pytest.raises(refusal) as refused:
            ask(wrong)
        assert refused.value.code == code
        assert {"message", "what", "why", "fix"} <= set(refused.value.body or {})
    for key, status in (("ta-wrong", 401), (accounts.make_key("Chenda"), 413)):  # of a stranger it is not read
        sent = {"authorization": f"Bearer {key}"}
        answer = stranger.post("/v1/chat/completions", content=large, headers=sent)
        assert (answer.status_code, "message" in answer.json()["error"]) == (status, True)


def test_what_is_refused_at_the_door_has_the_form_the_document_gives_it(
    stranger: TestClient, reader: TestClient, access: Access
) -> None:
    document = schemathesis.openapi.from_dict(reader.get("/openapi.json").json())
    access.limits = Limits(1)
    assert reader.post("/v1/answers", json={"question": QUESTION}, headers=HERE).status_code == 200
    for address in ("/v1/answers", "/v1/search", "/v1/chat/completions"):
        refused = [
            stranger.post(address, json={}),
            reader.post(address, json={}, headers={"origin": "https://evil.example"}),
            reader.post(address, json={}, headers={"host": "evil.example"}),
            reader.post(address, json={}, headers=HERE),
        ]
        assert [answer.status_code for answer in refused] == [401, 403, 421, 429]
        for answer in refused:
            document[address]["POST"].validate_response(schemathesis.Response.from_any(answer))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_what_a_person_did_not_send_from_the_page_itself_is_refused(
    reader: TestClient, headers: dict[str, str]
) -> None:
    for address in ("/v1/answers", "/logout", "/login", "/feedback", "/gradio_api/run/predict"):
        assert reader.post(address, json={"question": QUESTION}, headers=headers).status_code == 403, address
    assert reader.get("/config").status_code == 200


def test_a_person_who_asks_without_pause_is_told_to_wait(
    reader: TestClient, editor: TestClient, access: Access
) -> None:
    access.limits = Limits(2)
    asked = [reader.post("/v1/answers", json={"question": QUESTION}, headers=HERE) for _ in range(3)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert int(asked[2].headers["retry-after"]) > 0
    assert editor.post("/v1/answers", json={"question": QUESTION}, headers=HERE).status_code == 200


def test_a_brief_counts_as_the_questions_it_asks(reader: TestClient, access: Access) -> None:
    def brief(questions: int) -> Any:
        outline = {"title": "T", "sections": [{"title": "S", "questions": [QUESTION] * questions}]}
        return reader.post("/v1/briefs", json={"outline": outline}, headers=HERE)

    access.limits = Limits(4)
    asked = [brief(2), brief(3)]
    assert [answer.status_code for answer in asked] == [200, 429]
    assert asked[1].headers["retry-after"] == "60"


def test_a_forged_host_is_refused(stranger: TestClient) -> None:
    for headers in ({"host": "evil.example"}, {"host": "testserver.evil.example"}):
        assert stranger.get("/login", headers=headers).status_code == 421


def test_paths_lead_out_of_nothing(editor: TestClient, application: Any, accounts: Accounts) -> None:
    for address in (
        f"/gradio_api/file={accounts.path}", "/gradio_api/file=/etc/passwd", "/ui/../login.py", "/ui/%2e%2e/login.py",
        "/ui/%2e%2e%2flogin.py", f"/gradio_api/file=/tmp/gradio/{'a' * 64}/..%2f..%2f..%2fetc%2fpasswd",
        f"/gradio_api/file=/tmp/x/gradio/{'a' * 64}/passwd", "/read?source=../../etc/passwd&page=1",
    ):  # fmt: skip
        answer = editor.get(address)
        assert answer.status_code in (403, 404), address
        assert "root:" not in answer.text and "PasswordHasher" not in answer.text


def called(client: TestClient, name: str, *values: Any) -> str:
    """What a function of the page answers, asked as the page's own scripts ask; inputs not given are as laid out."""
    config, session = client.get("/config").json(), secrets.token_hex(6)
    found = next(d for d in config["dependencies"] if d["api_name"] == name)
    laid_out = {c["id"]: c["props"].get("value") for c in config["components"]}
    data = [*values, *[laid_out[each] for each in found["inputs"][len(values) :]]]
    body = {"fn_index": found["id"], "data": data, "session_hash": session}
    if not found["queue"]:
        return client.post("/gradio_api/run/predict", json=body, headers=HERE).text
    assert client.post("/gradio_api/queue/join", json=body, headers=HERE).status_code == 200
    return client.get("/gradio_api/queue/data", params={"session_hash": session}).text


def test_a_conversation_is_shown_to_who_asked_and_to_nobody_else(editor: TestClient, reader: TestClient) -> None:
    said = called(editor, "_typed", QUESTION, None, None)
    conversation = re.search(r'data-conversation=\\"([\w-]+)', said)
    assert conversation, said[-2_000:]
    mine, theirs = (called(client, "opened", conversation[1]) for client in (editor, reader))
    assert "590 trafficking victims" in mine
    assert "trafficking victims" not in theirs
    assert QUESTION in called(editor, "listed")
    assert QUESTION not in called(reader, "listed")
    called(reader, "delete", conversation[1])
    assert QUESTION in called(editor, "listed")


def test_only_editors_add_to_the_library_and_change_it(
    editor: TestClient, reader: TestClient, library_folder: Path
) -> None:
    text = b"Inspectors freed 77 workers from the salt pans of Kampot."
    outcomes = {}
    for client in (reader, editor):
        [path] = client.post("/gradio_api/upload", files={"files": ("salt.txt", text)}, headers=HERE).json()
        sent = {"path": path, "orig_name": "salt.txt", "meta": {"_type": "gradio.FileData"}}
        outcomes[client] = called(client, "add_1", [sent], "")
        assert ("salt" in Library(library_folder).sources) == (client is editor)
    assert "your login is for reading" in outcomes[reader]
    assert "your login is for reading" in called(reader, "remove", "salt")
    assert "your login is for reading" in called(reader, "save", "salt", "Another title")
    assert "salt" in Library(library_folder).sources
    assert "data-edit" in called(editor, "find", "salt")
    assert "data-edit" not in called(reader, "find", "salt")


def test_who_adds_documents_is_told_who_can_read_them(editor: TestClient) -> None:
    assert "Everybody who can log in here can then read them" in editor.get("/config").text


def test_without_a_login_nobody_else_can_reach_the_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSISTANT_LIBRARY", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for host in ("0.0.0.0", "::"):
        with pytest.raises(UsageError, match="assistant user add NAME"):
            serve(host=host, port=port)
    monkeypatch.setenv("ASSISTANT_HOSTS", "desk.example")
    with pytest.raises(UsageError, match="nobody has a login"):
        serve(port=port)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
