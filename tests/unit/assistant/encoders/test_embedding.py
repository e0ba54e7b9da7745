"""Both ways of running MiniLM say the same, and a vector does not depend on its batch mates."""

import numpy as np
import pytest

from assistant.encoders import embedding_bulk
from assistant.encoders.embedding import Embedder, SentenceTransformerEmbedder
from assistant.encoders.embedding_bulk import BulkMiniLM, bulk_embedder
from assistant.encoders.weights import minilm_folder, minilm_onnx
from assistant.settings import Settings

TEXTS = [
    "Trafficking in persons for forced criminality.",
    "100,000 people",
    "",
    "ជនរងគ្រោះ",
    "word " * 400,
    "The Global Initiative Against Transnational Organized Crime wrote of Sihanoukville in September 2022. " * 6,
]


def test_the_exported_model_agrees_with_sentence_transformers(embedder: Embedder) -> None:
    reference = SentenceTransformerEmbedder(str(minilm_folder()))
    cosines = (embedder.embed_documents(TEXTS) * reference.embed_documents(TEXTS)).sum(axis=1)
    assert cosines.min() >= 0.999


def test_a_vector_does_not_depend_on_its_batch(embedder: Embedder) -> None:
    together = embedder.embed_documents(TEXTS)
    alone = np.stack([embedder.embed_query(text) for text in TEXTS])
    assert (together * alone).sum(axis=1).min() >= 0.99999


def test_a_long_import_gives_the_vectors_of_a_short_one(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_bulk, "calculates_in_bf16", lambda: True)
    bulk = BulkMiniLM(minilm_onnx(Settings().models_folder), pays_from=len(TEXTS))
    first = bulk.embed_documents(TEXTS)
    assert np.array_equal(first, embedder.embed_documents(TEXTS)), "a short import is in fp32"
    later = bulk.embed_documents(TEXTS)
    assert not np.array_equal(later, first)
    assert (later * first).sum(axis=1).min() >= 0.9995
    assert np.allclose(np.linalg.norm(later, axis=1), 1, atol=1e-5)
    alone = np.concatenate([bulk.embed_documents([text]) for text in TEXTS])
    assert (later * alone).sum(axis=1).min() >= 0.9995
    assert np.array_equal(bulk.embed_query(TEXTS[0]), embedder.embed_query(TEXTS[0])), "a question stays in fp32"
    assert bulk.name == embedder.name


def test_a_processor_without_bf16_stays_in_fp32(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_bulk, "calculates_in_bf16", lambda: False)
    bulk = BulkMiniLM(minilm_onnx(Settings().models_folder), pays_from=0)
    cosines = (bulk.embed_documents(TEXTS) * embedder.embed_documents(TEXTS)).sum(axis=1)
    assert cosines.min() >= 0.999999


def test_another_model_of_the_settings_is_used_for_imports_too() -> None:
    folder = str(minilm_folder())
    assert isinstance(bulk_embedder(Settings(embedder=folder)), SentenceTransformerEmbedder)
    assert isinstance(bulk_embedder(Settings()), BulkMiniLM)
