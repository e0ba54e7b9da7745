"""Vectors of sentences: worked out once, the oldest forgotten."""

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.encoders import sentence_vectors
from assistant.encoders.embedding import Embedder, Vectors
from assistant.encoders.sentence_vectors import SentenceVectors

PIER, LAMP, NETS = "The pier was rebuilt.", "The lamp burns oil.", "Nets lay on the quay."


class Counting:
    """An embedder that notes what it was asked."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimensions, self.embed_query = embedder.name, embedder.dimensions, embedder.embed_query
        self._embedder, self.asked = embedder, list[str]()

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return self._embedder.embed_documents(texts)


def test_a_sentence_met_again_is_not_worked_out_anew(embedder: Embedder) -> None:
    counting = Counting(embedder)
    vectors = SentenceVectors(counting)
    first = vectors.of([PIER, LAMP])
    again = vectors.of([LAMP, NETS, LAMP, PIER])
    assert counting.asked == [PIER, LAMP, NETS]
    assert np.array_equal(again[[3, 0]], first)
    assert np.array_equal(again[0], again[2])


def test_the_sentences_met_longest_ago_are_forgotten(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_vectors, "REMEMBERED", 2)
    counting = Counting(embedder)
    vectors = SentenceVectors(counting)
    for text in (PIER, LAMP, PIER, NETS, PIER, LAMP):
        vectors.of([text])
    assert counting.asked == [PIER, LAMP, NETS, LAMP]
