"""The starter corpus: the digests shipped with the project, and the library folder that fills itself with them."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.encoders.embedding import Embedder, make_embedder
from assistant.index.searching import Indexes
from assistant.library.lock import writer_lock
from assistant.library.schema import FILE
from assistant.library.store import Library
from assistant.settings import Settings

if TYPE_CHECKING:  # what reads files stays out of a process that only answers
    from assistant.library.incoming import Added

STARTER = Path(str(files("corpus"))) / "starter"
COMPLETE = "starter_complete"


def starter_files() -> list[Path]:
    from assistant.library.importing import files_under

    return files_under([STARTER])


def build_starter(library: Library, indexes: Indexes, embedder: Embedder, passage_tokens: int) -> "Iterator[Added]":
    """Add the starter corpus, yielding outcomes; run again after an interruption, it goes on where it stopped."""
    from assistant.library.importing import add_files

    with writer_lock(library.folder, wait_s=5):
        yield from add_files(library, starter_files(), embedder, passage_tokens)
        indexes.follow()
        library.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, 'yes')", (COMPLETE,))


def fills_itself(settings: Settings) -> bool:
    """Only the default library fills itself, and only until it was once complete; a named folder starts empty."""
    if settings.library is not None:
        return False
    if not (settings.library_folder / FILE).is_file():
        return True
    library = Library(settings.library_folder)
    try:
        return library.meta(COMPLETE) is None
    finally:
        library.close()


def ensure_library(settings: Settings) -> "Iterator[Added]":
    """Fill the default library where that is due, yielding outcomes; nothing to do yields nothing."""
    if not fills_itself(settings):
        return
    library = Library(settings.library_folder, create=True)
    try:
        yield from build_starter(library, Indexes(library, settings), make_embedder(settings), settings.passage_tokens)
    finally:
        library.close()
