"""The claim encoder: MiniLM fitted to read a claim and a text together, on onnxruntime."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.tokens import minilm_tokenizer
from assistant.weights import prepared

LABELS = ("supported", "unsupported", "contradicted")
WEIGHTS = Path(__file__).with_name("encoder.npz")
WEIGHTS_SHA256 = "b00fbc4aaf68809dd4172ba79b44e2b5ccc4436a8353f24fc87ef51e3e7b4ccf"
LONGEST, CLAIM = 224, 72  # tokens of the pair, and of the claim in it
START, SEPARATOR = 101, 102  # [CLS], [SEP]

Probabilities = NDArray[np.float32]
Row = tuple[list[int], list[int]]  # token ids, and 0 for the claim's, 1 for the text's


class PairModel(Protocol):
    """Judges texts against claims. `name` tells models apart; rows of (supported, unsupported, contradicted)."""

    name: str

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Probabilities: ...


class ClaimEncoderModel:
    """Our own encoder; a pair past LONGEST tokens is cut at the end of its text."""

    name = f"claim-encoder:{WEIGHTS_SHA256[:12]}"

    def __init__(self, models_folder: Path) -> None:
        import onnxruntime

        path = prepared(
            models_folder / f"claim-encoder-{WEIGHTS_SHA256[:12]}.onnx", "assistant.claims.exporting", "claim checker"
        )
        options = onnxruntime.SessionOptions()
        options.enable_cpu_mem_arena = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads sleep
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Probabilities:
        found = np.empty((len(pairs), len(LABELS)), np.float32)
        for n, row in enumerate(pair_rows(pairs)):  # one at a time: no pair is padded, none depends on its neighbours
            ids, types = (np.array([values], np.int64) for values in row)
            logits = self._session.run(["logits"], {"ids": ids, "types": types, "mask": np.ones_like(ids)})[0][0]
            odds = np.exp(logits - logits.max())
            found[n] = odds / odds.sum()
        return found


def pair_rows(pairs: Sequence[tuple[str, str]]) -> list[Row]:
    """Each pair as the encoder reads it: [CLS] claim [SEP] text [SEP]."""
    tokenizer = minilm_tokenizer()
    claims = [e.ids[1:-1][: CLAIM - 2] for e in tokenizer.encode_batch([claim for claim, _ in pairs])]
    texts = [e.ids[1:-1] for e in tokenizer.encode_batch([text for _, text in pairs])]
    rows = []
    for claim, text in zip(claims, texts, strict=True):
        first = [START, *claim, SEPARATOR]
        second = [*text[: LONGEST - len(first) - 1], SEPARATOR]
        rows.append((first + second, [0] * len(first) + [1] * len(second)))
    return rows
