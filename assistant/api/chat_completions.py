"""`POST /v1/chat/completions` and `GET /v1/models`, for programs that speak OpenAI's protocol.

The text of a completion is the answer with numbered references; `answer` beside it is the whole Answer. Tokens are
counted in cl100k_base, whatever model wrote.
"""

import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from assistant.answer import Answer
from assistant.api.chat_messages import PARAMETERS_IGNORED, SYSTEM_IGNORED, ChatIn, Conversation, read_chat
from assistant.api.chat_schemas import ChatOut, ModelOut, ModelsOut
from assistant.api.errors import explained_detail, may_fail
from assistant.api.listening import Desk, EventStream, Item, event, streamed_too
from assistant.engine import Engine, Mode
from assistant.generation.answering import Reading
from assistant.generation.model_tokens import count_model_tokens
from assistant.generation.written import Checked
from assistant.injection import silenced
from assistant.passing_on import passed_on
from assistant.plain_text import answer_text
from assistant.requests import Text
from assistant.settings import Settings

PATH = "/v1/chat/completions"
NAME = "trafficking-assistant"
STREAM = "With `stream`: chunks as OpenAI sends them, sentence by sentence; the last one with a choice holds `answer`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One completion in the making: what every piece of it repeats."""

    id: str
    created: int
    asked: ChatIn
    conversation: Conversation

    def head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.asked.model}

    def finished(self, answer: Answer) -> Answer:
        """What is handed to the other program's model."""
        return passed_on(replace(answer, notices=(*self.conversation.notices, *answer.notices)))

    def text(self, answer: Answer) -> str:
        """What a person reads. Clients send system messages and settings of their own with every question: that these
        have no effect is said beside the text."""
        told = tuple(notice for notice in answer.notices if notice.code not in (SYSTEM_IGNORED, PARAMETERS_IGNORED))
        return answer_text(replace(answer, notices=told))

    def usage(self, said: str) -> dict[str, int]:
        prompt = sum(count_model_tokens(message.text) for message in self.asked.messages)
        completion = count_model_tokens(said)
        return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def add_chat_completions(api: FastAPI, engine: Engine, desk: Desk) -> None:
    models, since = _models(engine.settings), int(time.time())

    def described(name: str) -> dict[str, Any]:
        return {"id": name, "object": "model", "created": since, "owned_by": NAME}

    @api.get(
        "/v1/models", summary="Ways to answer, as models", response_model=ModelsOut, responses=may_fail(openai=True)
    )
    def list_models() -> JSONResponse:
        return JSONResponse({"object": "list", "data": [described(name) for name in models]})

    @api.get(
        "/v1/models/{name}", summary="One way to answer", response_model=ModelOut, responses=may_fail(404, openai=True)
    )
    def model(name: Text) -> JSONResponse:
        _mode(models, name)
        return JSONResponse(described(name))

    @api.post(
        PATH, summary="Answer the last message of a conversation", response_model=ChatOut,
        responses=streamed_too(STREAM) | may_fail(400, 404, 502, openai=True),
    )  # fmt: skip
    async def chat_completions(asked: ChatIn, request: Request) -> Response:
        mode, conversation = _mode(models, asked.model), read_chat(asked)
        made = Completion(
            id=f"chatcmpl-{uuid.uuid4().hex}", created=int(time.time()), asked=asked, conversation=conversation
        )
        filters = asked.filters.model_dump(exclude_defaults=True) if asked.filters else {}
        ask = partial(engine.ask, conversation.question, filters=filters, history=conversation.history, mode=mode)
        if not asked.stream:
            return JSONResponse(_whole(made, await desk.answer(request, ask)))
        return EventStream(_chunks(made, *await desk.begun(request, ask)))


def _models(settings: Settings) -> dict[str, Mode]:
    models: dict[str, Mode] = {NAME: "auto", f"{NAME}-quotes": "quotes"}
    return models | {f"{NAME}-llm": "llm"} if settings.llm != "none" else models


def _mode(models: dict[str, Mode], name: str) -> Mode:
    """Another model is never put in the place of the one asked for."""
    if name not in models:
        raise HTTPException(404, f"there is no model {name[:100]!r} here, only {', '.join(models)}")
    return models[name]


def _whole(made: Completion, given: Answer) -> dict[str, Any]:
    answer = made.finished(given)
    said = made.text(answer)
    message = {"role": "assistant", "content": said, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _finish_reason(answer)}
    return made.head("chat.completion") | {
        "choices": [choice], "usage": made.usage(said), "answer": answer.as_json(),
    }  # fmt: skip


async def _chunks(made: Completion, first: Item, rest: AsyncGenerator[Item, None]) -> AsyncGenerator[str, None]:
    """Sentences as they are checked; then what is left of the answer, its references, and how it ended."""

    def chunk(delta: dict[str, Any], reason: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        usage = {"usage": None} if made.asked.with_usage else {}
        return event(made.head("chat.completion.chunk") | {"choices": [choice]} | usage | more)

    said = ""
    try:
        yield chunk({"role": "assistant", "content": ""})
        async with aclosing(_with(first, rest)) as items:
            async for item in items:
                if isinstance(item, Answer):
                    answer = made.finished(item)
                    piece = _rest(made.text(answer), said)
                    yield chunk({"content": piece})
                    yield chunk({}, _finish_reason(answer), answer=answer.as_json())
                elif piece := _sentence(item, said):
                    yield chunk({"content": piece})
                said += piece
        if made.asked.with_usage:
            yield event(made.head("chat.completion.chunk") | {"choices": [], "usage": made.usage(said)})
        yield "data: [DONE]\n\n"
    except Exception as error:  # the status is sent: what went wrong is said as the last event
        yield event({"error": explained_detail(PATH, error)})


def _sentence(item: Reading | Checked, said: str) -> str:
    """A claim as it stands in the text of the answer; nothing for what is not shown."""
    if isinstance(item, Reading) or item.claim is None:
        return ""
    marks = "".join(f"[{n}]" for n in item.claim.citations)
    return f"{' ' if said else ''}{silenced(item.claim.text)} {marks}"


def _rest(whole: str, said: str) -> str:
    if not whole.startswith(said):
        raise RuntimeError("the answer is not the sentences that were sent")
    return whole[len(said) :]


async def _with(first: Item, rest: AsyncGenerator[Item, None]) -> AsyncGenerator[Item, None]:
    async with aclosing(rest) as items:
        yield first
        async for item in items:
            yield item


def _finish_reason(answer: Answer) -> str:
    """`length` where a model's reply broke off; a refusal ends like any other message."""
    return "length" if any(notice.code == "llm_incomplete" for notice in answer.notices) else "stop"
