"""Retrieval: words and vectors find passages, whole documents vouch for theirs, and one score orders them.

The word scores lead and the rest can only add: plain rank fusion loses what words alone had found.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.embedding import Embedder
from assistant.filters import Filters
from assistant.index.searching import Indexes
from assistant.library.store import Library
from assistant.question import Question
from corpus.model import Passage

DEPTH = 100
A_SOURCE = 4  # passages of one source
Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each ranking counts; each stage gives at most 1."""

    words: float = 1.0
    documents: float = 1.0
    dense: float = 0.5
    country: float = 0.1
    superseded: float = -0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage with what each stage thought of it; `score` orders."""

    passage: Passage
    score: float
    stages: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Scores of each ranking: passages by key, documents by source id; word scores are scaled to at most 1."""

    words: dict[int, float]
    dense: dict[int, float]
    documents: dict[str, float]


class Retriever:
    def __init__(self, library: Library, indexes: Indexes, embedder: Embedder, weights: Weights | None = None) -> None:
        self._library, self._indexes, self._embedder = library, indexes, embedder
        self._weights = weights or Weights()

    def embed(self, question: Question) -> NDArray[np.float32]:
        return self._embedder.embed_query(question.text)

    def retrieve(self, question: Question, vector: NDArray[np.float32], filters: Filters, k: int) -> list[Hit]:
        """The k best passages of the sources the filters admit, best first; ties break by passage id.

        No source gives more than A_SOURCE of them while others have something to say.
        """
        found = self._search(question, vector, filters)
        passages = self._library.passages({*found.words, *found.dense})
        hits = [self._score(question, passage, found) for passage in passages.values()]
        return varied(sorted(hits, key=lambda hit: (-hit.score, hit.passage.id)), k)

    def _search(self, question: Question, vector: NDArray[np.float32], filters: Filters) -> Candidates:
        sources = [s.id for s in self._library.sources.values() if filters.admits(s)] if filters else None
        keys = self._library.passage_keys(sources) if sources is not None else None
        words = self._indexes.search_passages(question.terms, DEPTH, sources)
        documents = self._indexes.search_documents(question.terms, DEPTH, sources)
        dense = self._indexes.nearest(vector, DEPTH, keys)
        return Candidates(words=_scaled(dict(words)), dense=dict(dense), documents=_scaled(dict(documents)))

    def _score(self, question: Question, passage: Passage, found: Candidates) -> Hit:
        stages = {
            "words": found.words.get(passage.key, 0.0),
            "documents": found.documents.get(passage.source.id, 0.0),
            "dense": max(found.dense.get(passage.key, 0.0), 0.0),
            "country": float(bool(set(question.countries) & set(passage.source.countries))),
            "superseded": float(not question.years and self._library.superseded_by(passage.source.id) is not None),
        }
        weights = self._weights
        score = sum(getattr(weights, stage) * value for stage, value in stages.items())
        return Hit(passage=passage, score=score, stages=stages)


def varied(hits: Sequence[Hit], k: int) -> list[Hit]:
    """The first k of ranked hits with at most A_SOURCE of one source; where that leaves room, the ones passed over."""
    counts: Counter[str] = Counter()
    first: list[Hit] = []
    later: list[Hit] = []
    for hit in hits:
        counts[hit.passage.source.id] += 1
        (first if counts[hit.passage.source.id] <= A_SOURCE else later).append(hit)
    return [*first, *later][:k]


def _scaled(scores: dict[Key, float]) -> dict[Key, float]:
    top = max(scores.values(), default=0.0)
    return {key: score / top for key, score in scores.items()} if top > 0 else {}


def documents_in_order(hits: Sequence[Hit]) -> list[str]:
    """Source ids by their best passage, best first."""
    best: dict[str, float] = defaultdict(lambda: float("-inf"))
    for hit in hits:
        best[hit.passage.source.id] = max(best[hit.passage.source.id], hit.score)
    return sorted(best, key=lambda sid: (-best[sid], sid))
