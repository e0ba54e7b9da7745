"""Each request as an operator sees it: which pattern of address, what status, how long."""

import logging
from collections.abc import Callable
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)
OnRequest = Callable[[str, str, int, float], None]
"""Hears of pattern, method, status and seconds."""


class Requests:
    """Counts and logs requests. Addresses are known by their pattern, for they may hold titles and words searched."""

    def __init__(self, app: ASGIApp, heard: OnRequest) -> None:
        self._app, self._heard = app, heard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            route, seconds = pattern_of(scope), perf_counter() - begun
            self._heard(route, scope["method"], status, seconds)
            said = {"route": route, "method": scope["method"], "status": status, "ms": round(seconds * 1000, 1)}
            log.info("request", extra={"fields": said})


def pattern_of(scope: Scope) -> str:
    """The pattern of one of our addresses; `other` for what the page fetches of Gradio and for what is not there."""
    pattern = getattr(scope.get("route"), "path", None)
    ours = isinstance(pattern, str) and not scope["path"].startswith(("/gradio_api/", "/assets/", "/static/"))
    return str(pattern) if ours else "other"
