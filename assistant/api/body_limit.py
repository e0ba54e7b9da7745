"""How much a request may send."""

from collections.abc import Container

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.errors import error_response

MAX_BODY_BYTES = 1_000_000


class BodyLimit:
    """Refuses bodies over the limit, whether they announce their length or not, in our own form of error."""

    def __init__(self, app: ASGIApp, limit: int, unlimited: Container[str] = ()) -> None:
        self._app, self._limit, self._unlimited = app, limit, unlimited

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self._unlimited:
            await self._app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > self._limit:
            await self._refuse(scope, receive, send)
            return
        await self._count(scope, receive, send)

    async def _count(self, scope: Scope, receive: Receive, send: Send) -> None:
        read, over, begun = 0, False, False

        async def counted() -> Message:
            nonlocal read, over
            message = await receive()
            read += len(message.get("body", b""))
            over = over or read > self._limit
            return {"type": "http.disconnect"} if over else message

        async def unless_over(message: Message) -> None:
            nonlocal begun
            if not over or begun:
                begun = True
                await send(message)

        try:
            await self._app(scope, counted, unless_over)
        except Exception:
            if not over:
                raise
        if over and not begun:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        why = f"it is larger than {self._limit:,} bytes"
        refused = error_response(scope["path"], 413, "Cannot read the request", why, "Send less")
        await refused(scope, receive, send)
