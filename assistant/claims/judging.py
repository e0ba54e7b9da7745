"""Judges: how likely a text bears a claim out, once figures, names and stance were looked at."""

import threading
from collections.abc import Sequence
from functools import lru_cache
from math import log
from pathlib import Path
from typing import Protocol

from assistant.claims.encoder import ClaimEncoderModel, PairModel, Probabilities
from assistant.claims.windows import windows
from assistant.claims.wording import Wording
from assistant.settings import Settings
from assistant.trees import Trees, load_trees
from corpus.errors import SetupError

LEAST = 1e-4  # probabilities are taken no smaller, so that their logarithms stay finite
WEIGHTS = Path(__file__).with_name("support.json")
ENCODED = ("log_supported", "log_unsupported", "log_contradicted", "supported", "unsupported", "contradicted")


class Judge(Protocol):
    """`support` is a probability: 0.5 and more means that the text says the claim."""

    name: str

    def support(self, claim: str, text: str, wording: Wording) -> float: ...


class WordsJudge:
    """Judges by the words alone; needs no model."""

    name = "words"

    def __init__(self) -> None:
        self._trees = load_trees("words", WEIGHTS)

    def support(self, claim: str, text: str, wording: Wording) -> float:
        return self._trees.probability(wording.vector())


class EncoderJudge:
    """Our own claim encoder over the parts of the text that bear on the claim, weighed with the words."""

    def __init__(self, models_folder: Path) -> None:
        self.encoder: PairModel = ClaimEncoderModel(models_folder)
        self._trees: Trees = load_trees("encoder", WEIGHTS)
        self._words = WordsJudge()
        self.name = self.encoder.name

    def support(self, claim: str, text: str, wording: Wording) -> float:
        said = self.encoder.judge([(claim, part) for part in windows(claim, text)])
        with_encoder = self._trees.probability([*wording.vector(), *encoded(said)])
        return (with_encoder + self._words.support(claim, text, wording)) / 2  # together they err less than either


class FolderJudge:
    """A cross-encoder of the user's in a folder: HHEM or MiniCheck style (one score, or two labels) or NLI (three).

    It reads the text first, then the claim, as those models do. Raises SetupError where the folder holds none.
    """

    def __init__(self, folder: str) -> None:
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(folder, device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError) as error:
            first = (str(error).splitlines() or ["no reason given"])[0]
            raise SetupError(
                what=f"Cannot load the claim model {folder!r}",
                why=first,
                fix="Give the folder of a cross-encoder, or set claim_model = 'encoder'",
            ) from error
        self._tokenizing = threading.Lock()  # its tokenizer cannot be used by two threads at once
        self.name = f"folder:{folder}"
        self._column = _supporting(self._model.config.id2label or {}, folder)

    def support(self, claim: str, text: str, wording: Wording) -> float:
        import torch

        pairs = [(part, claim) for part in windows(claim, text)]
        activation = torch.nn.Sigmoid() if self._column is None else torch.nn.Softmax(dim=-1)
        with self._tokenizing:
            scores = self._model.predict(pairs, activation_fn=activation, show_progress_bar=False)
        best = scores if self._column is None else scores[:, self._column]
        return float(best.max())


def _supporting(labels: dict[int, str], folder: str) -> int | None:
    """The column that means support; None where the model gives one score."""
    if len(labels) == 1:
        return None
    named = {str(label).lower(): int(number) for number, label in labels.items()}
    for label in ("entailment", "supported", "consistent", "label_1"):
        if label in named:
            return named[label]
    raise SetupError(
        what=f"Cannot use {folder!r} as claim model", why=f"its labels are {', '.join(named)}",
        fix="Give one with a label entailment, supported or consistent",
    )  # fmt: skip


def encoded(said: Probabilities) -> Sequence[float]:
    """What the trees see of the encoder: the part of the text that supports the claim most."""
    best = [max(float(p), LEAST) for p in said[said[:, 0].argmax()]]
    return [*(log(p) for p in best), *best]


def make_judge(settings: Settings) -> Judge:
    """The judge that `claim_model` names; loaded once. Raises SetupError where it cannot be loaded."""
    return _judge(settings.claim_model, settings.models_folder)


@lru_cache(maxsize=2)
def _judge(claim_model: str, models_folder: Path) -> Judge:
    if claim_model == "words":
        return WordsJudge()
    return EncoderJudge(models_folder) if claim_model == "encoder" else FolderJudge(claim_model)
