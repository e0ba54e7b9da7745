"""Tokens of the packaged MiniLM model, for passages that fit its window and for the embedder itself."""

from collections.abc import Sequence
from functools import lru_cache

from tokenizers import Tokenizer

from assistant.encoders.weights import minilm_folder


@lru_cache(maxsize=1)
def minilm_tokenizer() -> Tokenizer:
    """The tokenizer without truncation or padding."""
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def token_spans(text: str) -> Sequence[tuple[int, int]]:
    """Start and end, in code points, of each token of `text`, without the two special ones."""
    spans: Sequence[tuple[int, int]] = minilm_tokenizer().encode(text, add_special_tokens=False).offsets
    return spans
