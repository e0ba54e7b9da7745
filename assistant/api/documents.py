"""Documents: `POST /v1/briefs` drafts one, `POST /v1/checks` holds a text against the library."""

import json
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from anyio import CapacityLimiter
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.access.limits import require_turns
from assistant.answer import Answer
from assistant.api.answers import require_mode
from assistant.api.errors import may_fail
from assistant.api.listening import attended
from assistant.brief.drafting import draft_brief
from assistant.brief.export import export
from assistant.brief.outline import Outline, parse_outline
from assistant.drafts.checking import CheckedDraft, check_draft
from assistant.drafts.reading import draft_of
from assistant.engine import Engine, Mode
from assistant.generation.answering import Stopped
from assistant.requests import Text, require_text
from assistant.schemas import CheckOut
from corpus.errors import UsageError

MAX_QUESTIONS = 200
MAX_DRAFT = 400_000  # characters
AT_ONCE = 4  # further documents wait, in threads that nothing else needs
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}
DOCUMENT: dict[str, Any] = {
    "application/json": {"schema": {"type": "object", "description": "The record of the brief"}},
    **{kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA.values()},
}


def _require_texts(value: dict[str, Any]) -> dict[str, Any]:
    require_text(json.dumps(value, ensure_ascii=False))
    return value


EXAMPLE: dict[str, Any] = {
    "outline": {
        "title": "Scam centres",
        "sections": [{"title": "Extent", "questions": ["How many people are held in scam centres?"]}],
    }
}
Format = Literal["json", "docx", "html", "md", "bib", "ris"]
Style = Literal["chicago", "apa", "harvard"]


class BriefIn(BaseModel):
    """What `POST /v1/briefs` takes: an outline, and how to draft and print it. JSON is the record."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})
    outline: Annotated[dict[str, Any], AfterValidator(_require_texts)] = Field(
        description="{title, purpose, sections: [{title, questions: […], filters: {…}}]}"
    )
    format: Format = "json"
    style: Style = "chicago"
    mode: Mode = "auto"


class DraftIn(BaseModel):
    """What `POST /v1/checks` takes: a text, as Markdown or plain."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "In 2022, 590 were counted."}]})
    text: Annotated[Text, Field(max_length=MAX_DRAFT)]
    name: Annotated[Text, Field(max_length=200)] = "draft"


def add_documents(api: FastAPI, engine: Engine) -> None:
    """Add both endpoints to the API over one open engine."""
    turns = CapacityLimiter(AT_ONCE)

    @api.post(
        "/v1/briefs", summary="Draft a brief from an outline", response_class=Response,
        responses={200: {"content": DOCUMENT}, **may_fail(400, 502)},
    )  # fmt: skip
    async def briefs(asked: BriefIn, request: Request) -> Response:
        require_mode(asked.mode, engine.settings)
        outline = parse_outline(asked.outline)
        if (count := sum(len(section.questions) for section in outline.sections)) > MAX_QUESTIONS:
            why = f"it has {count} questions, more than {MAX_QUESTIONS}"
            raise UsageError(what="Cannot draft the brief", why=why, fix="Split it, or use `assistant brief`")
        require_turns(request.scope, count)
        return await attended(request, turns, lambda stop: _drafted(outline, asked, engine, stop))

    @api.post(
        "/v1/checks", summary="Hold each claim and quotation of a text against the library", response_model=CheckOut,
        responses=may_fail(400),
    )  # fmt: skip
    async def checks(asked: DraftIn, request: Request) -> JSONResponse:
        def check(stop: threading.Event) -> CheckedDraft:
            return check_draft(draft_of(asked.name, asked.text), engine, lambda *_: _go_on(stop))

        return JSONResponse((await attended(request, turns, check)).as_json())


class _Attended:
    """The engine, asked nothing more once nobody waits."""

    def __init__(self, engine: Engine, stop: threading.Event) -> None:
        self._engine, self._stop, self.state = engine, stop, engine.state

    def ask(self, text: str, *, filters: Mapping[str, Any] | None = None, mode: Mode = "auto") -> Answer:
        _go_on(self._stop)
        return self._engine.ask(text, filters=filters, mode=mode, stop=self._stop)


def _go_on(stop: threading.Event) -> None:
    if stop.is_set():
        raise Stopped


def _drafted(outline: Outline, asked: BriefIn, engine: Engine, stop: threading.Event) -> Response:
    brief = draft_brief(outline, _Attended(engine, stop), mode=asked.mode)
    if asked.format == "json":
        return JSONResponse(brief.as_json())
    with tempfile.TemporaryDirectory() as folder:
        out, _ = export(brief, engine.library, Path(folder) / f"brief.{asked.format}", style=asked.style)
        return Response(
            out.read_bytes(), media_type=MEDIA[asked.format],
            headers={"content-disposition": f'attachment; filename="{out.name}"'},
        )  # fmt: skip
