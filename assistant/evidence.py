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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    sentence: Sentence
    features: Features
    support: float  # probability that the sentence answers the question


class SupportModel:
    """Logistic regression over Features. Weights: assistant/support.json, made by training/support.py."""

    def __init__(self, weights: Sequence[float], bias: float, threshold: float) -> None:
        self._weights, self._bias, self.threshold = np.asarray(weights), bias, threshold

    def probability(self, features: Features) -> float:
        return 1 / (1 + math.exp(-float(np.dot(features.vector(), self._weights)) - self._bias))


@lru_cache(maxsize=1)
def support_model() -> SupportModel:
    stored = json.loads((Path(__file__).parent / "support.json").read_text("utf-8"))
    return SupportModel(stored["weights"], stored["bias"], stored["threshold"])


class EvidenceFinder:
    """Scores the sentences of retrieved passages as evidence for an answer."""

    def __init__(self, embedder: Embedder, idf: Idf, model: SupportModel | None) -> None:
        self._embedder, self._idf, self._model = embedder, idf, model

    def find(self, question: Question, hits: Sequence[Hit]) -> list[Scored]:
        """Sentences with their support, best first. Only the most promising ones are compared by vector."""
        asked = Asked(question, self._idf)
        sentences = [s for hit in hits for s in sentences_of(hit) if asked.admits(s)]
        drafts = [(s, asked.features(s)) for s in sentences]
        drafts.sort(key=lambda pair: -_promise(pair[1]))
        drafts = drafts[:EMBEDDED]
        if not drafts:
            return []
        own, *others = self._embedder.embed_in_context([question.text, *(s.told for s, _ in drafts)])
        editions = {h.passage.source.id for h in hits if h.stages.get("edition")}  # asked for and found
        scored = [
            self._scored(sentence, asked.compared(features, sentence, own, other), editions)
            for (sentence, features), other in zip(drafts, others, strict=True)
        ]
        return sorted(scored, key=lambda s: (-s.support, s.sentence.passage.id, s.sentence.start))

    def _scored(self, sentence: Sentence, features: Features, editions: set[str]) -> Scored:
        support = self._model.probability(features) if self._model else _promise(features)
        other_edition = bool(editions) and sentence.passage.source.id not in editions
        if self._model and (other_edition or not features.can_answer):
            support = 0.0
        return Scored(sentence=sentence, features=features, support=support)


def _promise(f: Features) -> float:
    """A first guess without vectors, to choose which sentences are worth one."""
    return (
        1.5 * f.wide_coverage
        + f.coverage
        + f.names
        + f.countries
        + f.figures
        + f.kind
        + f.passage_cosine
        + 0.5 * f.retrieval
    )
