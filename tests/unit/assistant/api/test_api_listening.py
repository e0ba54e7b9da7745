"""Answers in the making: turns, clients that leave, streams that fail or are quiet."""

import threading
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest
from openai import APIError, OpenAI
from starlette.requests import ClientDisconnect, Request

from assistant.api import listening
from assistant.api.listening import Desk, attended, while_heard
from assistant.engine import Engine
from corpus.errors import ModelError

QUESTION = {"question": "How many victims were counted in 2022?", "stream": True}
OnRead = Callable[[int, int], None]


def failing(error: Exception) -> Callable[..., None]:
    def ask(_: Engine, text: str, *, on_read: OnRead, **how: Any) -> None:
        on_read(4, 2)
        raise error

    return ask


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ModelError(what="Cannot write", why="the server is on fire", fix="Put it out"), "the server is on fire"),
        (RuntimeError("secret path"), "something in the assistant itself failed"),
    ],
)
def test_what_fails_in_the_middle_of_a_stream_is_its_last_event(
    address: str, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    monkeypatch.setattr(Engine, "ask", failing(error))
    streamed = httpx.post(f"{address}/v1/answers", json=QUESTION).text
    assert streamed.startswith("event: reading\n")
    assert streamed.rstrip().split("\n\n")[-1].startswith("event: error\n") and why in streamed
    with OpenAI(base_url=f"{address}/v1", api_key="unused", max_retries=0) as openai:
        asked = {"model": "trafficking-assistant", "messages": [{"role": "user", "content": "Why?"}]}
        with pytest.raises(APIError, match=why):
            list(openai.chat.completions.create(**asked, stream=True))
    assert "secret" not in streamed


def test_a_quiet_stream_says_that_it_is_still_at_work(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def ask(_: Engine, text: str, *, on_read: OnRead, **how: Any) -> None:
        on_read(4, 2)
        go_on.wait(10)
        raise ModelError(what="Cannot write", why="that is all", fix="Ask again")

    monkeypatch.setattr(listening, "QUIET", 0.02)
    monkeypatch.setattr(Engine, "ask", ask)
    with httpx.stream("POST", f"{address}/v1/answers", json=QUESTION) as response:
        for line in response.iter_lines():
            if line == ": still at work":
                go_on.set()
    assert go_on.is_set()


def test_a_question_waits_for_its_turn_and_whoever_leaves_makes_room() -> None:
    asked: list[str] = []
    stopped = threading.Event()

    def slow(*, stop: threading.Event, **_: Any) -> Any:
        asked.append("first")
        if stop.wait(10):
            stopped.set()

    def next_one(**_: Any) -> Any:
        asked.append("second")
        raise ModelError(what="Cannot write", why="that is all", fix="Ask again")

    async def use() -> None:
        desk = Desk(1)
        async with anyio.create_task_group() as both:
            leaving = anyio.CancelScope()

            async def first() -> None:
                with leaving:
                    await anext(desk.items(slow))

            async def second() -> None:
                with pytest.raises(ModelError):
                    await anext(desk.items(next_one))

            both.start_soon(first)
            await anyio.sleep(0.1)
            both.start_soon(second)
            await anyio.sleep(0.1)
            assert asked == ["first"]
            leaving.cancel()

    anyio.run(use)
    assert asked == ["first", "second"] and stopped.wait(5)


def test_work_ends_where_nobody_hears_its_result() -> None:
    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def staying() -> dict[str, str]:
        await anyio.sleep(10)
        raise AssertionError

    async def work() -> str:
        await anyio.sleep(0.05)
        return "done"

    async def use() -> None:
        assert await while_heard(staying, work()) == "done"
        with pytest.raises(ClientDisconnect):
            await while_heard(gone, anyio.sleep(10))

    anyio.run(use)


def test_long_work_waits_in_threads_of_its_own() -> None:
    go_on, begun = threading.Event(), threading.Event()

    async def staying() -> dict[str, str]:
        await anyio.sleep(10)
        raise AssertionError

    def work(_: threading.Event) -> None:
        begun.set()
        assert go_on.wait(10)

    async def use() -> None:
        turns = anyio.CapacityLimiter(1)
        async with anyio.create_task_group() as both:
            for _ in range(2):
                both.start_soon(attended, Request({"type": "http"}, staying), turns, work)
            assert await anyio.to_thread.run_sync(begun.wait, 10)
            await anyio.sleep(0.01)
            assert turns.statistics().tasks_waiting == 1
            assert anyio.to_thread.current_default_thread_limiter().borrowed_tokens == 0
            go_on.set()

    anyio.run(use)
