"""Vectors of sentences. Those of a library are met again and again, so the ones met last are kept."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from assistant.encoders.embedding import Embedder, Vectors

REMEMBERED = 10_000  # sentences: 1.5 kB each


class SentenceVectors:
    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, sentences: Sequence[str]) -> Vectors:
        """Unit vectors (sentences, dimensions)."""
        with self._lock:
            known = {text: self._known[text] for text in sentences if text in self._known}
        new = [text for text in dict.fromkeys(sentences) if text not in known]
        if new:
            known |= zip(new, self._embedder.embed_documents(new), strict=True)
        with self._lock:
            for text in sentences:
                self._known[text] = known[text]
                self._known.move_to_end(text)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return np.stack([known[text] for text in sentences])
