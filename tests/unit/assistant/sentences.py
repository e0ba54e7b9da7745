"""Sentences of made-up passages, for tests of what is seen in them."""

from typing import Any

import numpy as np

from assistant.evidence.features import Asked
from assistant.evidence.passage_sentences import Sentence, sentences_of
from assistant.evidence.support import Scored
from assistant.questions.question import Question
from assistant.retrieval import Hit
from corpus.model import Passage, Source


def hit(text: str, number: int = 0, page: int = 1, section: str | None = None, **source: Any) -> Hit:
    passage = Passage(
        id=str(number), key=number, source=Source(**{"id": "report", "title": "Survey", **source}), source_sha256="0",
        page=page, page_label=None, start=0, end=len(text), text=text, section=section,
    )  # fmt: skip
    return Hit(passage=passage, score=-number)


def sentences(text: str, **of: Any) -> list[Sentence]:
    return sentences_of(hit(text, **of))


def scored(question: Question, *told: tuple[str, float], **of: Any) -> list[Scored]:
    """Sentences, each of a passage of its own, with their support."""
    asked, found = Asked(question, lambda _: 1.0), []
    for number, (text, support) in enumerate(told):
        [sentence] = sentences(text, number=number, **of)
        features = asked.features(sentence)
        found.append(Scored(sentence=sentence, features=features, support=support, vector=np.zeros(1, np.float32)))
    return found
