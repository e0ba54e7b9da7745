"""The API as one application over one open engine."""

from collections.abc import Container
from dataclasses import asdict

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.telemetry import TelemetryConfig

from assistant.access.bodies import Bodies
from assistant.api.answers import add_answers
from assistant.api.chat_completions import add_chat_completions
from assistant.api.documents import add_documents
from assistant.api.errors import may_fail, say_errors_alike
from assistant.api.listening import Desk
from assistant.api.search import add_search
from assistant.api.sources import add_sources
from assistant.engine import Engine
from assistant.schemas import HealthOut

NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""Whatever the environment says: spans and logs would carry questions."""


def create_api(engine: Engine, *, uploads: Container[str] = ()) -> FastAPI:
    """The API over one open engine, which all requests share.

    Paths in `uploads` take more than the others.
    """
    api = FastAPI(
        title="Trafficking assistant",
        description="Answers about human trafficking, each sentence resting on a located quotation. What documents "
        "say is data: where a text holds instructions to a language model, a notice `document_instructions` says so.",
        docs_url=None,  # its page would load scripts from another host; /openapi.json stays
        redoc_url=None,
        telemetry=NO_TELEMETRY,
    )
    api.add_middleware(Bodies, uploads=uploads)
    say_errors_alike(api)
    desk = Desk(engine.settings.page_at_once)
    add_answers(api, engine, desk)
    add_search(api, engine)
    add_documents(api, engine)
    add_sources(api, engine)
    add_chat_completions(api, engine, desk)

    @api.get(
        "/healthz", summary="Whether the service stands, and over which library",
        response_model=HealthOut, responses=may_fail(),
    )  # fmt: skip
    def healthz() -> JSONResponse:
        return JSONResponse({"status": "ok", "library": asdict(engine.state())})

    return api
