"""The answer encoder: MiniLM fitted to read a question and a sentence together, and say whether the one answers the
other (training/answer_encoder.py). The sentence is read with the title above it and the sentence before it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.pair_encoder import Fitted, PairEncoder

ANSWER_ENCODER = Fitted(
    what="answer encoder", weights=Path(__file__).with_name("answer_encoder.npz"), outputs=1, longest=160, first=48,
    quantised=True, sha256="a47690aacdbdbeeeb587ed425cd847ea4e4053d2b87b5d121693283f31c586b0",
)  # fmt: skip
CERTAIN = 8.0  # log-odds beyond which nothing is more certain


class AnswerModel(Protocol):
    def answers(self, question: str, sentences: Sequence[str]) -> NDArray[np.float32]: ...


class AnswerEncoder:
    def __init__(self, models_folder: Path) -> None:
        self._encoder = PairEncoder(ANSWER_ENCODER, models_folder)

    def answers(self, question: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        """For each sentence, as `in_place` gives it, the log-odds of CERTAIN (-1 to 1) that it answers the question."""
        logits = self._encoder.logits([(question, sentence) for sentence in sentences])[:, 0]
        found: NDArray[np.float32] = np.clip(logits / CERTAIN, -1.0, 1.0)
        return found


def in_place(sentence: str, title: str, before: str) -> str:
    """A sentence as the encoder reads it: with what stands above and before it."""
    return f"{sentence} ({title}. {before})" if before else f"{sentence} ({title})"
