"""MiniLM for long imports: batches side by side, one a core, which wastes less than all cores on one batch; in bfloat16
on torch where the processor calculates in it (AVX512-BF16, AMX).

Loading torch takes seconds, so a short import never does. The vectors are those of fp32 to a cosine of 0.9997, and
questions stay in fp32.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from assistant.encoders.embedding import Embedder, MiniLM, Vectors, ids_of, make_embedder, padded
from assistant.encoders.weights import minilm_folder, minilm_onnx
from assistant.settings import Settings

PAYS_FROM = 1_000  # passages of one import, about ten seconds of embedding
TOKENS = 1_024  # of a batch: what its layers make of them stays in the processor's cache
Run = Callable[[Mapping[str, NDArray[np.int64]]], Vectors]
"""A batch of ids and mask to vectors."""


def bulk_embedder(settings: Settings) -> Embedder:
    """The embedder of the settings, for an import of any length."""
    return BulkMiniLM(minilm_onnx(settings.models_folder)) if settings.embedder == "minilm" else make_embedder(settings)


class BulkMiniLM(MiniLM):
    """The same model under the same name; from the thousandth passage on as fast as the processor goes."""

    def __init__(self, model: Path, pays_from: int = PAYS_FROM) -> None:
        super().__init__(model)
        self._path, self._left = model, pays_from
        self._run: Run | None = None

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        self._left -= len(texts)
        if self._left >= 0:
            return super().embed_documents(texts)
        if self._run is None:
            self._run = in_bf16() if calculates_in_bf16() else MiniLM(self._path, threads=1).run
        encoded = self._encode(texts)
        batches = list(_batches(encoded))
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        with ThreadPoolExecutor(os.cpu_count()) as cores:
            found = cores.map(self._run, (padded([ids_of(encoded[row]) for row in rows]) for rows in batches))
            for rows, made in zip(batches, found, strict=True):
                vectors[rows] = made
        return vectors


def in_bf16() -> Run:
    """MiniLM in bfloat16, on one thread of whichever core calls it."""
    import torch
    from transformers import AutoModel
    from transformers.utils import logging

    logging.disable_progress_bar()
    model = AutoModel.from_pretrained(minilm_folder(), dtype=torch.bfloat16, attn_implementation="eager").eval()

    def run(inputs: Mapping[str, NDArray[np.int64]]) -> Vectors:
        torch.set_num_threads(1)
        ids, mask = (torch.from_numpy(inputs[name]) for name in ("input_ids", "attention_mask"))
        with torch.inference_mode():
            hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
            weights = mask.unsqueeze(-1)
            pooled = (hidden * weights).sum(1) / weights.sum(1)
            vectors: Vectors = torch.nn.functional.normalize(pooled, dim=1).numpy()
        return vectors

    return run


@lru_cache(maxsize=1)
def calculates_in_bf16() -> bool:
    import torch

    known = torch.cpu.get_capabilities()
    return bool(known.get("avx512_bf16") or known.get("amx_bf16"))


def _batches(encoded: Sequence[Encoding]) -> Iterator[list[int]]:
    """Rows of texts of like length, together at most TOKENS with their padding; a longer text alone."""
    batch: list[int] = []
    for row in sorted(range(len(encoded)), key=lambda row: len(encoded[row].ids)):
        if batch and (len(batch) + 1) * len(encoded[row].ids) > TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch
