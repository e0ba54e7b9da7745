"""Embedders: text to unit vectors. MiniLM runs on onnxruntime; any sentence-transformers model can take its place."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.settings import Settings
from assistant.tokens import minilm_tokenizer
from assistant.weights import MINILM_SHA256, minilm_onnx
from corpus.errors import SetupError

Vectors = NDArray[np.float32]
BATCH = 16


class Embedder(Protocol):
    """`name` tells the vectors of two models apart; vectors are float32 of length 1."""

    name: str
    dimensions: int

    def embed_documents(self, texts: Sequence[str]) -> Vectors: ...
    def embed_query(self, text: str) -> Vectors: ...


def make_embedder(settings: Settings) -> Embedder:
    if settings.embedder == "minilm":
        return MiniLM(minilm_onnx(settings.models_folder))
    return SentenceTransformerEmbedder(settings.embedder)


class MiniLM:
    """all-MiniLM-L6-v2 in fp32 on onnxruntime; texts past 256 tokens are cut there, as the model was trained."""

    name = f"all-MiniLM-L6-v2:{MINILM_SHA256[:12]}"
    dimensions = 384
    window = 256

    def __init__(self, model: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokenizer = minilm_tokenizer()

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for rows, ids, mask in self._batches(texts):
            vectors[rows] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return vectors

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed_documents([text])[0]
        return vector

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], NDArray[np.int64], NDArray[np.int64]]]:
        """Batches of texts of like length, so that little is padded."""
        encoded = [e.ids for e in self._tokenizer.encode_batch([*texts])]
        encoded = [ids if len(ids) <= self.window else [*ids[: self.window - 1], ids[-1]] for ids in encoded]
        order = sorted(range(len(encoded)), key=lambda row: len(encoded[row]))
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            width = max(len(encoded[row]) for row in rows)
            ids = np.zeros((len(rows), width), np.int64)
            mask = np.zeros((len(rows), width), np.int64)
            for line, row in enumerate(rows):
                ids[line, : len(encoded[row])] = encoded[row]
                mask[line, : len(encoded[row])] = 1
            yield rows, ids, mask


class SentenceTransformerEmbedder:
    """Any sentence-transformers model by name or folder; files must already lie on this machine."""

    def __init__(self, name_or_folder: str) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(name_or_folder, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise SetupError(
                what=f"Cannot load the embedding model {name_or_folder!r}",
                why=str(error).splitlines()[0],
                fix="Give the folder of a sentence-transformers model, or set embedder = 'minilm'",
            ) from error
        self.name = f"sentence-transformers:{name_or_folder}"
        self.dimensions = int(self._model.get_embedding_dimension() or 0)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        vectors = self._model.encode_document([*texts], normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def embed_query(self, text: str) -> Vectors:
        return np.asarray(
            self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False), np.float32
        )
