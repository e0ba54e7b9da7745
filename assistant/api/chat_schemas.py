"""Completions and models as OpenAI's protocol writes them."""

from typing import Literal

from pydantic import BaseModel, Field

from assistant.schemas import AnswerOut


class ModelOut(BaseModel):
    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelsOut(BaseModel):
    object: Literal["list"]
    data: list[ModelOut]


class MessageOut(BaseModel):
    role: Literal["assistant"]
    content: str = Field(description="The answer with numbered references, or why there is none")
    refusal: None


class ChoiceOut(BaseModel):
    index: Literal[0]
    message: MessageOut
    logprobs: None
    finish_reason: Literal["stop", "length"]


class UsageOut(BaseModel):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatOut(BaseModel):
    """A completion; `answer` is our own: claims, citations and notices as `POST /v1/answers` gives them."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChoiceOut]
    usage: UsageOut
    answer: AnswerOut  # type: ignore[valid-type]  # made from the domain object
