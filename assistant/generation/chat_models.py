"""Which language model writes, if any: the one the settings name, and never another."""

import threading
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.settings import Settings
from corpus.errors import SetupError

if TYPE_CHECKING:
    from assistant.llama_index import ChatModel


ANTHROPIC = "https://api.anthropic.com"  # said outright, so that no other variable of the environment changes it
_making = threading.Lock()


def make_chat_model(settings: Settings) -> "ChatModel":
    """The one model of these settings, started when first needed; safe to call from several threads.

    Raises SetupError where no model is configured or a part of its address is missing.
    """
    with _making:
        return _make(settings)


@lru_cache(maxsize=1)
def _make(settings: Settings) -> "ChatModel":
    if settings.llm == "none":
        raise SetupError(
            what="Cannot write with a language model", why="none is configured",
            fix="Set ASSISTANT_LLM=openai with ASSISTANT_LLM_BASE_URL and ASSISTANT_LLM_MODEL, or anthropic, or local",
        )  # fmt: skip
    if settings.llm == "anthropic" and not settings.llm_api_key:
        raise SetupError(
            what="Cannot reach Anthropic", why="there is no key", fix="Set ASSISTANT_LLM_API_KEY in the environment"
        )
    if not settings.llm_model or (settings.llm == "openai" and not settings.llm_base_url):
        raise SetupError(
            what="Cannot reach the language model", why="its name or address is not set",
            fix="Set ASSISTANT_LLM_MODEL and, for a server, ASSISTANT_LLM_BASE_URL",
        )  # fmt: skip
    from assistant.llama_index import ChatModel

    base_url, api_key, name, keep = settings.llm_base_url, settings.llm_api_key, settings.llm_model, None
    if settings.llm == "local":
        from assistant.generation.local_model import serve_gguf
        from assistant.generation.model_files import model_path

        keep = serve_gguf(model_path(settings.models_folder, settings.llm_model), settings.llm_context_tokens)
        base_url, api_key = keep.base_url, keep.api_key
    elif settings.llm == "anthropic":
        base_url = base_url or ANTHROPIC
    return ChatModel(
        wire="anthropic" if settings.llm == "anthropic" else "openai", base_url=base_url, model=name, api_key=api_key,
        context_tokens=settings.llm_context_tokens, timeout_s=settings.llm_timeout_s, keep=keep,
    )  # fmt: skip
