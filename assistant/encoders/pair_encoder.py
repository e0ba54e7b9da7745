"""MiniLM fitted to read two texts together, on onnxruntime: one graph for each of our fitted encoders."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.tokens import minilm_tokenizer
from assistant.encoders.weights import prepared

START, SEPARATOR = 101, 102  # [CLS], [SEP]

Logits = NDArray[np.float32]
Row = tuple[list[int], list[int]]  # token ids, and 0 for the first text's, 1 for the second's


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A fitted encoder: its committed weights, how many logits it gives, and how many tokens it reads."""

    what: str  # in words, for the reader
    weights: Path
    sha256: str
    outputs: int
    longest: int  # tokens of the pair
    first: int  # tokens of the first text in it
    quantised: bool = False  # runs in int8: twice as fast, a quarter of the memory, a little less exact

    @property
    def name(self) -> str:
        """Tells fitted encoders apart."""
        return f"{self.what.replace(' ', '-')}:{self.sha256[:12]}"

    @property
    def graph(self) -> str:
        """File name of the exported encoder."""
        return f"{self.name.replace(':', '-')}{'-int8' if self.quantised else ''}.onnx"


class PairEncoder:
    """Raises SetupError where the encoder cannot be prepared on first use."""

    def __init__(self, fitted: Fitted, models_folder: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.enable_cpu_mem_arena = False
        options.intra_op_num_threads = 1  # pairs are short: one a core is faster than one on all cores
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads sleep
        graph = str(prepared(models_folder / fitted.graph, "assistant.encoders.pair_weights", fitted.what))
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._fitted = fitted
        self._workers = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="pair-encoder")

    def logits(self, pairs: Sequence[tuple[str, str]]) -> Logits:
        """(pairs, outputs). Each pair by itself: none is padded, none depends on its neighbours."""
        found = [*self._workers.map(self._run, pair_rows(pairs, self._fitted))]
        return np.array(found, np.float32).reshape(len(pairs), self._fitted.outputs)

    def _run(self, row: Row) -> Logits:
        ids, types = (np.array([values], np.int64) for values in row)
        logits: Logits = self._session.run(["logits"], {"ids": ids, "types": types, "mask": np.ones_like(ids)})[0][0]
        return logits


def pair_rows(pairs: Sequence[tuple[str, str]], fitted: Fitted) -> list[Row]:
    """Each pair as the encoder reads it: [CLS] first [SEP] second [SEP]. The end of a second text too long is cut."""
    tokenizer = minilm_tokenizer()
    firsts = [e.ids[1:-1][: fitted.first - 2] for e in tokenizer.encode_batch([first for first, _ in pairs])]
    seconds = [e.ids[1:-1] for e in tokenizer.encode_batch([second for _, second in pairs])]
    rows = []
    for one, other in zip(firsts, seconds, strict=True):
        head = [START, *one, SEPARATOR]
        tail = [*other[: fitted.longest - len(head) - 1], SEPARATOR]
        rows.append((head + tail, [0] * len(head) + [1] * len(tail)))
    return rows
