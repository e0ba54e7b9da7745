"""Errors as programs read them: what, why and what to do; where OpenAI's clients ask, in OpenAI's form as well."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse

OPENAI = ("/v1/chat/", "/v1/models")
"""Addresses whose clients read errors as OpenAI writes them."""
_CODES = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}


def error_detail(path: str, status: int, what: str, why: str, fix: str) -> dict[str, Any]:
    """The error as the clients of this address read it."""
    detail: dict[str, Any] = {"what": what, "why": why, "fix": fix}
    if path.startswith(OPENAI):
        kind = "invalid_request_error" if status < 500 else "server_error"
        detail |= {"message": f"{what}: {why}. {fix}.", "type": kind, "param": None, "code": _CODES.get(status)}
    return detail


def error_response(
    path: str, status: int, what: str, why: str, fix: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    return JSONResponse({"error": error_detail(path, status, what, why, fix)}, status, dict(headers or {}))
