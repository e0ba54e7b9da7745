"""Both ways of running MiniLM say the same, and a vector does not depend on its batch mates."""

import numpy as np
import pytest

from assistant import embedding
from assistant.embedding import Embedder, SentenceTransformerEmbedder
from assistant.weights import minilm_folder

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


def test_a_sentence_met_again_has_the_same_vectors_and_the_oldest_are_forgotten(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "REMEMBERED", 2)
    alone = embedder.embed_in_context(["100,000 people"])[0]
    again, twin, _, _ = embedder.embed_in_context(["100,000 people", "100,000 people", *TEXTS[3:5]])
    assert again is twin
    assert np.allclose(again.tokens, alone.tokens, atol=1e-4)
    assert embedder.embed_in_context(["100,000 people"])[0] is not alone
    assert embedder.embed_in_context([]) == []
