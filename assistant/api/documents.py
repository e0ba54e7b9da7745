"""Documents: `POST /v1/briefs` drafts one, `POST /v1/checks` holds a text against the library."""

import json
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.api.answers import require_mode
from assistant.api.errors import may_fail
from assistant.brief.drafting import draft_brief
from assistant.brief.export import export
from assistant.brief.outline import parse_outline
from assistant.drafts.checking import check_draft
from assistant.drafts.reading import draft_of
from assistant.engine import Engine, Mode
from assistant.requests import Text, require_text
from assistant.schemas import CheckOut
from corpus.errors import UsageError

MAX_QUESTIONS = 200
MAX_DRAFT = 400_000  # characters
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


Outline = Annotated[dict[str, Any], AfterValidator(_require_texts)]
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
    outline: Outline = Field(description="{title, purpose, sections: [{title, questions: […], filters: {…}}]}")
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

    @api.post(
        "/v1/briefs", summary="Draft a brief from an outline", response_class=Response,
        responses={200: {"content": DOCUMENT}, **may_fail(400, 502)},
    )  # fmt: skip
    def briefs(asked: BriefIn) -> Response:
        require_mode(asked.mode, engine.settings)
        outline = parse_outline(asked.outline)
        if (count := sum(len(section.questions) for section in outline.sections)) > MAX_QUESTIONS:
            why = f"it has {count} questions, more than {MAX_QUESTIONS}"
            raise UsageError(what="Cannot draft the brief", why=why, fix="Split it, or use `assistant brief`")
        brief = draft_brief(outline, engine, mode=asked.mode)
        if asked.format == "json":
            return JSONResponse(brief.as_json())
        with tempfile.TemporaryDirectory() as folder:
            out, _ = export(brief, engine.library, Path(folder) / f"brief.{asked.format}", style=asked.style)
            return Response(
                out.read_bytes(), media_type=MEDIA[asked.format],
                headers={"content-disposition": f'attachment; filename="{out.name}"'},
            )  # fmt: skip

    @api.post(
        "/v1/checks", summary="Hold each claim and quotation of a text against the library", response_model=CheckOut,
        responses=may_fail(400),
    )  # fmt: skip
    def checks(asked: DraftIn) -> JSONResponse:
        return JSONResponse(check_draft(draft_of(asked.name, asked.text), engine).as_json())
