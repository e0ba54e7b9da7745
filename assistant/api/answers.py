"""`POST /v1/answers`: a question in, a checked answer or a refusal out, whole or as server-sent events."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Answer
from assistant.api.errors import explained_detail, may_fail
from assistant.api.listening import Desk, EventStream, Item, event, streamed_too
from assistant.engine import Engine, Mode
from assistant.generation.answering import Ask, Reading
from assistant.questions.conversation import Turn
from assistant.requests import FiltersIn, Text, TurnIn
from assistant.schemas import AnswerOut
from assistant.settings import Settings
from corpus.errors import UsageError

EVENTS = (
    "With `stream`: events `reading` {passages, publications}; `sentence` {claim, citations, rejected}, one for each "
    "sentence of a language model as soon as it is checked; then `answer`, the whole Answer, or `error`."
)

EXAMPLE: dict[str, Any] = {
    "question": "How many people are held in scam centres?",
    "filters": {"country": ["KH"], "since": "2023-01"},
}


class QuestionIn(BaseModel):
    """What `POST /v1/answers` takes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})
    question: Text
    filters: FiltersIn = FiltersIn()
    history: Annotated[list[TurnIn], Field(max_length=100)] = []
    mode: Mode = "auto"
    top: Annotated[int, Field(ge=1, le=100, description="Passages a language model is given")] = 8
    stream: Annotated[bool, Field(strict=True, description=EVENTS)] = False


def add_answers(api: FastAPI, engine: Engine, desk: Desk) -> None:
    def asking(asked: QuestionIn) -> Ask:
        require_mode(asked.mode, engine.settings)
        return partial(
            engine.ask, asked.question, filters=asked.filters.model_dump(exclude_defaults=True), mode=asked.mode,
            history=[Turn(question=t.question, answer=t.answer) for t in asked.history], top=asked.top,
        )  # fmt: skip

    @api.post(
        "/v1/answers", summary="Answer a question, or refuse (also status 200)", response_model=AnswerOut,
        responses=streamed_too(EVENTS, "reading", "sentence", "answer", "error") | may_fail(400, 502),
    )  # fmt: skip
    async def answers(asked: QuestionIn, request: Request) -> Response:
        ask = asking(asked)
        if not asked.stream:
            return JSONResponse((await desk.answer(request, ask)).as_json())
        return EventStream(_events(*await desk.begun(request, ask)))


def require_mode(mode: Mode, settings: Settings) -> None:
    """Raises UsageError where a language model is to write and the service has none: it is not the caller's to set."""
    if mode == "llm" and settings.llm == "none":
        why = "this service has none"
        raise UsageError(what="Cannot write with a language model", why=why, fix="Ask in mode auto or quotes")


async def _events(first: Item, rest: AsyncGenerator[Item, None]) -> AsyncGenerator[str, None]:
    yield _event(first)
    async with aclosing(rest) as items:
        try:
            async for item in items:
                yield _event(item)
        except Exception as error:  # the status is sent: what went wrong is said as the last event
            yield event({"error": explained_detail("/v1/answers", error)}, "error")


def _event(item: Item) -> str:
    if isinstance(item, Answer):
        return event(item.as_json(), "answer")
    data: dict[str, Any] = asdict(item)
    return event(data, "reading" if isinstance(item, Reading) else "sentence")
