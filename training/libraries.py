"""Libraries to fit and measure on, and the sentences that evidence search looks at in them."""

from collections.abc import Iterable
from pathlib import Path

from assistant.evidence.support import Scored, SupportModel
from assistant.filters import Filters
from assistant.finding import READ, Parts, build_parts
from assistant.library.importing import add_files, files_under
from assistant.library.lock import writer_lock
from assistant.library.starter import starter_files
from assistant.library.store import Library
from assistant.questions.question import read_question
from assistant.settings import Settings

REPORTS = ("reports", "hhri", "us-code-tvpa", "un-docs")  # folders of the set `trafficking`


def filled(folder: Path, files: Iterable[Path], model: SupportModel | None = None) -> Parts:
    """A library of these files, ready to be searched."""
    settings = Settings(library=folder)
    library = Library(folder, create=True)
    parts = build_parts(settings, library, model)
    with writer_lock(folder):
        for _ in add_files(library, files_under(files), parts.embedder, settings.passage_tokens):
            pass
        parts.indexes.follow()
    return parts


def starter_parts(folder: Path, model: SupportModel | None = None) -> Parts:
    return filled(folder, starter_files(), model)


def report_parts(folder: Path, trafficking: Path, model: SupportModel | None = None) -> Parts:
    return filled(folder, [trafficking / name for name in REPORTS], model)


def candidates(parts: Parts, question: str, filters: Filters | None = None) -> list[Scored]:
    """The sentences that the evidence search looks at."""
    read = read_question(question)
    vector = parts.retriever.embed(read)
    return parts.evidence.find(read, vector, parts.retriever.retrieve(read, vector, filters or Filters(), READ))
