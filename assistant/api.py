"""The HTTP API: `POST /v1/answers`, source pages and health. Errors say what, why and what to do, as everywhere."""

import logging
from collections.abc import Container, Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.telemetry import TelemetryConfig
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api_documents import add_documents
from assistant.conversation import Turn
from assistant.engine import Engine, Mode
from corpus.errors import ExplainedError, LibraryError, ModelError, SetupError, UsageError

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1_000_000
LAST_PAGE = 10_000_000
NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""Whatever the environment says: spans and logs would carry questions."""

_STATUS: dict[type[ExplainedError], int] = {UsageError: 422, ModelError: 502, LibraryError: 503, SetupError: 503}
_PLAIN: dict[int, tuple[str, str]] = {
    404: ("there is nothing at this address", "See /openapi.json for the addresses"),
    405: ("this address does not take this method", "See /openapi.json for the methods"),
}


def _require_text(value: str) -> str:
    """JSON can spell half a character, which no later part can read."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("holds half a surrogate pair, which is no character") from None
    return value


Text = Annotated[str, AfterValidator(_require_text)]


class TurnIn(BaseModel):
    """One earlier exchange, oldest first; the answer is plain text."""

    model_config = ConfigDict(extra="forbid")
    question: Text
    answer: Text = ""


class FiltersIn(BaseModel):
    """Limits on the sources an answer may rest on. Values of one kind widen each other, kinds narrow each other."""

    model_config = ConfigDict(extra="forbid")
    source: list[Text] = []
    publisher: list[Text] = []
    publisher_type: list[Text] = []
    country: list[Text] = Field(default=[], description="ISO 3166-1 codes such as KH, or names")
    language: list[Text] = Field(default=[], description="ISO 639 codes such as en, as the sources state theirs")
    since: Text | None = Field(default=None, description="YYYY, YYYY-MM or YYYY-MM-DD")
    until: Text | None = None


class QuestionIn(BaseModel):
    """What `POST /v1/answers` takes."""

    model_config = ConfigDict(extra="forbid")
    question: Text
    filters: FiltersIn = FiltersIn()
    history: Annotated[list[TurnIn], Field(max_length=100)] = []
    mode: Mode = "auto"
    top: Annotated[int, Field(ge=1, le=100)] = 8


class ErrorDetail(BaseModel):
    what: str
    why: str
    fix: str


class ErrorOut(BaseModel):
    """Every answer with a status of 400 or more."""

    error: ErrorDetail


def create_api(engine: Engine, *, unlimited: Container[str] = ()) -> FastAPI:
    """The API over one open engine, which all requests share; sync endpoints run in the threadpool.

    Paths in `unlimited` look after the size of what they are sent themselves.
    """
    api = FastAPI(
        title="Trafficking assistant",
        description="Answers about human trafficking, each sentence resting on a located quotation.",
        docs_url=None,  # its page would load scripts from another host; /openapi.json stays
        redoc_url=None,
        telemetry=NO_TELEMETRY,
        responses={code: {"model": ErrorOut} for code in (413, 422, 500)},
    )
    api.add_middleware(BodyLimit, limit=MAX_BODY_BYTES, unlimited=unlimited)
    _say_errors_alike(api)

    @api.post("/v1/answers", summary="Answer a question, or refuse (also status 200)")
    def answers(asked: QuestionIn) -> JSONResponse:
        filters = asked.filters.model_dump(exclude_defaults=True)
        history = [Turn(question=t.question, answer=t.answer) for t in asked.history]
        answer = engine.ask(asked.question, filters=filters, history=history, mode=asked.mode, top=asked.top)
        return JSONResponse(answer.as_json())

    add_documents(api, engine)

    @api.get("/v1/sources/{source_id:path}/pages/{number}", summary="One stored page, which citations index")
    def source_page(
        source_id: str,
        number: Annotated[int, Path(ge=1, le=LAST_PAGE)],
        sha256: Annotated[str | None, Query(description="Revision, as `source_sha256` of a citation")] = None,
    ) -> JSONResponse:
        return JSONResponse(_page(engine, source_id, number, sha256))

    @api.get("/healthz", summary="Whether the service stands, and over which library")
    def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok", "library": asdict(engine.state())})

    return api


def _page(engine: Engine, source_id: str, number: int, sha256: str | None) -> dict[str, Any]:
    stored = engine.library.page(source_id, number, sha256)
    if stored is None:
        raise HTTPException(404)
    source = asdict(stored.source) | {"superseded_by": engine.library.superseded_by(source_id)}
    return {
        "source": source,
        "source_sha256": stored.source_sha256,
        "newest": stored.newest,
        "page": stored.page.number,
        "page_label": stored.page.label,
        "text": stored.page.text,
    }


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
        await _response(413, "Cannot read the request", why, "Send less")(scope, receive, send)


def _say_errors_alike(api: FastAPI) -> None:
    @api.exception_handler(ExplainedError)
    def explained(_: Request, error: ExplainedError) -> JSONResponse:
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
        return _response(status, error.what, error.why, error.fix)

    @api.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        return _response(422, "Cannot use the request", _why_invalid(first), "See /openapi.json for what is taken")

    @api.exception_handler(StarletteHTTPException)
    def plain(_: Request, error: StarletteHTTPException) -> JSONResponse:
        why, fix = _PLAIN.get(error.status_code, (str(error.detail), "See /openapi.json for what is taken"))
        return _response(error.status_code, "Cannot do this", why, fix, error.headers)

    @api.exception_handler(Exception)
    def unforeseen(request: Request, error: Exception) -> JSONResponse:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        fix = "Try again, or look into the server's log"
        return _response(500, "Cannot do this", "something in the assistant itself failed", fix)


def _why_invalid(error: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in error["loc"] if part != "body")
    return f"{where}: {error['msg']}" if where else str(error["msg"])


def _response(status: int, what: str, why: str, fix: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": {"what": what, "why": why, "fix": fix}}, status, dict(headers or {}))
