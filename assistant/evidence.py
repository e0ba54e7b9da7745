"""Evidence: which sentences answer a question, rather than resemble it.

A sentence supports an answer when what the question names, the period it asks about and the kind of thing it asks for
stand together in it, its neighbours or the title above it. How these weigh is learned (training/support.py).
"""

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.embedding import Embedder, Vectors
from assistant.index.sync import source_context
from assistant.question import Question
from assistant.retrieval import Hit
from assistant.terms import terms
from corpus.countries import countries_in
from corpus.model import Passage
from corpus.quantities import Quantity, read_quantities, same_quantity
from corpus.sentences import sentence_spans

EVIDENCE_NOTE = re.compile(r"^\((?:First|Second)-hand, as of [^()]*\.\)$")
EMBEDDED = 12  # sentences compared with the question by vector; each costs about 2 ms
NEIGHBOUR, CONTEXT = 0.7, 0.5  # what a word counts that stands beside the sentence, or only in title or section

Idf = Callable[[str], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a passage, with offsets into its page, and the text of its neighbours in the passage."""

    hit: Hit
    start: int
    end: int
    text: str
    before: str
    after: str

    @property
    def passage(self) -> Passage:
        return self.hit.passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What the support model sees, each between 0 and 1 (cosines between -1 and 1)."""

    coverage: float  # idf-weighted share of the question's words in the sentence
    wide_coverage: float  # the same, counting neighbours and title in part
    rarest: float  # how well the question's rarest word is covered
    names: float  # share of the question's names that stand in sentence, neighbours or title
    names_in_sentence: float
    countries: float  # share of the countries asked about
    figures: float  # share of the years, dates and figures of the question
    other_period: float  # 1 where the question names a year and the sentence only names others
    missing: float  # weight of the heaviest word that stands nowhere near, against the heaviest word
    length: float  # how much the question says
    kind: float  # the kind of answer asked for: 1 in the sentence, NEIGHBOUR beside it
    typed: float  # 1 where the question asks for a kind that can be seen
    cosine: float  # question and sentence
    passage_cosine: float
    retrieval: float  # the passage's word score

    def vector(self) -> list[float]:
        return [getattr(self, name) for name in self.__slots__]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    sentence: Sentence
    features: Features
    support: float  # probability that the sentence answers the question


class SupportModel:
    """Logistic regression over Features and their pairs. Weights: assistant/support.json, made by training/support.py."""

    def __init__(self, weights: Sequence[float], bias: float, threshold: float) -> None:
        self._weights, self._bias, self.threshold = np.asarray(weights), bias, threshold

    def probability(self, features: Features) -> float:
        x = expand(features.vector())
        return 1 / (1 + math.exp(-float(x @ self._weights) - self._bias))


def expand(vector: Sequence[float]) -> np.ndarray:
    """The features and the products of every two of them."""
    x = np.asarray(vector)
    rows, columns = np.triu_indices(len(x))
    return np.concatenate([x, x[rows] * x[columns]])


@lru_cache(maxsize=1)
def support_model() -> SupportModel:
    stored = json.loads((Path(__file__).parent / "support.json").read_text("utf-8"))
    return SupportModel(stored["weights"], stored["bias"], stored["threshold"])


class EvidenceFinder:
    """Scores the sentences of retrieved passages as evidence for an answer."""

    def __init__(self, embedder: Embedder, idf: Idf, model: SupportModel | None) -> None:
        self._embedder, self._idf, self._model = embedder, idf, model

    def find(self, question: Question, vector: Vectors, hits: Sequence[Hit]) -> list[Scored]:
        """Sentences with their support, best first. Only the most promising ones are compared by vector."""
        asked = _Asked(question, self._idf)
        sentences = [s for hit in hits for s in sentences_of(hit)]
        drafts = [(s, asked.features(s)) for s in sentences]
        drafts.sort(key=lambda pair: -_promise(pair[1]))
        drafts = drafts[:EMBEDDED]
        if not drafts:
            return []
        cosines = self._embedder.embed_documents([s.text for s, _ in drafts]) @ vector
        scored = [
            self._scored(sentence, replace(features, cosine=float(cosine)))
            for (sentence, features), cosine in zip(drafts, cosines, strict=True)
        ]
        return sorted(scored, key=lambda s: (-s.support, s.sentence.passage.id, s.sentence.start))

    def _scored(self, sentence: Sentence, features: Features) -> Scored:
        support = self._model.probability(features) if self._model else _promise(features)
        return Scored(sentence=sentence, features=features, support=support)


def sentences_of(hit: Hit) -> list[Sentence]:
    """The sentences of a passage that can be quoted; notes on evidence are none."""
    passage = hit.passage
    spans = [
        (a, b) for a, b in sentence_spans(passage.text) if not EVIDENCE_NOTE.match(passage.text[a:b]) and b - a > 2
    ]
    texts = [passage.text[a:b] for a, b in spans]
    return [
        Sentence(
            hit=hit, start=passage.start + a, end=passage.start + b, text=texts[i],
            before=texts[i - 1] if i else "", after=texts[i + 1] if i + 1 < len(texts) else "",
        )
        for i, (a, b) in enumerate(spans)
    ]  # fmt: skip


class _Asked:
    """What one question asks of every sentence, computed once."""

    def __init__(self, question: Question, idf: Idf) -> None:
        self._question = question
        self._weights = {term: idf(term) for term in question.content}
        self._name_terms = {term for name in question.names for term in name.terms}

    def features(self, sentence: Sentence) -> Features:
        own = set(terms(sentence.text))
        beside = set(terms(f"{sentence.before} {sentence.after}"))
        around = set(terms(f"{source_context(sentence.passage.source)} {sentence.passage.section or ''}"))

        def presence(term: str) -> float:
            return 1.0 if term in own else NEIGHBOUR if term in beside else CONTEXT if term in around else 0.0

        everything = own | beside | around
        return Features(
            coverage=self._share(lambda t: float(t in own)),
            wide_coverage=self._share(presence),
            rarest=presence(max(self._weights, key=lambda t: self._weights[t])) if self._weights else 1.0,
            missing=self._missing(everything),
            other_period=self._other_period(sentence),
            length=min(len(self._weights), 12) / 12,
            names=self._names(everything),
            names_in_sentence=self._names(own),
            countries=self._countries(sentence),
            figures=self._figures(sentence),
            kind=self._kind(sentence),
            typed=float(self._question.asks not in ("open", "reason", "definition", "yes-no")),
            cosine=0.0,
            passage_cosine=sentence.hit.stages.get("dense", 0.0),
            retrieval=sentence.hit.stages.get("words", 0.0),
        )

    def _share(self, presence: Callable[[str], float]) -> float:
        total = sum(self._weights.values())
        return sum(weight * presence(term) for term, weight in self._weights.items()) / total if total else 1.0

    def _missing(self, words: set[str]) -> float:
        heaviest = max(self._weights.values(), default=0.0)
        return max((w for t, w in self._weights.items() if t not in words), default=0.0) / heaviest if heaviest else 0.0

    def _other_period(self, sentence: Sentence) -> float:
        asked = set(self._question.years)
        given = {q.date[:4] for q in read_quantities(sentence.text) if q.date and not q.date.startswith("--")}
        return float(bool(asked and given and not asked & given))

    def _names(self, words: set[str]) -> float:
        names = self._question.names
        return sum(sum(t in words for t in n.terms) / len(n.terms) for n in names) / len(names) if names else 1.0

    def _countries(self, sentence: Sentence) -> float:
        asked = set(self._question.countries)
        if not asked:
            return 1.0
        near = {m.code for m in countries_in(f"{sentence.before} {sentence.text} {sentence.after}")}
        titled = {m.code for m in countries_in(f"{sentence.passage.source.title} {sentence.passage.section or ''}")}
        tagged = set(sentence.passage.source.countries)
        return sum(1.0 if c in near else NEIGHBOUR if c in titled else CONTEXT * (c in tagged) for c in asked) / len(
            asked
        )

    def _figures(self, sentence: Sentence) -> float:
        asked = self._question.quantities
        if not asked:
            return 1.0
        own = read_quantities(sentence.text)
        beside = read_quantities(f"{sentence.before}\n{sentence.after}\n{sentence.passage.section or ''}")
        dates = (
            f"{sentence.passage.source.title} {sentence.passage.as_of or ''} {sentence.passage.source.published or ''}"
        )
        around = read_quantities(dates)

        def presence(q: Quantity) -> float:
            ranked = ((1.0, own), (NEIGHBOUR, beside), (CONTEXT, around))
            return next((worth for worth, given in ranked if any(same_quantity(q, g) for g in given)), 0.0)

        return sum(map(presence, asked)) / len(asked)

    def _kind(self, sentence: Sentence) -> float:
        if has_kind(self._question, sentence.text):
            return 1.0
        return NEIGHBOUR if has_kind(self._question, f"{sentence.before} {sentence.after}") else 0.0


def has_kind(question: Question, text: str) -> bool:
    """Whether `text` holds the kind of thing asked for, other than what the question itself says."""
    return bool(answer_spans(question, text)) or question.asks in ("yes-no", "reason", "definition", "open")


def answer_spans(question: Question, text: str) -> list[tuple[int, int]]:
    """Where in `text` things of the asked kind stand: figures, dates, places, names. Empty for kinds without a form."""
    kinds = {
        "number": ("number", "percent", "money"),
        "money": ("money",),
        "percent": ("percent",),
        "date": ("date", "year"),
    }
    if question.asks in kinds:
        found = [q for q in read_quantities(text) if q.kind in kinds[question.asks]]
        return [
            (q.start, q.end)
            for q in found
            if not any(same_quantity(a, q) and a.kind == q.kind for a in question.quantities)
        ]
    if question.asks == "place":
        asked = set(question.countries)
        return [(m.start, m.end) for m in countries_in(text) if m.code not in asked] or _names_in(question, text)
    if question.asks == "person":
        return _names_in(question, text)
    return []


def _names_in(question: Question, text: str) -> list[tuple[int, int]]:
    """Capitalised words inside the sentence that the question did not say, and groups of people by number."""
    asked = set(question.terms)
    found = [m.span() for m in re.finditer(r"(?<!^)\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*", text)]
    return [(a, b) for a, b in found if not set(terms(text[a:b])) <= asked]


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

