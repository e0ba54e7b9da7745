"""The only module that imports LlamaIndex: chat models of any OpenAI-compatible server."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

_core = find_spec("llama_index.core")
if _core is not None and _core.origin is not None:  # vocabularies lie in the package: nothing is downloaded
    os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(Path(_core.origin).parent / "_static" / "tiktoken_cache"))

import httpx  # noqa: E402
import openai  # noqa: E402
import tiktoken  # noqa: E402
from llama_index.core.base.llms.types import ChatMessage, MessageRole  # noqa: E402
from llama_index.llms.openai_like import OpenAILike  # noqa: E402

from corpus.errors import ModelError  # noqa: E402

RETRIES = 2


class ChatModel:
    """One model of one server, asked through LlamaIndex's OpenAILike. No other server is ever tried in its place."""

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: str | None,
        context_tokens: int,
        timeout_s: float,
        keep: object = None,
    ) -> None:
        self._keep = keep  # a server in this process lives as long as its client
        self.name, self.context_tokens = model, context_tokens
        self._base_url = base_url
        self._llm = OpenAILike(
            model=model, api_base=base_url, api_key=api_key or "none", is_chat_model=True, timeout=timeout_s,
            max_retries=RETRIES, context_window=context_tokens, temperature=0.0, max_tokens=400, reuse_client=True,
        )  # fmt: skip
        self._encoding = tiktoken.get_encoding("cl100k_base")

    def count_tokens(self, text: str) -> int:
        return len(self._encoding.encode(text, disallowed_special=()))

    def stream(self, system: str, user: str) -> Iterator[str]:
        """Pieces of the reply as they come. Raises ModelError where the server fails, times out or says nothing."""
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=user),
        ]
        said = False
        try:
            for part in self._llm.stream_chat(messages):
                if part.delta:
                    said = True
                    yield part.delta
        except openai.APITimeoutError as error:
            raise self._failed("it took too long", "Raise ASSISTANT_LLM_TIMEOUT_S, or use a faster model") from error
        except openai.RateLimitError as error:
            raise self._failed("it says there are too many requests", "Wait a little and ask again") from error
        except openai.AuthenticationError as error:
            raise self._failed("it refuses the key", "Set ASSISTANT_LLM_API_KEY") from error
        except (openai.OpenAIError, httpx.HTTPError, ValueError, UnicodeError, AttributeError, TypeError) as error:
            raise self._failed(
                str(error).splitlines()[0][:200] if str(error) else type(error).__name__, "Check the server"
            ) from error
        if not said:
            raise self._failed("it said nothing", "Ask again, or use another model")

    def _failed(self, why: str, fix: str) -> ModelError:
        return ModelError(what=f"The model server at {self._base_url} did not answer", why=why, fix=fix)
