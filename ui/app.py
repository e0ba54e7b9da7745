"""One application: the HTTP API, the page, and the pages of sources."""

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import gradio as gr
from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, Field

from assistant.access.guard import Access, Guard
from assistant.access.hosts import Hosts
from assistant.api import LAST_PAGE, NO_TELEMETRY, Text, create_api
from assistant.engine import Engine
from assistant.operating.metrics import CONTENT_TYPE, Metrics
from assistant.operating.requests import Requests
from assistant.records import LONGEST_REASON, Kept, Records
from corpus.dates import written_out
from ui.adding import LIMIT
from ui.alone import PAPER, reading_page
from ui.answers import answer_html
from ui.conversation import exchange_html
from ui.gate import Gate
from ui.history import History
from ui.login import PAGES, add_login
from ui.markup import Markup, join, tag
from ui.page import build_page
from ui.sheets import Sheets
from ui.shelf import Shelf
from ui.sources import Place, source_html
from ui.theme import page_theme

ASSETS = Path(str(files("ui"))) / "assets"
HEAD = f'{PAPER}<link rel="stylesheet" href="ui/page.css"><script type="module" src="ui/page.js"></script>'
UPLOADS = frozenset({"/gradio_api/upload"})
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "QUERY"]


def create_app(
    engine: Engine,
    *,
    editing: bool = True,
    access: Access | None = None,
    hosts: Iterable[str] | None = None,
    metrics: Metrics | None = None,
) -> FastAPI:
    """API and page over one engine that only reads; with `editing`, the page can change the library beside it.

    With `access` only people who log in or hold a key are let in, and only editors change the library. With `hosts` the
    server answers under those names, `localhost` and plain addresses only. With `metrics` requests are counted.
    """
    shelf = Shelf(engine.library, engine.settings, shared=access is not None) if editing else None
    app = create_api(engine, uploads=UPLOADS)
    history = History(Records(engine.library.folder), on=engine.settings.history, login=access is not None)
    _add_guards(app, history, access, hosts, metrics)
    app.mount("/ui", StaticFiles(directory=ASSETS))
    sheets = Sheets(engine.library)

    @app.get("/read", response_class=HTMLResponse, include_in_schema=False)
    def read(
        source: str,
        page: Annotated[int, Query(ge=1, le=LAST_PAGE)],
        sha256: str | None = None,
        start: int | None = None,
        end: int | None = None,
        passage: str | None = None,
        whole: bool = False,
        fragment: bool = False,
    ) -> HTMLResponse:
        """The page of a source with a span marked: for the panel as a fragment, else to be read alone."""
        place = Place(source=source, page=page, sha256=sha256, start=start, end=end, passage=passage, whole=whole)
        found = source_html(place, engine.library, sheets)
        body = found or tag("p", "The library does not hold this page (any more).", class_="error")
        return HTMLResponse(body if fragment else reading_page(body), 200 if found else 404)

    @app.get("/sheet", include_in_schema=False)
    def sheet(source: str, page: Annotated[int, Query(ge=1, le=LAST_PAGE)], sha256: str) -> Response:
        """A page of a PDF as a picture. The hash names the file, so that a picture once seen need not be asked for."""
        drawn = sheets.sheet(source, page, sha256)
        if drawn is None:
            raise HTTPException(404)
        return Response(drawn.image, media_type="image/webp", headers={"cache-control": "private, max-age=86400"})

    @app.post("/feedback", include_in_schema=False)
    def feedback(judged: JudgementIn) -> JSONResponse:
        verdict = None if judged.verdict == "withdrawn" else judged.verdict
        return JSONResponse({"said": history.judge(judged.answer, verdict, judged.reason)})

    @app.get("/answer", response_class=HTMLResponse, include_in_schema=False)
    def answer(id: str) -> HTMLResponse:
        """One kept answer, for whoever was given its link."""
        kept = history.records.answer(id) if history.on else None
        if kept is None:
            body = tag("p", "This answer is not kept here (any more).", class_="error")
        else:
            body = join(
                [exchange_html(kept.answer.question, answer_html(kept, engine.library, alone=True)), kept_line(kept)]
            )
        return HTMLResponse(reading_page(body, "Answer"), 200 if kept else 404)

    @app.api_route("/healthz", methods=METHODS, include_in_schema=False)
    @app.api_route("/v1/{rest:path}", methods=METHODS, include_in_schema=False)
    def unknown(request: Request) -> None:
        """Addresses the API does not know would else reach Gradio, which does not explain its errors."""
        routes = [r for r in app.routes if isinstance(r, APIRoute) and r.endpoint is not unknown]
        taken = {m for r in routes if r.path_regex.match(request.url.path) for m in r.methods or ()}
        raise HTTPException(405, headers={"allow": ", ".join(sorted(taken))}) if taken else HTTPException(404)

    blocks = build_page(engine, history, shelf)
    gr.mount_gradio_app(
        app, blocks, path="/", footer_links=[], run_history=False, ssr_mode=False, show_error=False,
        max_file_size=LIMIT,
        enable_monitoring=False, mcp_server=False, pwa=False, theme=page_theme(), allowed_paths=[],
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None, "telemetry": NO_TELEMETRY},
    )  # fmt: skip
    return app


def _add_guards(
    app: FastAPI, history: History, access: Access | None, hosts: Iterable[str] | None, metrics: Metrics | None
) -> None:
    """What a request passes on its way in, the last one added first."""
    if access is not None:
        add_login(app, access)
        app.add_middleware(Guard, access=access)
    app.add_middleware(Gate, head=HEAD, names_readers=history.on and access is None, also=PAGES if access else None)
    if hosts is not None:
        app.add_middleware(Hosts, names=hosts)
    if metrics is not None:
        app.add_middleware(Requests, heard=metrics.request)
        app.get("/metrics", include_in_schema=False)(lambda: Response(metrics.page(), media_type=CONTENT_TYPE))


class JudgementIn(BaseModel):
    """What the page sends for a thumb up or down."""

    model_config = ConfigDict(extra="forbid")
    answer: Annotated[Text, Field(max_length=64)]
    verdict: Literal["good", "bad", "withdrawn"]
    reason: Annotated[Text, Field(max_length=LONGEST_REASON)] = ""


def kept_line(kept: Kept) -> Markup:
    return tag("p", f"Answered on {written_out(kept.at[:10])}, and kept as it was given.", class_="as-of")
