"""Real passages to work on: those of the starter corpus and, where the public sets are at hand, of publications."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.encoders.embedding import Vectors
from assistant.library.importing import add_files, files_under
from assistant.library.lock import writer_lock
from assistant.library.starter import STARTER
from assistant.library.store import Library
from evals.suites import Progress

PUBLICATIONS = (
    "trafficking/reports", "trafficking/un-docs", "trafficking/treaties", "trafficking/us-code-tvpa",
    "trafficking-gold/docs.jsonl",
)  # fmt: skip


@dataclass
class Unembedded:
    """Stands where no vector is needed: every one is zero."""

    name: str = "unembedded"
    dimensions: int = 384

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), self.dimensions), np.float32)

    def embed_query(self, text: str) -> Vectors:
        raise NotImplementedError


def real_passages(data: Path | None, work: Path, tokens: int, progress: Progress) -> list[str]:
    """Their texts with the title before them, the starter's first; `work` keeps what was read."""
    publications = [data / name for name in PUBLICATIONS if (data / name).exists()] if data else []
    return [
        text
        for name, paths in (("starter", [STARTER]), ("publications", publications))
        if paths
        for text in _texts(work / name, files_under(paths), tokens, progress)
    ]


def _texts(folder: Path, files: Sequence[Path], tokens: int, progress: Progress) -> list[str]:
    library = Library(folder, create=True)
    try:
        with writer_lock(folder):
            for number, _ in enumerate(add_files(library, files, Unembedded(), tokens), start=1):
                progress(f"Reading {folder.name}", number, max(number, len(files)))
        return [
            f"{source.title}. {passage.text}"
            for source_id, source in sorted(library.sources.items())
            for passage in library.passages_of(source_id)
        ]
    finally:
        library.close()
