"""How a request is refused: what, why and what to do, as everywhere."""

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send


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
    said = {"error": {"what": what, "why": why, "fix": fix}}
    await JSONResponse(said, status, {"cache-control": "no-store", **(headers or {})})(scope, receive, send)
