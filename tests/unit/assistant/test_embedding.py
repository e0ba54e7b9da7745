"""Both ways of running MiniLM say the same, and a vector does not depend on its batch mates."""

import numpy as np

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
