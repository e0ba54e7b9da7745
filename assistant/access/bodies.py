"""Bodies of requests: how large one may be, and how slowly it may come."""

import asyncio
from collections.abc import Container
from time import monotonic
from typing import Literal

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.refusing import refuse

LARGEST = 1_000_000  # bytes of an ordinary request
UPLOAD = 1_000_000_000  # bytes of one upload, all its files together


class Bodies:
    """Refuses what is too large or trickles in: a body has `patience_s` seconds, and one more for each `slowest` bytes.

    `uploads` are paths that take more than others. Once a body is whole the time limit ends, so that an answer may take
    its time.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        largest: int = LARGEST,
        uploads: Container[str] = (),
        patience_s: float = 30.0,
        slowest: int = 20_000,
    ) -> None:
        self._app, self._largest, self._uploads = app, largest, uploads
        self.patience_s, self.slowest = patience_s, slowest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = UPLOAD if scope["path"] in self._uploads else self._largest
        announced = Headers(scope=scope).get("content-length", "0")
        if not (announced.isascii() and announced.isdigit()) or int(announced) > largest:
            await _refuse_large(scope, receive, send, largest)
            return
        body, answering = _Body(receive, largest, self), False

        async def unless_wrong(message: Message) -> None:
            nonlocal answering
            if not body.wrong or answering:
                answering = True
                await send(message)

        try:
            await self._app(scope, body.receive, unless_wrong)
        except Exception:
            if not body.wrong:
                raise
        if body.wrong and not answering:
            if body.wrong == "slow":
                await _refuse_slow(scope, receive, send)
            else:
                await _refuse_large(scope, receive, send, largest)


async def _refuse_large(scope: Scope, receive: Receive, send: Send, largest: int) -> None:
    why = f"it is larger than {largest:,} bytes"
    await refuse(scope, receive, send, 413, "Cannot read the request", why, "Send less", {"connection": "close"})


async def _refuse_slow(scope: Scope, receive: Receive, send: Send) -> None:
    why, fix = "it came too slowly", "Try again over a faster connection"
    await refuse(scope, receive, send, 408, "Cannot read the request", why, fix, {"connection": "close"})


class _Body:
    """One body as it comes in; the application hears that the client has gone where it is too much or too slow."""

    def __init__(self, receive: Receive, largest: int, limits: Bodies) -> None:
        self._receive, self._largest, self._limits = receive, largest, limits
        self._begun, self._read, self._whole = monotonic(), 0, False
        self.wrong: Literal["slow", "large"] | None = None

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        message = None if self.wrong else await self._next()
        if message is None:
            return {"type": "http.disconnect"}
        self._whole = not message.get("more_body", False)
        return message

    async def _next(self) -> Message | None:
        left = self._begun + self._limits.patience_s + self._read / self._limits.slowest - monotonic()
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, left))
        except TimeoutError:
            self.wrong = "slow"
            return None
        self._read += len(message.get("body", b""))
        if self._read > self._largest:
            self.wrong = "large"
            return None
        return message
