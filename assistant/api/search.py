"""`POST /v1/search`: the passages themselves. What is asked stands in the body: addresses end up in logs on the way."""

from typing import Annotated

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.api.errors import may_fail
from assistant.engine import Engine
from assistant.requests import FiltersIn, Text
from assistant.schemas import SearchOut
from assistant.searched import search_record


class SearchIn(BaseModel):
    """What `POST /v1/search` takes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"query": "compounds in Cambodia"}]})
    query: Text
    filters: FiltersIn = FiltersIn()
    limit: Annotated[int, Field(ge=1, le=100)] = 10


def add_search(api: FastAPI, engine: Engine) -> None:
    @api.post(
        "/v1/search", summary="Passages nearest to a text, with scores and places: not an answer",
        response_model=SearchOut, responses=may_fail(400),
    )  # fmt: skip
    def search(asked: SearchIn) -> JSONResponse:
        filters = asked.filters.model_dump(exclude_defaults=True)
        return JSONResponse(search_record(engine, asked.query, filters, asked.limit))
