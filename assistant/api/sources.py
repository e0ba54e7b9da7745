"""The library: sources, their stored pages, which citations index, and single passages."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Path, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from assistant.api.errors import may_fail
from assistant.engine import Engine
from assistant.filters import read_filters
from assistant.injection import addressed
from assistant.library.store import Library
from assistant.notices import addressed_notice, left_out
from assistant.requests import LAST_PAGE, FiltersIn, Text
from assistant.schemas import (
    PageOut,
    PassagesOut,
    SourceOut,
    SourcesOut,
    instructions_in,
    passage_record,
    source_record,
)


class SourcesIn(FiltersIn):
    """Filters, each of which may be repeated, and which part of the list."""

    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


def add_sources(api: FastAPI, engine: Engine) -> None:
    library = engine.library

    @api.get("/v1/sources", summary="Publications, by id", response_model=SourcesOut, responses=may_fail())
    def sources(asked: Annotated[SourcesIn, Query()]) -> JSONResponse:
        return JSONResponse(_listed(engine, asked))

    @api.get(
        "/v1/sources/{source_id:path}/pages/{number}", summary="One stored page, which citations index",
        response_model=PageOut, responses=may_fail(404),
    )  # fmt: skip
    def source_page(
        source_id: Text,
        number: Annotated[int, Path(ge=1, le=LAST_PAGE)],
        sha256: Annotated[Text | None, Query(description="Revision, as `source_sha256` of a citation")] = None,
    ) -> JSONResponse:
        return JSONResponse(_page(library, source_id, number, sha256))

    @api.get(
        "/v1/sources/{source_id:path}", summary="One publication, with its revisions and editions",
        response_model=SourceOut, responses=may_fail(404),
    )  # fmt: skip
    def source(source_id: Text) -> JSONResponse:
        if not library.holds(source_id):
            raise HTTPException(404)
        return JSONResponse(source_record(library, source_id))

    @api.get(
        "/v1/passages/{passage_id}", summary="The passage of an id, as `passage_id` of a citation",
        response_model=PassagesOut, responses=may_fail(404),
    )  # fmt: skip
    def passage(passage_id: Text) -> JSONResponse:
        found = library.passages_with(passage_id)
        if not found:
            raise HTTPException(404)
        notices = [asdict(notice) for notice in addressed_notice(p for p in found if addressed(p.text))]
        return JSONResponse({"passages": [passage_record(library, p) for p in found], "notices": notices})


def _listed(engine: Engine, asked: SourcesIn) -> dict[str, Any]:
    known = engine.library.sources
    filters = read_filters(asked.model_dump(exclude_defaults=True, exclude={"offset", "limit"}), known)
    admitted = [source.id for source in known.values() if filters.admits(source)]
    end = asked.offset + asked.limit
    return {
        "total": len(admitted),
        "offset": asked.offset,
        "limit": asked.limit,
        "next_offset": end if end < len(admitted) else None,
        "sources": [source_record(engine.library, sid) for sid in admitted[asked.offset : end]],
        "notices": [asdict(notice) for notice in left_out(filters, known.values())],
    }


def _page(library: Library, source_id: str, number: int, sha256: str | None) -> dict[str, Any]:
    stored = library.page(source_id, number, sha256)
    if stored is None:
        raise HTTPException(404)
    return {
        "source": asdict(stored.source) | {"superseded_by": library.superseded_by(source_id)},
        "source_sha256": stored.source_sha256,
        "newest": stored.newest,
        "page": stored.page.number,
        "page_label": stored.page.label,
        "text": stored.page.text,
        "instructions": instructions_in(stored.page.text),
    }
