"""Retrieval: words and vectors find passages, their pages and documents vouch for them, and one score orders them.

Scores add up rather than ranks: plain rank fusion loses what words alone had found. What each stage gains is measured
in docs/retrieval.md.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.embedding import Embedder
from assistant.filters import Filters
from assistant.index.searching import Indexes
from assistant.library.embedded_by import require_same_model
from assistant.library.store import Library
from assistant.questions.asked_parts import part_match
from assistant.questions.question import Question, content_terms
from corpus.dates import interval
from corpus.fields import Field, fields_in
from corpus.model import Passage, Source

DEPTH = 100
A_SOURCE, A_PAGE, A_DIGEST = 16, 4, 6  # passages of one source, of one page, and of a digest, which is all one page
Key = TypeVar("Key", int, str, tuple[str, int])


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each ranking counts; each stage gives at most 1."""

    words: float = 0.5
    pages: float = 0.7
    documents: float = 1.0
    dense: float = 1.25
    country: float = 0.2
    edition: float = 1.0
    part: float = 1.5
    field: float = 0.6
    superseded: float = -0.05

    def score(self, stages: Mapping[str, float]) -> float:
        return float(sum(getattr(self, stage) * value for stage, value in stages.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage with what each stage thought of it; `score` orders."""

    passage: Passage
    score: float
    stages: dict[str, float] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """Tells passages apart: two sources may have one of the same id."""
        return self.passage.source.id, self.passage.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Scores of each ranking: passages by key, documents by source id; word scores are scaled to at most 1."""

    words: dict[int, float]
    pages: dict[tuple[str, int], float]
    documents: dict[str, float]
    dense: dict[int, float]


class Retriever:
    def __init__(self, library: Library, indexes: Indexes, embedder: Embedder, weights: Weights | None = None) -> None:
        self._library, self._indexes, self._embedder = library, indexes, embedder
        self.weights = weights or Weights()

    def embed(self, question: Question) -> NDArray[np.float32]:
        return self._embedder.embed_query(" ".join(question.subject.split()))

    def retrieve(self, question: Question, vector: NDArray[np.float32], filters: Filters, k: int) -> list[Hit]:
        """The k best passages of the sources the filters admit, best first; ties break by passage id.

        No source gives more than A_SOURCE of them, no page more than A_PAGE, no digest more than A_DIGEST, and none
        says the same words twice, while others have something to say. Raises LibraryError where the library's vectors
        come from another model.
        """
        require_same_model(self._library, self._embedder)
        found = self._search(question, vector, filters)
        passages = self._library.passages({*found.words, *found.dense})
        hits = [self._score(question, passage, found) for passage in passages.values()]
        return varied(sorted(hits, key=lambda hit: (-hit.score, hit.passage.id)), k)

    def _search(self, question: Question, vector: NDArray[np.float32], filters: Filters) -> Candidates:
        sources = [s.id for s in self._library.sources.values() if filters.admits(s)] if filters else None
        keys = self._library.passage_keys(sources) if sources is not None else None
        words = self._indexes.search_passages(question.sought, DEPTH, sources)
        pages = self._indexes.search_pages(question.sought, DEPTH, sources)
        documents = self._indexes.search_documents(question.terms, DEPTH, sources)
        dense = self._indexes.nearest(vector, DEPTH, keys)
        return Candidates(
            words=_scaled(dict(words)),
            pages=_scaled(dict(pages)),
            documents=_scaled(dict(documents)),
            dense=dict(dense),
        )

    def _score(self, question: Question, passage: Passage, found: Candidates) -> Hit:
        stages = {
            "words": found.words.get(passage.key, 0.0),
            "pages": found.pages.get((passage.source.id, passage.page), 0.0),
            "documents": found.documents.get(passage.source.id, 0.0),
            "dense": max(found.dense.get(passage.key, 0.0), 0.0),
            "country": float(bool(set(question.countries) & set(passage.source.countries))),
            "edition": max((is_edition(passage.source, date) for date in question.editions), default=0.0),
            "part": part_match(question.parts, passage),
            "field": float(any(is_asked(question, field, words=2) for field in fields_in(passage.text))),
            "superseded": float(not question.years and self._library.superseded_by(passage.source.id) is not None),
        }
        return Hit(passage=passage, score=self.weights.score(stages), stages=stages)


def is_edition(source: Source, date: str) -> float:
    """Whether a source is the edition of a date: published then or, where only the year is given, named after it."""
    asked, published = interval(date), interval(source.published or "")
    if asked and published and published[0] <= asked[1] and published[1] >= asked[0]:
        return 1.0
    return float(len(date) == 4 and date in source.title)


def is_asked(question: Question, field: Field, words: int = 1) -> bool:
    """Whether a question names a field: all words of its label that carry meaning, so many at least, stand in it."""
    label = content_terms(field.label)
    return len(label) >= words and label.keys() <= set(question.terms)


def varied(hits: Sequence[Hit], k: int, a_source: int = A_SOURCE) -> list[Hit]:
    """The first k of ranked hits: few of one source or page, none twice; where that leaves room, those passed over."""
    sources: Counter[str] = Counter()
    pages: Counter[tuple[str, int]] = Counter()
    said: set[tuple[str, str]] = set()
    first: list[Hit] = []
    later: list[Hit] = []
    for hit in hits:
        source, page = hit.passage.source.id, (hit.passage.source.id, hit.passage.page)
        words = (source, " ".join(hit.passage.text.split()).casefold())
        a_page = A_DIGEST if hit.passage.source.kind == "digest" else A_PAGE
        fresh = sources[source] < a_source and pages[page] < a_page and words not in said
        (first if fresh else later).append(hit)
        if fresh:
            sources[source] += 1
            pages[page] += 1
            said.add(words)
        if len(first) == k:
            break
    return [*first, *later][:k]


def _scaled(scores: dict[Key, float]) -> dict[Key, float]:
    top = max(scores.values(), default=0.0)
    return {key: score / top for key, score in scores.items()} if top > 0 else {}
