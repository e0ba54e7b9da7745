"""Answers for clients that may leave: whoever hangs up, streamed to or not, ends the work, and the model's too."""

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from fastapi.responses import Response
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from assistant.answer import Answer
from assistant.generation.answering import Ask, Reading, answering
from assistant.generation.written import Checked

QUIET = 15.0  # seconds after which an empty line tells proxies that the answer is still being made
Item = Reading | Checked | Answer
Result = TypeVar("Result")


class Desk:
    """Where questions wait for their turn: so many answers are made at the same time, with a thread each."""

    def __init__(self, at_once: int) -> None:
        self._turns = CapacityLimiter(at_once)

    async def items(self, ask: Ask) -> AsyncGenerator[Item, None]:
        """What is read, sentences as they are checked, then the answer. Closing it stops the model."""
        stop, one = threading.Event(), CapacityLimiter(1)
        await self._turns.acquire_on_behalf_of(stop)
        try:
            steps = answering(ask, stop)
            while (
                item := await to_thread.run_sync(next, steps, None, abandon_on_cancel=True, limiter=one)
            ) is not None:
                yield item
        finally:
            stop.set()
            self._turns.release_on_behalf_of(stop)

    async def answer(self, request: Request, ask: Ask) -> Answer:
        """The answer alone. Raises ClientDisconnect where nobody waits for it any more."""
        return await while_heard(request.receive, self._whole(ask))

    async def begun(self, request: Request, ask: Ask) -> tuple[Item, AsyncGenerator[Item, None]]:
        """The first item and the rest, so that a question that cannot be used has its own status."""
        items = self.items(ask)
        return await while_heard(request.receive, anext(items)), items

    async def _whole(self, ask: Ask) -> Answer:
        async with aclosing(self.items(ask)) as items:
            async for item in items:
                if isinstance(item, Answer):
                    return item
        raise AssertionError("an answer is the last item")


async def attended(request: Request, turns: CapacityLimiter, work: Callable[[threading.Event], Result]) -> Result:
    """The result of work in a thread of `turns`, whose event is set where nobody waits for it any more.

    Raises ClientDisconnect then.
    """
    stop = threading.Event()
    try:
        working = to_thread.run_sync(work, stop, abandon_on_cancel=True, limiter=turns)
        return await while_heard(request.receive, working)
    finally:
        stop.set()


async def while_heard(receive: Receive, work: Coroutine[Any, Any, Result]) -> Result:
    """The result of some work, which ends where the client leaves. Raises ClientDisconnect then."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


class EventStream(Response):
    """Server-sent events (WHATWG HTML, section 9.2) as they come, for as long as somebody listens."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[str, None]) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._events) as events:
            try:
                await while_heard(receive, self._send(events, send))
            except ClientDisconnect:
                return

    async def _send(self, events: AsyncGenerator[str, None], send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        coming: asyncio.Future[str] | None = None
        try:
            while True:
                coming = coming or asyncio.ensure_future(anext(events))
                done, _ = await asyncio.wait({coming}, timeout=QUIET)
                if not done:
                    await send({"type": "http.response.body", "body": b": still at work\n\n", "more_body": True})
                    continue
                event, coming = coming.result(), None
                await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
        except StopAsyncIteration:
            await send({"type": "http.response.body", "body": b""})
        finally:
            if coming is not None:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)


def event(data: Any, name: str | None = None) -> str:
    """One event: JSON on a single line, so that no text can end it early."""
    named = f"event: {name}\n" if name else ""
    return f"{named}data: {json.dumps(data, ensure_ascii=False)}\n\n"


def streamed_too(said: str, *names: str) -> dict[int | str, dict[str, Any]]:
    """For the document of an address that also answers with an event stream: what each event is."""
    named = {"event": {"enum": list(names)}} if names else {}
    data = {"type": "string", "contentMediaType": "application/json"}
    schema = {
        "type": "object",
        "description": said,
        "properties": {**named, "data": data},
        "required": [*named, "data"],
    }
    return {200: {"content": {"text/event-stream": {"schema": schema}}}}
