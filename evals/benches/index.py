"""`bench index`: characters embedded a second, ours against sentence-transformers in fp32, the same passages in turns.

The baseline is what LlamaIndex's HuggingFaceEmbedding calls, with its default batch of 10; only embedding is timed on
both sides, since it takes nearly all the time of indexing. Ours is what a long import comes to, torch being loaded.
"""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

import numpy as np

from assistant.encoders.embedding_bulk import BulkMiniLM, calculates_in_bf16
from assistant.encoders.weights import minilm_folder, minilm_onnx
from evals.benches import BenchContext, BenchResult
from evals.benches.passages import fresh_starter, passage_texts

PASSAGES, ROUNDS, BASELINE_BATCH = 240, 3, 10


def run(context: BenchContext) -> BenchResult:
    library, settings = fresh_starter(context)
    texts = passage_texts(library, context.size or PASSAGES)
    embedder, plain = BulkMiniLM(minilm_onnx(settings.models_folder), pays_from=0), _plain()
    embedder.embed_documents(texts[:16]), plain(texts[:16])  # neither pays for its first call
    ours: list[float] = []
    theirs: list[float] = []
    vectors: list[np.ndarray] = []
    for number in range(ROUNDS):  # in turns, so that a busy machine slows both
        context.progress("Embedding", number, ROUNDS)
        ours.append(_seconds(embedder.embed_documents, texts, vectors))
        theirs.append(_seconds(plain, texts, vectors))
    characters = sum(map(len, texts))
    cosine = float(np.min(np.sum(vectors[0] * vectors[1], axis=1)))
    return BenchResult(
        name="index", ours=characters / min(ours), baseline=characters / min(theirs), unit="characters/s",
        better="higher", n=len(texts), baseline_is="sentence-transformers fp32",
        details={
            "passages_per_second": round(len(texts) / min(ours), 1), "rounds": ROUNDS,
            "least_cosine_to_baseline": round(cosine, 5), "bf16": calculates_in_bf16(),
        },
    )  # fmt: skip


def _plain() -> Callable[[Sequence[str]], Any]:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(minilm_folder()), device="cpu")
    return lambda texts: model.encode([*texts], batch_size=BASELINE_BATCH, normalize_embeddings=True)


def _seconds(embed: Callable[[Sequence[str]], Any], texts: Sequence[str], kept: list[np.ndarray]) -> float:
    begin = perf_counter()
    kept.append(np.asarray(embed(texts)))
    return perf_counter() - begin
