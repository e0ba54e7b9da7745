"""Under which names the server answers: a page elsewhere must not reach it by a name of its own (DNS rebinding)."""

from collections.abc import Iterable
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.refusing import refuse

LOCAL = ("localhost",)


class Hosts:
    """Refuses requests for any other name (RFC 9110, 7.2) than those given, `localhost` and plain addresses."""

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        self._app = app
        self._names = {name.casefold() for name in (*LOCAL, *names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._knows(Headers(scope=scope).getlist("host")):
            await self._app(scope, receive, send)
            return
        await refuse(
            scope, receive, send, 421, "Cannot answer for this host", "the request names a host this server is not",
            "Use its own address; whoever runs it can add names with ASSISTANT_HOSTS",
        )  # fmt: skip

    def _knows(self, named: list[str]) -> bool:
        if len(named) != 1:
            return False
        name = host_of(named[0])
        return name in self._names or _is_address(name)


def host_of(value: str) -> str:
    """The host of a Host header without its port; an IPv6 address without its brackets."""
    if value.startswith("["):
        return value[1:].partition("]")[0]
    return value.partition(":")[0].casefold().removesuffix(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
