"""Evidence: which sentences answer a question, rather than resemble it.

A sentence supports an answer when what the question names, the period it asks about and the kind of thing it asks for
stand together in it, its neighbours or the title above it. How these weigh is learned (training/support.py).
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

import numpy as np

from assistant.encoders.answer_encoder import AnswerModel
from assistant.encoders.embedding import Embedder, Vectors
from assistant.encoders.sentence_vectors import SentenceVectors
from assistant.evidence.features import Asked, Features, Idf
from assistant.evidence.passage_sentences import Sentence, seen, sentences_of
from assistant.evidence.ranks import places_wanted
from assistant.evidence.speakers import speaker_asked, speaks
from assistant.questions.question import Question
from assistant.retrieval import Hit

YEAR = 4  # characters
SURE = 0.6  # support that is asked of what answers a question in other words than its own
WEAK = 0.3  # support below which what a question takes for granted is looked into further
REASON, RETOLD = 0.3, 0.8  # support below which a sentence that says as much of the question tells no reason
LOOKED_AT = 10  # sentences that the models see
_COUNTED_AS = (
    (re.compile(r"\bvictims of (?:human )?trafficking\b(?! (?:in|for)\b)", re.IGNORECASE), "trafficking victims"),
    (re.compile(r"\b(?:globally|(?:in|across|around) the (?:whole )?world)\b(?!['’])", re.IGNORECASE), "worldwide"),
)
Draft = tuple[Sentence, Features]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    sentence: Sentence
    features: Features
    support: float  # probability that the sentence answers the question
    vector: Vectors = field(compare=False, repr=False)  # of the sentence: (dimensions,)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOdds:
    """Linear in the Features."""

    weights: tuple[float, ...]
    bias: float

    def probability(self, features: Features) -> float:
        return 1 / (1 + math.exp(-float(np.dot(features.vector(), self.weights)) - self.bias))


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportModel:
    """How the features weigh, with the answer encoder and without it. assistant/evidence/support.json holds what
    training/support.py made.
    """

    read: LogOdds
    unread: LogOdds
    threshold: float


@lru_cache(maxsize=1)
def support_model() -> SupportModel:
    stored = json.loads((Path(__file__).parent / "support.json").read_text("utf-8"))
    read, unread = (LogOdds(weights=tuple(s["weights"]), bias=s["bias"]) for s in (stored["read"], stored["unread"]))
    return SupportModel(read=read, unread=unread, threshold=stored["threshold"])


class EvidenceFinder:
    """Scores the sentences of retrieved passages as evidence for an answer."""

    def __init__(self, embedder: Embedder, encoder: AnswerModel | None, idf: Idf, model: SupportModel | None) -> None:
        self._vectors, self._encoder, self._idf, self._model = SentenceVectors(embedder), encoder, idf, model

    def find(self, question: Question, asked_for: Vectors, hits: Sequence[Hit], compares: bool = False) -> list[Scored]:
        """Sentences with their support, best first; `asked_for` is the question's vector. Only the most promising ones
        are looked at by the models. Where a question `compares`, each answers in part at best, and a label asked for is
        seen: there the answer encoder reads none.
        """
        drafts = _theirs_first(question, self.drafts(question, hits))[:LOOKED_AT]
        if not drafts:
            return []
        vectors = self._vectors.of([s.told for s, _ in drafts])
        answers = {} if compares or question.asks == "label" else self._answers(question, drafts)
        editions = {h.passage.source.id for h in hits if h.stages.get("edition")}  # asked for and found
        scored = []
        for number, ((sentence, draft), vector) in enumerate(zip(drafts, vectors, strict=True)):
            features = replace(draft, cosine=float(asked_for @ vector), encoder=answers.get(number, 0.0))
            other_edition = bool(editions) and not _is_of(sentence, editions, question)
            able = self._model is None or (features.can_answer and not other_edition)
            support = self._support(features, number in answers) if able else 0.0
            scored.append(Scored(sentence=sentence, features=features, vector=vector, support=support))
        return sorted(scored, key=lambda s: (-s.support, s.sentence.passage.id, s.sentence.start))

    def drafts(self, question: Question, hits: Sequence[Hit]) -> list[Draft]:
        """All sentences with what can be seen of them without a model, the most promising first."""
        asked = Asked(question, self._idf)
        sentences = [s for hit in hits for s in sentences_of(hit) if asked.admits(s)]
        drafts = [(s, asked.features(s)) for s in sentences]
        return sorted(drafts, key=lambda pair: (not pair[1].can_answer, -promise(pair[1])))

    def alike(self, one: Sentence, other: Sentence) -> float:
        """Cosine of two sentences."""
        first, second = self._vectors.of([one.told, other.told])
        return float(first @ second)

    def _answers(self, question: Question, drafts: Sequence[Draft]) -> dict[int, float]:
        """What the encoder says, by the number of the sentence. It does not read what cannot answer, nor fields, which
        answer only a question that names them.
        """
        if self._encoder is None:
            return {}
        read = [n for n, (sentence, features) in enumerate(drafts) if features.can_answer and not sentence.is_field]
        said = self._encoder.answers(_as_read(question), [drafts[n][0].in_place for n in read])
        return {n: float(value) for n, value in zip(read, said, strict=True)}

    def _support(self, features: Features, read: bool) -> float:
        if self._model is None:
            return promise(features)
        return (self._model.read if read else self._model.unread).probability(features)


def only_retells(question: Question, scored: Scored) -> bool:
    """Whether a reason is asked for, and a sentence says again what happened, hardly why."""
    if question.asks != "reason" or scored.support >= REASON:
        return False
    return scored.features.wide_coverage >= RETOLD and scored.features.figures == 1.0  # another figure corrects it


def _as_read(question: Question) -> str:
    """The question as the answer encoder reads it: without how many places of a ranking are wanted, which one sentence
    seldom tells; where a number is asked for, with victims and the world called as reports call them."""
    text = question.text
    for q in reversed(places_wanted(question)):
        text = f"{text[: q.start]}{text[q.end :].lstrip()}"
    for said, reports in _COUNTED_AS if question.asks == "number" else ():
        text = said.sub(reports, text)
    return text


def _theirs_first(question: Question, drafts: list[Draft]) -> list[Draft]:
    """Half of those looked at are of the speaker asked for, if there are so many that can answer."""
    speaker = speaker_asked(question.text)
    if speaker is None:
        return drafts
    able = (n for n, (sentence, features) in enumerate(drafts) if features.can_answer and speaks(speaker, sentence))
    first = [*islice(able, LOOKED_AT // 2)]
    return [*(drafts[n] for n in first), *(draft for n, draft in enumerate(drafts) if n not in first)]


def _is_of(sentence: Sentence, sources: set[str], question: Question) -> bool:
    """Whether a sentence stands in one of the editions asked for and found, or names its year, if no more is known of
    it."""
    named = {date for date in question.editions if len(date) == YEAR} & seen(sentence.text).years
    return bool(named) or sentence.passage.source.id in sources


def promise(features: Features) -> float:
    """A first guess, to choose which sentences are worth reading."""
    return float(np.dot(features.vector(), _promise_weights()))


@lru_cache(maxsize=1)
def _promise_weights() -> tuple[float, ...]:
    """assistant/evidence/promise.json holds what training/promise.py made."""
    stored = json.loads((Path(__file__).parent / "promise.json").read_text("utf-8"))
    return tuple(stored[name] for name in Features.__slots__)
