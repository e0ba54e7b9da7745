"""Limits of requests, bodies and hosts, each by itself."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from assistant.access.bodies import Bodies
from assistant.access.hosts import Hosts
from assistant.access.limits import Limits, network_of


def test_a_person_who_asks_too_often_waits_and_others_do_not() -> None:
    limits = Limits(3)
    assert [limits.request("a", "192.0.2.1", asks=True) for _ in range(3)] == [None] * 3
    assert 0 < (limits.request("a", "192.0.2.9", asks=True) or 0) <= 60
    assert limits.request("a", "192.0.2.1", asks=False) is None
    assert limits.request("b", "192.0.2.1", asks=True) is None


def test_what_holds_several_questions_counts_as_several() -> None:
    limits = Limits(5)
    assert limits.request("a", "192.0.2.1", asks=True) is None
    assert limits.more_questions("a", 2) is None
    assert limits.more_questions("a", 3) == 60
    assert limits.more_questions("a", 2) is None
    assert limits.request("a", "192.0.2.1", asks=True)
    assert limits.more_questions("b", 200) is None  # more than a minute's are never asked for
    assert Limits(1).more_questions("a", 200) is None


def test_guessing_is_slowed_down_by_name_and_address() -> None:
    limits = Limits(3)
    tries = [limits.login("Chenda", "192.0.2.1") for _ in range(6)]
    assert tries[:5] == [None] * 5
    assert 0 < (tries[5] or 0) <= 900
    assert limits.login("Dara", "192.0.2.1") is None
    assert limits.login("Chenda", "192.0.2.2") is None
    near = [limits.login(f"name-{n}", "192.0.2.7") for n in range(61)]
    assert near[:60] == [None] * 60 and near[60]
    spread = [limits.login("Sok", f"198.51.100.{n}") for n in range(101)]
    assert spread[:100] == [None] * 100 and spread[100]


def test_a_right_password_forgets_the_wrong_ones_before() -> None:
    limits = Limits(3)
    for _ in range(4):
        limits.login("Chenda", "192.0.2.1")
    limits.logged_in("Chenda", "192.0.2.1")
    assert [limits.login("Chenda", "192.0.2.1") for _ in range(5)] == [None] * 5


def test_addresses_of_one_network_count_as_one() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:2") != network_of("2001:db8:0:1::1")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("testclient") == "testclient"


@pytest.mark.parametrize(
    ("host", "status"),
    [("localhost", 200), ("LOCALHOST:7860", 200), ("127.0.0.1:7860", 200), ("[::1]:7860", 200), ("192.0.2.7", 200),
     ("desk.example", 200), ("desk.example.:443", 200), ("evil.example", 421), ("localhost.evil.example", 421),
     ("desk.example@evil.example", 421), ("", 421), ("[evil.example]", 421)],
)  # fmt: skip
def test_only_known_hosts_are_answered_for(host: str, status: int) -> None:
    client = TestClient(Hosts(PlainTextResponse("inside"), ["desk.example"]))
    assert client.get("/", headers={"host": host}).status_code == status


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(await Request(scope, receive).body())(scope, receive, send)


def answer_to(app: Bodies, body: AsyncIterator[Message]) -> int:
    """The status an application answers a body with that comes in these pieces."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return await anext(body)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    asyncio.run(app(scope, receive, send))
    return int(sent[0]["status"])


async def trickle(pieces: int, seconds: float) -> AsyncIterator[Message]:
    for number in range(pieces):
        await asyncio.sleep(seconds)
        yield {"type": "http.request", "body": b"x", "more_body": number < pieces - 1}


def test_a_body_that_trickles_in_is_refused_and_a_steady_one_is_not() -> None:
    limits = Bodies(echo, patience_s=0.2, slowest=20)
    assert answer_to(limits, trickle(6, 0.04)) == 200
    assert answer_to(limits, trickle(20, 0.11)) == 408
    assert answer_to(Bodies(echo, patience_s=0.2), trickle(20, 0.05)) == 408


def test_a_body_that_is_too_large_is_refused_announced_or_not() -> None:
    limits = Bodies(echo, largest=10)
    assert answer_to(limits, trickle(11, 0)) == 413
    assert answer_to(limits, trickle(10, 0)) == 200
    client = TestClient(limits)
    assert client.post("/", content=b"x" * 11).status_code == 413
    assert client.post("/", content=b"x" * 10).text == "x" * 10
    assert client.post("/", content=b"x", headers={"content-length": "-5"}).status_code == 413


def test_an_answer_may_take_longer_than_a_body_may() -> None:
    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()
        gone = asyncio.create_task(receive())
        await asyncio.sleep(0.3)
        assert not gone.done()
        gone.cancel()
        await PlainTextResponse("at last")(scope, receive, send)

    async def body() -> AsyncIterator[Message]:
        yield {"type": "http.request", "body": b"x", "more_body": False}
        await asyncio.sleep(10)
        yield {"type": "http.disconnect"}

    assert answer_to(Bodies(slow, patience_s=0.1), body()) == 200
