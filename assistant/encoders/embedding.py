"""Embedders: text to unit vectors. MiniLM runs on onnxruntime; any sentence-transformers model can take its place."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from assistant.encoders.tokens import minilm_tokenizer
from assistant.encoders.weights import MINILM_SHA256, minilm_onnx
from assistant.settings import Settings
from corpus.errors import SetupError

Vectors = NDArray[np.float32]
BATCH = 16
SEPARATOR = 102  # [SEP] in MiniLM's vocabulary


class Embedder(Protocol):
    """`name` tells the vectors of two models apart; vectors are float32 of length 1."""

    name: str
    dimensions: int

    def embed_documents(self, texts: Sequence[str]) -> Vectors: ...
    def embed_query(self, text: str) -> Vectors: ...


def make_embedder(settings: Settings, threads: int = 0) -> Embedder:
    """The embedder of the settings; `threads` is how many MiniLM works with, 0 being one a core."""
    if settings.embedder == "minilm":
        return MiniLM(minilm_onnx(settings.models_folder), threads)
    return SentenceTransformerEmbedder(settings.embedder)


def minilm(embedder: Embedder) -> Callable[[Sequence[str]], Vectors]:
    """How to get MiniLM's vectors, which small models of ours are fitted on, whichever embedder the settings name."""
    return (embedder if isinstance(embedder, MiniLM) else _spare_minilm()).embed_exactly


@lru_cache(maxsize=1)
def _spare_minilm() -> "MiniLM":
    return MiniLM(minilm_onnx(Settings().models_folder))


class MiniLM:
    """all-MiniLM-L6-v2 in fp32 on onnxruntime; texts past 256 tokens are cut there, as the model was trained."""

    name = f"all-MiniLM-L6-v2:{MINILM_SHA256[:12]}"
    dimensions = 384
    window = 256

    def __init__(self, model: Path, threads: int = 0) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.enable_cpu_mem_arena = False
        # waiting threads sleep: spinning costs a third more work a call and slows everyone else's answer
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokenizer = minilm_tokenizer()

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        return self.embed_exactly(texts)

    def embed_exactly(self, texts: Sequence[str]) -> Vectors:
        """Always in fp32: what questions are embedded in, and small models of ours are fitted on."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        encoded = self._encode(texts)
        for rows in _batches(encoded):
            vectors[rows] = self.run(padded([ids_of(encoded[row]) for row in rows]))
        return vectors

    def run(self, inputs: Mapping[str, NDArray[np.int64]]) -> Vectors:
        """A batch of ids and mask, both (n, length), to vectors (n, dimensions)."""
        vectors: Vectors = self._session.run(["sentence_vector"], inputs)[0]
        return vectors

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed_exactly([text])[0]
        return vector

    def _encode(self, texts: Sequence[str]) -> list[Encoding]:
        encoded: list[Encoding] = self._tokenizer.encode_batch([*texts])
        for encoding in encoded:
            encoding.truncate(self.window)
        return encoded


def _batches(encoded: Sequence[Encoding]) -> Iterator[list[int]]:
    """Rows of texts of like length, so that little is padded."""
    order = sorted(range(len(encoded)), key=lambda row: len(encoded[row].ids))
    return (order[first : first + BATCH] for first in range(0, len(order), BATCH))


def ids_of(encoding: Encoding) -> list[int]:
    """Token ids; a text that was cut still ends as the model expects."""
    ids: list[int] = encoding.ids
    return [*ids[:-1], SEPARATOR] if encoding.overflowing else ids


def padded(rows: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64]]:
    width = max(map(len, rows))
    ids, mask = np.zeros((len(rows), width), np.int64), np.zeros((len(rows), width), np.int64)
    for line, row in enumerate(rows):
        ids[line, : len(row)] = row
        mask[line, : len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask}


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
        self._tokenizing = threading.Lock()  # its tokenizer cannot be used by two threads at once
        self.name = f"sentence-transformers:{name_or_folder}"
        self.dimensions = int(self._model.get_embedding_dimension() or 0)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        with self._tokenizing:
            vectors = self._model.encode_document([*texts], normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)

    def embed_query(self, text: str) -> Vectors:
        with self._tokenizing:
            vector = self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vector, np.float32)
