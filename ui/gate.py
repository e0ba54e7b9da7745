"""What the page may do: the addresses it needs and no others, and headers that keep the browser on this host."""

import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.guard import is_own
from assistant.access.refusing import refuse
from ui.reader import READER

_OURS = r"/|/read|/sheet|/answer|/feedback|/ui/[\w.-]+|/v1/.+|/healthz|/metrics|/openapi\.json"
_GRADIO = (
    r"/config/?|/theme\.css|/favicon\.ico|/assets/.+|/static/.+|/svelte/.+"
    r"|/gradio_api/(?:info|app_id|run/predict|startup-events|theme\.css|queue/join|queue/data|upload|upload_progress"
    r"|file=.+/gradio/[0-9a-f]{64}/[^/]+|heartbeat/\w+|cancel|reset/?)"
)
ALLOWED = f"(?:{_OURS}|{_GRADIO})"

# Gradio compiles its HTML templates with `new Function`, hence 'unsafe-eval'; inline scripts need the page's nonce.
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}

_SHARING = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>|<link rel="manifest"[^>]*>')
_SCRIPT = re.compile(r"<script(?=[\s>])")


class Gate:
    """Refuses addresses the page has no use for and what other sites send, rewrites Gradio's page, and adds security
    headers to all answers."""

    def __init__(self, app: ASGIApp, head: str, *, names_readers: bool = False, also: str | None = None) -> None:
        """`names_readers` gives each browser a secret of its own, by which it finds what was kept for it; `also` is a
        pattern of further addresses that are open."""
        self._app, self._head, self._names_readers = app, head, names_readers
        self._allowed = re.compile(f"{ALLOWED}|{also}" if also else ALLOWED, re.DOTALL)  # ids hold any character

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        guarded = _with_headers(send, nonce)
        if _from_elsewhere(scope):
            why, fix = "another site's page may have sent it", "Use the assistant's own page"
            await refuse(scope, receive, guarded, 403, "Will not do this", why, fix)
        elif not self._allowed.fullmatch(scope["path"]):
            await PlainTextResponse("Not found\n", 404)(scope, receive, guarded)
        elif scope["path"] == "/":
            named = self._with_reader(scope, guarded) if self._names_readers else guarded
            await self._app(_uncompressed(scope), receive, self._rewritten(named, nonce))
        else:
            await self._app(scope, receive, guarded)

    def _with_reader(self, scope: Scope, send: Send) -> Send:
        if f"{READER}=" in Headers(scope=scope).get("cookie", ""):
            return send
        secure = "; Secure" if scope["scheme"] == "https" else ""
        cookie = f"{READER}={secrets.token_urlsafe(24)}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}"

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["set-cookie"] = cookie
            await send(message)

        return named

    def _rewritten(self, send: Send, nonce: str) -> Send:
        """Holds Gradio's page back until it is whole, then sends it without what names other hosts."""
        start: Message = {}
        body = bytearray()

        async def hold(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            page = rewrite(body.decode("utf-8"), self._head, nonce).encode() if body else b""
            if page:
                MutableHeaders(scope=start)["content-length"] = str(len(page))
            await send(start)
            await send({"type": "http.response.body", "body": page})

        return hold


def rewrite(page: str, head: str, nonce: str) -> str:
    """Gradio's page with our head, without sharing tags (they name other hosts), scripts marked as the page's own."""
    opening, closing, rest = page.partition("</head>")
    opening = _SHARING.sub("", opening)
    return _SCRIPT.sub(f'<script nonce="{nonce}"', f"{opening}{head}{closing}{rest}")


def _from_elsewhere(scope: Scope) -> bool:
    """Whether another site's page makes the reader's browser change something here."""
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return False
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is not None and not is_own(origin, headers)


def _with_headers(send: Send, nonce: str) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["content-security-policy"] = POLICY.format(nonce=nonce)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return guarded


def _uncompressed(scope: Scope) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}
