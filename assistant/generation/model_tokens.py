"""Tokens as language models count them. The vocabulary lies in a package of ours: nothing is downloaded."""

import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_core = find_spec("llama_index.core")
if _core is not None and _core.origin is not None:
    os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(Path(_core.origin).parent / "_static" / "tiktoken_cache"))

import tiktoken  # noqa: E402

ENCODING = "cl100k_base"


def count_model_tokens(text: str) -> int:
    """Tokens of a text in OpenAI's cl100k_base; a server's own tokenizer may need more."""
    return len(_encoding().encode(text, disallowed_special=()))


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding(ENCODING)
