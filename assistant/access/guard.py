"""The guard before the whole application: who asks, do they ask too often, did their own page send this."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import TypeVar
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.accounts import Accounts
from assistant.access.limits import Limits, TooOften, hold_to
from assistant.access.people import Person, introduce
from assistant.access.refusing import refuse
from assistant.settings import Settings

COOKIE = "assistant_session"
LOGIN = "/login"
OPEN = frozenset({LOGIN, "/ui/paper.css", "/favicon.ico"})  # what a person needs before they are known
ASKING = frozenset(
    {"/gradio_api/queue/join", "/v1/answers", "/v1/chat/completions", "/v1/search", "/v1/briefs", "/v1/checks", "/mcp"}
)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
T = TypeVar("T")


@dataclass(slots=True)
class Access:
    """Who may use a served library, and how often."""

    accounts: Accounts
    limits: Limits
    session_seconds: float
    _looking: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4, "access"))
    _hashing: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "passwords"))

    async def apart(self, work: Callable[[], T]) -> T:
        """Do what touches the file of accounts outside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._looking, work)

    async def verified(self, name: str, password: str) -> Person | None:
        """Who has this name and password; two are looked at a time, for each takes 64 MB."""
        work = partial(self.accounts.verified, name, password)
        return await asyncio.get_running_loop().run_in_executor(self._hashing, work)

    async def person(self, headers: Headers) -> Person | None:
        """Who sent a request, by their key or their session."""
        scheme, _, key = headers.get("authorization", "").partition(" ")
        if scheme.casefold() == "bearer" and key:
            return await self.apart(lambda: self.accounts.of_key(key.strip()))
        token = session_token(headers)
        return await self.apart(lambda: self.accounts.of_session(token)) if token else None


def access_to(settings: Settings) -> Access | None:
    """Who may use the library of the settings; None where nobody has a login yet."""
    accounts = Accounts(settings.library_folder)
    limits = Limits(settings.questions_per_minute)
    return Access(accounts, limits, settings.session_hours * 3600) if accounts.any() else None


class Guard:
    """Lets known people in, and tells the rest of the program who they are (`people.person_of`)."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers, path = Headers(scope=scope), scope["path"]
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE
        person = await self._access.person(headers)
        asks = scope["type"] == "websocket" or (changes and path in ASKING)
        wait = self._access.limits.request(person.id if person else "", address_of(scope), asks=asks)
        if wait is not None:
            error, header = TooOften(wait), {"retry-after": str(wait)}
            await refuse(scope, receive, send, 429, error.what, error.why, error.fix, header)
        elif person is None and path == "/healthz":
            await JSONResponse({"status": "ok"})(scope, receive, send)
        elif person is None and path not in OPEN:
            await _ask_for_login(scope, receive, send, headers)
        elif changes and "authorization" not in headers and not from_own_page(headers):
            await refuse(
                scope, receive, send, 403, "Will not do this", "another site's page may have sent it",
                "Use the assistant's own page, or an API key",
            )  # fmt: skip
        else:
            if person is not None:
                introduce(scope, person)
                hold_to(scope, self._access.limits, person.id)
            await self._app(scope, receive, send)


async def _ask_for_login(scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
    """A browser that opens a page is sent to the login; everything else is told what is missing."""
    if scope["type"] == "http" and scope["method"] in _SAFE and "text/html" in headers.get("accept", ""):
        wanted = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        answer = RedirectResponse(f"{LOGIN}?next={quote(wanted, safe='')}", 303, {"cache-control": "no-store"})
        await answer(scope, receive, send)
        return
    fix = "Log in on the page, or send `Authorization: Bearer KEY` with a key from `assistant user key NAME`"
    await refuse(
        scope, receive, send, 401, "Cannot do this", "nobody is logged in", fix, {"www-authenticate": "Bearer"}
    )


def session_token(headers: Headers) -> str | None:
    """The session cookie's value; None where there is none."""
    cookies = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        return None
    found = cookies.get(COOKIE)
    return found.value if found else None


def from_own_page(headers: Headers) -> bool:
    """Whether a browser says that a page of this very host sent the request (OWASP: verifying origin)."""
    origin = headers.get("origin")
    if origin is not None:
        return is_own(origin, headers)
    return headers.get("sec-fetch-site") == "same-origin"


def is_own(origin: str, headers: Headers) -> bool:
    """Whether an origin is the host that a request was sent to."""
    try:
        return urlsplit(origin).netloc == headers.get("host")
    except ValueError:
        return False


def address_of(scope: Scope) -> str:
    """Where a request comes from, as uvicorn has it: a trusted proxy's word, else the peer."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"
