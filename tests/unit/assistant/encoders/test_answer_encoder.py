"""The answer encoder: tells what answers from what comes near, on digests that it was not fitted on."""

import json
from collections.abc import Callable, Sequence

import pytest

from assistant.encoders.answer_encoder import AnswerEncoder, in_place
from assistant.library.starter import starter_files
from assistant.questions.terms import fold, terms
from assistant.settings import Settings
from corpus.digest import parse_digest
from corpus.sentences import sentence_spans
from training.written_questions import QUESTIONS, held_out

Sentences = list[str]
Score = Callable[[str, Sentences], Sequence[float]]


@pytest.fixture(scope="module")
def encoder() -> AnswerEncoder:
    return AnswerEncoder(Settings().models_folder)


@pytest.fixture(scope="module")
def digests() -> dict[str, tuple[str, Sentences]]:
    """Title and sentences of each digest."""
    found = {}
    for file in starter_files():
        digest = parse_digest(file.read_text("utf-8"))
        texts = [p.text[a:b] for p in digest.paragraphs for a, b in sentence_spans(p.text)]
        found[str(digest.metadata["id"])] = str(digest.metadata["title"]), texts
    return found


def test_what_is_said_is_a_number_between_minus_one_and_one(encoder: AnswerEncoder) -> None:
    given = encoder.answers("Who was charged?", ["", "Sok Dara was charged.", "العربية 中文", "long " * 900])
    assert given.shape == (4,)
    assert (abs(given) <= 1.0).all()
    assert encoder.answers("Who was charged?", []).shape == (0,)


def test_near_misses_are_told_from_answers_far_better_than_by_words(
    encoder: AnswerEncoder, digests: dict[str, tuple[str, Sentences]]
) -> None:
    """What is lost without assistant/encoders/answer_encoder.npz: most of it, on digests that no fitting has seen."""
    rows = [json.loads(line) for line in (QUESTIONS / "digests.jsonl").read_text("utf-8").splitlines()]
    rows = [row for row in rows if held_out(row["source"] or row["near"])][::16]

    def area(score: Score) -> float:
        """The share of pairs of an answered question and a near miss in which the answered one's best is higher."""
        best: dict[bool, list[float]] = {True: [], False: []}
        for row in rows:
            title, texts = digests[row["source"] or row["near"]]
            read = [in_place(text, title, before) for before, text in zip(["", *texts], texts, strict=False)]
            best[row["source"] is not None].append(max(score(row["question"], read)))
        return sum(a > b for a in best[True] for b in best[False]) / (len(best[True]) * len(best[False]))

    def by_words(question: str, read: Sentences) -> list[float]:
        asked = set(terms(question))
        return [len(asked & set(terms(fold(text)))) / max(1, len(asked)) for text in read]

    learned, plain = area(encoder.answers), area(by_words)
    assert learned >= plain + 0.1, (learned, plain, len(rows))
