"""The HTTP API: one module for each family of addresses. Errors say what, why and what to do, as everywhere."""

from assistant.api.app import NO_TELEMETRY, create_api
from assistant.requests import LAST_PAGE, Text

__all__ = ["LAST_PAGE", "NO_TELEMETRY", "Text", "create_api"]
