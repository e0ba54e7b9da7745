"""How a request is refused: what, why and what to do, as everywhere."""

from starlette.types import Receive, Scope, Send

from assistant.error_forms import error_response


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    what: str,
    why: str,
    fix: str,
    headers: dict[str, str] | None = None,
) -> None:
    """Answer with an error; a websocket is closed before it opens."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": why[:120]})
        return
    refused = error_response(scope["path"], status, what, why, fix, {"cache-control": "no-store", **(headers or {})})
    await refused(scope, receive, send)
