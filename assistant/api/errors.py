"""Errors of the API: each says what, why and what to do, and the document names every status an address may give."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect

from assistant.access.limits import TooOften
from assistant.error_forms import error_detail, error_response
from corpus.errors import ExplainedError, LibraryError, ModelError, SetupError, UsageError

log = logging.getLogger(__name__)

AT_THE_DOOR = (401, 403, 408, 421, 429)
"""Given before an address is reached: no login, another site's page, a slow body, a strange host, too many requests."""
LEFT = 499  # nobody hears it: the client has gone

_STATUS: dict[type[ExplainedError], int] = {
    TooOften: 429, UsageError: 422, ModelError: 502, LibraryError: 503, SetupError: 503,
}  # fmt: skip
_PLAIN: dict[int, tuple[str, str]] = {
    404: ("there is nothing at this address", "See /openapi.json for the addresses"),
    405: ("this address does not take this method", "See /openapi.json for the methods"),
}
UNFORESEEN = ExplainedError(
    what="Cannot do this", why="something in the assistant itself failed",
    fix="Try again, or look into the server's log",
)  # fmt: skip


class ErrorDetail(BaseModel):
    what: str
    why: str
    fix: str


class ErrorOut(BaseModel):
    """Every answer with a status of 400 or more."""

    error: ErrorDetail


class OpenAIErrorDetail(ErrorDetail):
    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIErrorOut(BaseModel):
    """The same in the form that OpenAI's clients read."""

    error: OpenAIErrorDetail


def may_fail(*statuses: int, openai: bool = False) -> dict[int | str, dict[str, Any]]:
    """Error statuses of an address, for its document; those that every address may give are always there."""
    model = OpenAIErrorOut if openai else ErrorOut
    return {status: {"model": model} for status in sorted({*statuses, 413, 422, 500, 503, *AT_THE_DOOR})}


def explained_detail(path: str, error: Exception) -> dict[str, Any]:
    """The error of an answer that has begun, whose status is spent; one of our own gives nothing away."""
    if not isinstance(error, ExplainedError):
        log.error("%s failed", path, exc_info=error)
        error = UNFORESEEN
    return error_detail(path, _status(error), error.what, error.why, error.fix)


def say_errors_alike(api: FastAPI) -> None:
    @api.exception_handler(ExplainedError)
    def explained(request: Request, error: ExplainedError) -> JSONResponse:
        headers = {"retry-after": str(error.wait)} if isinstance(error, TooOften) else None
        return error_response(request.url.path, _status(error), error.what, error.why, error.fix, headers)

    @api.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        why, fix = _why_invalid(error.errors()[0]), "See /openapi.json for what is taken"
        return error_response(request.url.path, 422, "Cannot use the request", why, fix)

    @api.exception_handler(StarletteHTTPException)
    def plain(request: Request, error: StarletteHTTPException) -> JSONResponse:
        why, fix = str(error.detail), "See /openapi.json for what is taken"
        if why == HTTPStatus(error.status_code).phrase:  # nothing more is known than the status
            why, fix = _PLAIN.get(error.status_code, (why, fix))
        return error_response(request.url.path, error.status_code, "Cannot do this", why, fix, error.headers)

    @api.exception_handler(ClientDisconnect)
    def left(_: Request, __: ClientDisconnect) -> Response:
        return Response(status_code=LEFT)

    @api.exception_handler(Exception)
    def unforeseen(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"error": explained_detail(request.url.path, error)}, 500)


def _status(error: ExplainedError) -> int:
    return next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)


def _why_invalid(error: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in error["loc"] if part != "body")
    return f"{where}: {error['msg']}" if where else str(error["msg"])
