"""Which model a library's vectors come from: vectors of two models never mix."""

from assistant.encoders.embedding import Embedder
from assistant.library.store import Library
from corpus.errors import LibraryError


def require_model(library: Library, embedder: Embedder) -> None:
    """The first model used is the library's. Raises LibraryError for another."""
    if library.meta("embedder") is None:
        library.connection.execute("INSERT INTO meta VALUES ('embedder', ?)", (embedder.name,))
    require_same_model(library, embedder)


def require_same_model(library: Library, embedder: Embedder) -> None:
    """Raises LibraryError where the library's vectors come from another model than `embedder`."""
    known = library.meta("embedder")
    if known is not None and known != embedder.name:
        raise LibraryError(
            what="Cannot use this embedding model with this library",
            why=f"its vectors come from {known}, the settings name {embedder.name}",
            fix="Set `embedder` back, or run `assistant library rebuild-index --embed-again`",
        )
