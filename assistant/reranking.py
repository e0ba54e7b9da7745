"""A slot for a cross-encoder that reads question and passage together; none unless the settings name one."""

import threading
from collections.abc import Sequence
from dataclasses import replace

from assistant.retrieval import Hit
from assistant.settings import Settings
from corpus.errors import SetupError

READ = 24  # passages read; a cross-encoder takes some 10 to 50 ms for each on one core


class CrossEncoderReranker:
    """Any sentence-transformers CrossEncoder by name or folder; its files must already lie on this machine."""

    def __init__(self, name_or_folder: str) -> None:
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(name_or_folder, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise SetupError(
                what=f"Cannot load the reranker {name_or_folder!r}",
                why=str(error).splitlines()[0],
                fix="Give the folder of a sentence-transformers CrossEncoder, or set reranker = 'none'",
            ) from error
        self._tokenizing = threading.Lock()  # its tokenizer cannot be used by two threads at once

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The first READ hits by what the model says of them (stage `reranker`), then the others as they were."""
        read, rest = hits[:READ], hits[READ:]
        if not read:
            return []
        pairs = [(question, hit.passage.text) for hit in read]
        with self._tokenizing:
            scores = self._model.predict(pairs, show_progress_bar=False)
        judged = [
            replace(hit, stages={**hit.stages, "reranker": float(s)}) for hit, s in zip(read, scores, strict=True)
        ]
        return [*sorted(judged, key=lambda hit: (-hit.stages["reranker"], hit.passage.id)), *rest]


def make_reranker(settings: Settings) -> CrossEncoderReranker | None:
    return None if settings.reranker == "none" else CrossEncoderReranker(settings.reranker)
