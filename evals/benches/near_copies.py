"""As many passages as a bench needs, made from those there are: the same words with other figures and other countries.

Editions of a report differ in this way, and near-copies are what a vector index finds hard to tell apart. A share of
them is embedded; the others have the vector of a real passage moved by a difference measured between two embedded
near-copies of another one (not by noise of equal size in all directions, which no text makes).
"""

import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.embedding import Embedder
from corpus.countries import countries_in, country_name
from evals.suites import Progress

Vectors = NDArray[np.float32]
STEP = 512
_DIGIT = re.compile(r"[0-9]")
_OTHERS = (
    "TH MM LA VN KH PH MY ID SG CN TW JP KR IN NP BD LK PK AF IR TR GR IT ES PT FR DE NL BE PL UA RO BG HU AT CH SE NO "
    "FI DK GB IE US CA MX GT HN SV NI CR PA CO VE PE BR BO PY AR CL NG GH SN ML NE TD CM KE UG TZ ET SO SD EG LY TN MA"
).split()


class NearCopies:
    """Passages without number, the same for the same seed: `text(n)` and, once `embed` has run, `vectors(first, end)`.

    Number n is a copy of passage n % len(passages); the first copy of each is the passage itself.
    """

    def __init__(self, passages: Sequence[str], seed: int, model: str) -> None:
        self.model = model  # whose vectors they are
        self._pieces = [_pieces(text) for text in passages]
        self._names = [name for name in map(country_name, _OTHERS) if name]
        self._seed = seed
        self._embedded = np.empty((0, 0), np.float32)

    def text(self, number: int) -> str:
        pieces = self._pieces[number % len(self._pieces)]
        if number < len(self._pieces):
            return "".join(text for text, _ in pieces)
        drawn = random.Random(f"{self._seed}-{number}")
        return "".join(
            drawn.choice(self._names) if country else _DIGIT.sub(lambda _: drawn.choice("123456789"), text)
            for text, country in pieces
        )

    def embed(self, count: int, embedder: Embedder, kept: Path, progress: Progress) -> None:
        """Embed the first `count`, at least two of each passage; those in the file `kept` are not embedded again."""
        count = max(count, 2 * len(self._pieces))
        have = np.load(kept) if kept.is_file() else np.empty((0, embedder.dimensions), np.float32)
        while len(have) < count:
            progress("Embedding", len(have), count)
            numbers = range(len(have), min(len(have) + STEP, count))
            have = np.concatenate([have, embedder.embed_documents([self.text(n) for n in numbers])])
            unfinished = kept.with_suffix(".unfinished.npy")
            np.save(unfinished, have)
            unfinished.replace(kept)
        self._embedded = have[:count]

    @property
    def real(self) -> int:
        return len(self._pieces)

    @property
    def embedded(self) -> int:
        return len(self._embedded)

    def spread(self) -> float:
        """Median cosine between a passage and an embedded near-copy of it."""
        copies = self._embedded[len(self._pieces) :]
        return float(np.median(np.sum(copies * self._originals(np.arange(len(copies))), axis=1)))

    def vectors(self, first: int, end: int) -> Vectors:
        """Unit vectors of numbers first to end - 1."""
        numbers = np.arange(first, end)
        known = self._embedded[numbers[numbers < self.embedded]]
        return np.concatenate([known, self._moved(numbers[numbers >= self.embedded])])

    def _moved(self, numbers: NDArray[np.int64]) -> Vectors:
        copies = self._embedded[len(self._pieces) :]
        like = (numbers * 2_654_435_761 + self._seed) % len(copies)  # each of them once for each passage
        moved = self._originals(numbers) + copies[like] - self._originals(like)
        unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        return unit

    def _originals(self, numbers: NDArray[np.int64]) -> Vectors:
        originals: Vectors = self._embedded[numbers % len(self._pieces)]
        return originals


def _pieces(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, and whether each names a country."""
    found: list[tuple[str, bool]] = []
    at = 0
    for mention in countries_in(text):
        found += [(text[at : mention.start], False), (text[mention.start : mention.end], True)]
        at = mention.end
    return [*found, (text[at:], False)]
