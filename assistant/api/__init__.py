"""The HTTP API: one module for each family of addresses. Errors say what, why and what to do, as everywhere."""

from assistant.api.app import NO_TELEMETRY, create_api
from assistant.api.body_limit import MAX_BODY_BYTES, BodyLimit
from assistant.requests import LAST_PAGE, Text

__all__ = ["LAST_PAGE", "MAX_BODY_BYTES", "NO_TELEMETRY", "BodyLimit", "Text", "create_api"]
