"""Evidence: which sentences answer a question, rather than resemble it.

A sentence supports an answer when what the question names, the period it asks about and the kind of thing it asks for
stand together in it, its neighbours or the title above it. How these weigh is learned (training/support.py).
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.embedding import Embedder
from assistant.features import Asked, Features, Idf, Sentence, sentences_of
from assistant.question import Question
from assistant.retrieval import Hit

EMBEDDED = 12  # sentences compared with the question by vector; each costs about 2 ms
ELSEWHERE = 0.3  # what support counts that speaks of another place, period or kind of thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    sentence: Sentence
    features: Features
    support: float  # probability that the sentence answers the question


class SupportModel:
    """Logistic regression over Features. Weights: assistant/support.json, made by training/support.py."""

    def __init__(self, weights: Sequence[float], bias: float, threshold: float) -> None:
        self.weights, self.bias, self.threshold = np.asarray(weights), bias, threshold

    def probability(self, features: Features) -> float:
        """Of the sentence answering."""
        p = 1 / (1 + math.exp(-float(np.dot(features.vector(), self.weights)) - self.bias))
        return p if features.can_answer else ELSEWHERE * p


@lru_cache(maxsize=1)
def support_model() -> SupportModel:
    stored = json.loads((Path(__file__).parent / "support.json").read_text("utf-8"))
    return SupportModel(stored["weights"], stored["bias"], stored["threshold"])


class EvidenceFinder:
    """Scores the sentences of retrieved passages as evidence for an answer."""

    def __init__(self, embedder: Embedder, idf: Idf, model: SupportModel | None) -> None:
        self._embedder, self._idf, self._model = embedder, idf, model

    def find(self, question: Question, hits: Sequence[Hit]) -> list[Scored]:
        """The most promising sentences with their support, best first; without a model by their promise alone."""
        scored = [
            Scored(sentence=s, features=f, support=self._model.probability(f) if self._model else f.promise)
            for s, f in self._examined(question, hits)
        ]
        return sorted(scored, key=lambda s: (-s.support, s.sentence.passage.id, s.sentence.start))

    def _examined(self, question: Question, hits: Sequence[Hit]) -> list[tuple[Sentence, Features]]:
        """Sentences with all their features. Only the most promising ones are compared by vector."""
        asked = Asked(question, self._idf)
        drafts = [(s, asked.features(s, rank)) for rank, hit in enumerate(hits, 1) for s in sentences_of(hit)]
        drafts = sorted(drafts, key=lambda pair: -pair[1].promise)[:EMBEDDED]
        if not drafts:
            return []
        own, *others = self._embedder.embed_in_context([question.text, *(s.text for s, _ in drafts)])
        return [(s, asked.compared(f, s, own, other)) for (s, f), other in zip(drafts, others, strict=True)]
