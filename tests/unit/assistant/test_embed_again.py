"""Another embedding model is a setting that works end to end, and vectors of two models are never mixed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.encoders.embedding import SentenceTransformerEmbedder, Vectors, make_embedder
from assistant.encoders.weights import minilm_folder
from assistant.engine import Engine
from assistant.index.searching import Indexes
from assistant.library.embedding_again import UNFINISHED, embed_again
from assistant.library.lock import writer_lock
from assistant.library.store import Library
from assistant.library.writing import edit_source
from assistant.settings import Settings
from corpus.errors import LibraryError
from tests.unit.assistant.test_engine import ANSWERED


@pytest.fixture
def other(library: Library) -> Settings:
    """The packaged model read by sentence-transformers from its folder: a model of another name."""
    return Settings(library=library.folder, embedder=str(minilm_folder()), exact_scan_limit=1)


def test_a_library_of_another_model_is_not_searched_nor_written(library: Library, other: Settings) -> None:
    with pytest.raises(LibraryError, match="two|vectors come from") as error:
        Engine(other, library).ask(ANSWERED)
    assert "--embed-again" in error.value.fix
    source = replace(library.source("harbour-2021"), title="Changed")
    with pytest.raises(LibraryError):
        edit_source(library, source, make_embedder(other))
    assert library.source("harbour-2021").title != "Changed"


def test_embedding_again_makes_the_library_the_other_models(library: Library, other: Settings) -> None:
    told: list[tuple[int, int]] = []
    with writer_lock(library.folder):
        embed_again(library, make_embedder(other), lambda done, total, _: told.append((done, total)))
        Indexes(library, other).rebuild()
    assert told[-1] == (len(library.sources), len(library.sources))
    assert "590" in Engine(other, library).ask(ANSWERED).text
    with pytest.raises(LibraryError):
        Engine(Settings(library=library.folder), library).ask(ANSWERED)


def test_embedding_cut_off_leaves_the_old_vectors_and_goes_on(library: Library, other: Settings) -> None:
    before = library.vectors()[1].tobytes()
    embedded: list[int] = []

    class Counting(SentenceTransformerEmbedder):
        def embed_documents(self, texts: Sequence[str]) -> Vectors:
            embedded.append(len(texts))
            return super().embed_documents(texts)

    def stop(done: int, total: int, _: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    model = Counting(str(minilm_folder()))
    with pytest.raises(KeyboardInterrupt):
        embed_again(library, model, stop)
    assert library.vectors()[1].tobytes() == before
    assert "590" in Engine(Settings(library=library.folder), library).ask(ANSWERED).text
    first = sum(embedded)
    edit_source(library, replace(library.source("harbour-2021"), title="Another title"), make_embedder(Settings()))
    embed_again(library, model, lambda *_: None)
    again = len(library.passages_of("harbour-2021"))  # their title is embedded with them
    assert sum(embedded) == library.count("passage") + again
    assert 0 < first < library.count("passage")
    assert not (library.folder / "index" / UNFINISHED).exists()
    assert "590" in Engine(other, library).ask(ANSWERED).text
