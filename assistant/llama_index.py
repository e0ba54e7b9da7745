"""The only module that imports LlamaIndex: chat models of any OpenAI-compatible server, and of Anthropic."""

import os
import threading
from collections.abc import AsyncIterator, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

_core = find_spec("llama_index.core")
if _core is not None and _core.origin is not None:  # vocabularies lie in the package: nothing is downloaded
    os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(Path(_core.origin).parent / "_static" / "tiktoken_cache"))

import httpx  # noqa: E402
import tiktoken  # noqa: E402
from llama_index.core.base.llms.types import ChatMessage, MessageRole  # noqa: E402
from llama_index.llms.openai_like import OpenAILike  # noqa: E402

from assistant.prompts import REPLY_TOKENS  # noqa: E402
from assistant.streaming import streamed  # noqa: E402
from corpus.errors import ModelError, SetupError  # noqa: E402

Wire = Literal["openai", "anthropic"]
RETRIES = 2
LONGEST_REPLY = 10 * REPLY_TOKENS  # characters; past it a server that heeds no limit is no longer listened to


class ChatModel:
    """One model of one server, asked through LlamaIndex. No other server is ever tried in its place.

    Every reply has a client and a connection of its own, so that threads share nothing and leaving one ends only it.
    """

    def __init__(
        self, *, wire: Wire = "openai", base_url: str | None, model: str, api_key: str | None, context_tokens: int,
        timeout_s: float, keep: object = None,
    ) -> None:  # fmt: skip
        self._keep = keep  # a server in this process lives as long as its client
        self._wire, self._base_url, self._api_key = wire, base_url, api_key
        self.name, self.context_tokens, self._timeout_s = model, context_tokens, timeout_s
        self._encoding = tiktoken.get_encoding("cl100k_base")
        if wire == "anthropic":
            _anthropic()

    def count_tokens(self, text: str) -> int:
        return len(self._encoding.encode(text, disallowed_special=()))

    def stream(self, system: str, user: str, stop: threading.Event | None = None) -> Iterator[str]:
        """Pieces of the reply as they come, until it ends or `stop` is set.

        Raises ModelError where the server fails, takes longer than the time-out in all, or says nothing.
        """
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=user),
        ]
        length = 0
        try:
            for piece in streamed(lambda: self._pieces(messages), self._timeout_s, stop):
                length += len(piece)
                yield piece
                if length > LONGEST_REPLY:
                    return
        except (
            Exception
        ) as error:  # clients raise what they like: TypeErrors on odd replies, decoding errors, their own
            raise self._failed(*_explained(error)) from error
        if not length and not (stop is not None and stop.is_set()):
            raise self._failed("it said nothing", "Ask again, or use another model")

    async def _pieces(self, messages: list[ChatMessage]) -> AsyncIterator[str]:
        async with httpx.AsyncClient(timeout=self._timeout_s, trust_env=self._keep is None) as http:
            client = self._client(http)
            async for part in await client.astream_chat(messages):
                if part.delta:
                    yield part.delta

    def _client(self, http: httpx.AsyncClient) -> Any:
        if self._wire == "anthropic":
            return _anthropic()(
                model=self.name, base_url=self._base_url, api_key=self._api_key, timeout=self._timeout_s,
                max_retries=RETRIES, temperature=0.0, max_tokens=REPLY_TOKENS,
            )  # fmt: skip
        return OpenAILike(
            model=self.name, api_base=self._base_url or "", api_key=self._api_key or "none", is_chat_model=True,
            timeout=self._timeout_s, max_retries=RETRIES, context_window=self.context_tokens, temperature=0.0,
            max_tokens=REPLY_TOKENS, async_http_client=http,
        )  # fmt: skip

    def _failed(self, why: str, fix: str) -> ModelError:
        where = self._base_url or "Anthropic"
        return ModelError(what=f"The model server at {where} did not answer", why=why, fix=fix)


def _anthropic() -> Any:
    try:
        from llama_index.llms.anthropic import Anthropic
    except ModuleNotFoundError as error:
        raise SetupError(
            what="Cannot write with Anthropic", why=f"{error.name} is not installed", fix="pip install '.[anthropic]'"
        ) from error
    return Anthropic


def _explained(error: Exception) -> tuple[str, str]:
    """Why and what to do, told by the names that the clients of both protocols share, and by the status."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & {"TimeoutError", "APITimeoutError", "TimeoutException"}:
        return "it took too long", "Raise ASSISTANT_LLM_TIMEOUT_S, or use a faster model"
    if "RateLimitError" in names:
        return "it says there are too many requests", "Wait a little and ask again"
    if names & {"AuthenticationError", "PermissionDeniedError"}:
        return "it refuses the key", "Set ASSISTANT_LLM_API_KEY"
    if "APIConnectionError" in names:
        return "nobody listens there, or the connection broke off", "Start the server, or correct its address"
    if "UnicodeDecodeError" in names:
        return "its reply is not UTF-8", "Check the server"
    if isinstance(status := getattr(error, "status_code", None), int):
        return f"it answers with status {status}", "Check the server, its address and the model's name"
    said = str(error).splitlines()
    return said[0][:200] if said else type(error).__name__, "Check the server"
