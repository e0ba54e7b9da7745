"""Batches of rows for a pair encoder."""

import random
from collections.abc import Iterator, Sequence

import torch

from assistant.encoders.pair_encoder import Row


def batch(rows: Sequence[Row]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    width = max(len(ids) for ids, _ in rows)
    ids, types, mask = (torch.zeros((len(rows), width), dtype=torch.long) for _ in range(3))
    for n, (tokens, kinds) in enumerate(rows):
        ids[n, : len(tokens)], types[n, : len(tokens)], mask[n, : len(tokens)] = (
            torch.tensor(tokens), torch.tensor(kinds), 1,
        )  # fmt: skip
    return ids, types, mask


def batches(rows: Sequence[Row], size: int, rng: random.Random) -> Iterator[list[int]]:
    """Shuffled batches of rows of like length."""
    order = sorted(range(len(rows)), key=lambda n: len(rows[n][0]) + rng.random() * 12)
    made = [order[n : n + size] for n in range(0, len(order), size)]
    rng.shuffle(made)
    return iter(made)
