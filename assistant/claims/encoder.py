"""The claim encoder: MiniLM fitted to read a claim and a text together (training/claim_encoder.py)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.pair_encoder import Fitted, PairEncoder

LABELS = ("supported", "unsupported", "contradicted")
CLAIM_ENCODER = Fitted(
    what="claim encoder", weights=Path(__file__).with_name("encoder.npz"), outputs=len(LABELS), longest=224, first=72,
    sha256="b00fbc4aaf68809dd4172ba79b44e2b5ccc4436a8353f24fc87ef51e3e7b4ccf",
)  # fmt: skip

Probabilities = NDArray[np.float32]


class PairModel(Protocol):
    """Judges texts against claims. `name` tells models apart; rows of (supported, unsupported, contradicted)."""

    name: str

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Probabilities: ...


class ClaimEncoderModel:
    """Our own encoder; a pair that is too long is cut at the end of its text."""

    name = CLAIM_ENCODER.name

    def __init__(self, models_folder: Path) -> None:
        self._encoder = PairEncoder(CLAIM_ENCODER, models_folder)

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Probabilities:
        logits = self._encoder.logits(pairs)
        odds = np.exp(logits - logits.max(1, keepdims=True))
        found: Probabilities = odds / odds.sum(1, keepdims=True)
        return found
