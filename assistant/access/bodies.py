"""Bodies of requests: how large one may be, and how slowly it may come."""

import asyncio
from time import monotonic
from typing import Literal

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.refusing import refuse

LARGEST = 1_000_000_000  # bytes of one upload, all its files together; other requests have a lower limit of their own


class Bodies:
    """Refuses what is too large or trickles in: a body has `patience_s` seconds, and one more for each `slowest` bytes.

    Once a body is whole the time limit ends, so that an answer may take its time.
    """

    def __init__(
        self, app: ASGIApp, *, largest: int = LARGEST, patience_s: float = 30.0, slowest: int = 20_000
    ) -> None:
        self._app, self.largest, self.patience_s, self.slowest = app, largest, patience_s, slowest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if not (announced.isascii() and announced.isdigit()) or int(announced) > self.largest:
            await self._refuse_large(scope, receive, send)
            return
        body, answering = _Body(receive, self), False

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
            await (self._refuse_slow if body.wrong == "slow" else self._refuse_large)(scope, receive, send)

    async def _refuse_large(self, scope: Scope, receive: Receive, send: Send) -> None:
        why = f"it is larger than {self.largest:,} bytes"
        await refuse(scope, receive, send, 413, "Cannot read the request", why, "Send less", {"connection": "close"})

    async def _refuse_slow(self, scope: Scope, receive: Receive, send: Send) -> None:
        why, fix = "it came too slowly", "Try again over a faster connection"
        await refuse(scope, receive, send, 408, "Cannot read the request", why, fix, {"connection": "close"})


class _Body:
    """One body as it comes in; the application hears that the client has gone where it is too much or too slow."""

    def __init__(self, receive: Receive, limits: Bodies) -> None:
        self._receive, self._limits = receive, limits
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
        if self._read > self._limits.largest:
            self.wrong = "large"
            return None
        return message
