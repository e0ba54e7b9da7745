"""Libraries made for measuring: built once from their files, found again as long as files and code stay the same."""

import json
import shutil
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from assistant.encoders.embedding import make_embedder
from assistant.index.searching import Indexes
from assistant.library.importing import add_files, files_under
from assistant.library.incoming import Added
from assistant.library.lock import writer_lock
from assistant.library.starter import STARTER
from assistant.library.store import Library
from assistant.settings import Settings
from evals.datasets.rows import Document, write_documents
from evals.suites import SuiteContext

OUTCOMES = "outcomes.jsonl"
ROOT = Path(__file__).parents[1]
READING = (
    "corpus",
    "assistant/library",
    "assistant/index",
    "assistant/encoders/embedding.py",
    "assistant/encoders/tokens.py",
)


def starter_library(context: SuiteContext) -> Library:
    return library_of_files(context, "starter", [STARTER])


def library_of_documents(context: SuiteContext, name: str, documents: Iterable[Document]) -> Library:
    """A library that holds the documents of a set, their ids being the source ids."""
    path = context.cache / "documents" / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    return library_of_files(context, name, [write_documents(documents, path)])


def library_of_files(context: SuiteContext, name: str, paths: Sequence[Path]) -> Library:
    """A library that holds these files and folders; what became of each document stands in its `outcomes.jsonl`."""
    files = files_under(paths)
    folder = context.cache / "libraries" / f"{name}-{_key(context.settings, files)}"
    if not (folder / OUTCOMES).is_file():
        shutil.rmtree(folder, ignore_errors=True)  # a build that was cut off
        _build(context, name, files, folder)
    return Library(folder)


def outcomes(library: Library) -> list[Added]:
    lines = (library.folder / OUTCOMES).read_text("utf-8").split("\n")
    return [Added(**json.loads(line)) for line in lines if line]


def _build(context: SuiteContext, name: str, files: Sequence[Path], folder: Path) -> None:
    settings = context.settings.model_copy(update={"library": folder})
    library = Library(folder, create=True)
    found = []
    try:
        with writer_lock(folder):
            for added in add_files(library, files, make_embedder(settings), settings.passage_tokens):
                found.append(added)
                context.progress(f"Building the library {name}", len(found), max(len(files), len(found)))
            Indexes(library, settings).follow()
    finally:
        library.close()
    lines = (json.dumps(added.as_dict(), ensure_ascii=False) for added in found)
    (folder / OUTCOMES).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _key(settings: Settings, files: Sequence[Path]) -> str:
    made = f"{settings.embedder} {settings.passage_tokens} {reading_code()}"
    held = sha256(made.encode())
    for file in files:
        held.update(file.name.encode() + sha256(file.read_bytes()).digest())
    return held.hexdigest()[:16]


@lru_cache(maxsize=1)
def reading_code() -> str:
    """Fingerprint of the code that turns files into passages and vectors."""
    files = [file for part in READING for file in sorted([ROOT / part, *(ROOT / part).rglob("*")]) if file.is_file()]
    held = sha256()
    for file in files:
        if file.suffix in (".py", ".csv", ".json"):
            held.update(file.read_bytes())
    return held.hexdigest()
