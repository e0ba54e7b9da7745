"""Tokens and cost of written answers: tokens of what the model wrote, counted with our own tokenizer, and their price.

Servers count with tokenizers of their own, so that a bill may differ; for quote answers there is nothing to count.
"""

from collections.abc import Callable, Mapping
from typing import Any


def tokens_written(answer: Mapping[str, Any], count: Callable[[str], int]) -> int | None:
    """Tokens of everything the model wrote that reached the check, shown or rejected; None without a model."""
    if answer["mode"] != "llm":
        return None
    written = [*(c["text"] for c in answer["claims"]), *(r["text"] for r in answer["rejected"])]
    return sum(map(count, written))


def cost(tokens: int | None, price_per_million: float | None) -> float | None:
    """In the currency of the price; None where either is unknown."""
    return None if tokens is None or price_per_million is None else tokens * price_per_million / 1_000_000
