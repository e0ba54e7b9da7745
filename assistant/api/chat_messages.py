"""OpenAI's conversations, read as ours: the last user message is the question, what came before is its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from assistant.answer import Notice
from assistant.plain_text import REFERENCES
from assistant.questions.conversation import Turn
from assistant.requests import FiltersIn, Text
from corpus.errors import UsageError

TURNS = 100  # earlier exchanges that are read
SYSTEM = ("system", "developer")
SYSTEM_IGNORED, PARAMETERS_IGNORED = "system_ignored", "parameters_ignored"

EXAMPLE: dict[str, Any] = {
    "model": "trafficking-assistant",
    "messages": [{"role": "user", "content": "How many people are held in scam centres?"}],
}


class PartIn(BaseModel):
    """A piece of a message. Only text is read."""

    model_config = ConfigDict(extra="allow")
    type: Text
    text: Text | None = None


class MessageIn(BaseModel):
    model_config = ConfigDict(extra="allow")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[PartIn] | None = None

    @property
    def text(self) -> str:
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        return "\n".join(part.text for part in self.content if part.type == "text" and part.text)

    @property
    def has_other_parts(self) -> bool:
        return isinstance(self.content, list) and any(part.type != "text" for part in self.content)


class StreamOptionsIn(BaseModel):
    model_config = ConfigDict(extra="allow")
    include_usage: StrictBool | None = None


class ChatIn(BaseModel):
    """What OpenAI's clients send. Parameters that are not named here are taken, not used, and said to be ignored."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [EXAMPLE]})
    model: Annotated[Text, Field(description="One of GET /v1/models")]
    messages: Annotated[list[MessageIn], Field(min_length=1, max_length=1_000)]
    stream: StrictBool | None = False
    stream_options: StreamOptionsIn | None = None
    filters: Annotated[FiltersIn | None, Field(description="Our own: limits on sources, as `extra_body` sends")] = None

    @property
    def with_usage(self) -> bool:
        return self.stream_options is not None and bool(self.stream_options.include_usage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    question: str
    history: tuple[Turn, ...]
    notices: tuple[Notice, ...]


def read_chat(asked: ChatIn) -> Conversation:
    """Raises UsageError where the last message is no user's, or has no text."""
    *earlier, last = asked.messages
    if last.role != "user" or not last.text.strip():
        raise UsageError(
            what="Cannot answer the conversation", why="its last message is not a user's with text in it",
            fix="End `messages` with the question, as role user",
        )  # fmt: skip
    return Conversation(question=last.text, history=_turns(earlier)[-TURNS:], notices=_notices(asked))


def _turns(messages: Sequence[MessageIn]) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    for message in messages:
        if message.role == "user" and message.text.strip():
            turns.append(Turn(question=message.text, answer=""))
        elif message.role == "assistant" and turns:
            answer = message.text.partition(f"\n\n{REFERENCES}")[0]
            turns[-1] = Turn(question=turns[-1].question, answer=f"{turns[-1].answer} {answer}".strip())
    return tuple(turns)


def _notices(asked: ChatIn) -> tuple[Notice, ...]:
    notices = []
    if any(message.role in SYSTEM for message in asked.messages):
        said = "System messages are not followed: how answers are made does not change."
        notices.append(Notice(code=SYSTEM_IGNORED, message=said))
    if any(message.has_other_parts for message in asked.messages):
        notices.append(Notice(code="parts_ignored", message="Only the text of messages is read."))
    if unused := sorted(name for name, value in (asked.model_extra or {}).items() if value is not None):
        named = ", ".join(unused[:10]) + (" …" if unused[10:] else "")
        notices.append(Notice(code=PARAMETERS_IGNORED, message=f"Parameters without effect here: {named}."))
    return tuple(notices)
