"""What the benches of speed work on: the starter library, made afresh in the bench's own folder, and its passages."""

from assistant.encoders.embedding import make_embedder
from assistant.index.searching import Indexes
from assistant.library.starter import build_starter
from assistant.library.store import Library
from assistant.settings import Settings
from evals.benches import BenchContext


def fresh_starter(context: BenchContext) -> tuple[Library, Settings]:
    """A starter library under the bench's folder, and settings that name it."""
    settings = context.settings.model_copy(update={"library": context.work / "library"})
    library = Library(settings.library_folder, create=True)
    embedder, indexes = make_embedder(settings), Indexes(library, settings)
    for number, _ in enumerate(build_starter(library, indexes, embedder, settings.passage_tokens), start=1):
        context.progress("Filling a library", number, number + 1)
    return library, settings


def passage_texts(library: Library, count: int) -> list[str]:
    """Texts of passages by source id; from the start again, each with its round, where the library holds fewer."""
    texts = [p.text for sid in sorted(library.sources) for p in library.passages_of(sid)]
    return [
        f"{text} {n // len(texts)}" if n >= len(texts) else text
        for n, text in enumerate(texts * (count // len(texts) + 1))
    ][:count]
