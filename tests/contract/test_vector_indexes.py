"""Every vector index keeps the same contract."""

from pathlib import Path

import numpy as np
import pytest

from assistant.encoders.embedding import Embedder
from assistant.index.chroma import ChromaVectors
from assistant.index.vectors import ExactVectors, VectorIndex, VectorStore
from assistant.library.store import Library
from assistant.llama_index import LlamaIndexVectors
from tests.conftest import DOCUMENTS

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture(params=["exact", "chroma", "qdrant"])
def index(
    request: pytest.FixtureRequest, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> VectorIndex:
    if request.param == "exact":
        return ExactVectors(library)
    monkeypatch.syspath_prepend(EXAMPLES)
    store: VectorStore = (
        ChromaVectors(tmp_path / "chroma", "embedded", "passages-test")
        if request.param == "chroma"
        else LlamaIndexVectors(library, tmp_path / "vectors", "qdrant_local:open_store", "passages-test")
    )
    keys, vectors = library.vectors()
    store.add(keys.tolist(), vectors)
    assert len(store) == len(keys)
    return store


def test_the_nearest_passage_to_a_vector_is_its_own(index: VectorIndex, library: Library) -> None:
    keys, vectors = library.vectors()
    for key, vector in zip(keys.tolist(), vectors, strict=True):
        best, score = index.nearest(vector, 1)[0]
        assert best == key
        assert score == pytest.approx(1.0, abs=1e-4)


def test_scores_are_cosines_and_fall(index: VectorIndex, library: Library, embedder: Embedder) -> None:
    query = embedder.embed_query("forced labour on boats")
    keys, vectors = library.vectors()
    expected = dict(zip(keys.tolist(), (vectors @ query).tolist(), strict=True))
    found = index.nearest(query, 10)
    assert len(found) == len(keys)
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    for key, score in found:
        assert score == pytest.approx(expected[key], abs=1e-4)


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_a_filter_excludes(index: VectorIndex, library: Library, embedder: Embedder, kept: int) -> None:
    keys, _ = library.vectors()
    allowed = keys[-kept:]
    found = index.nearest(embedder.embed_query("victims in Cambodia"), 10, np.asarray(allowed))
    assert {key for key, _ in found} == set(allowed.tolist())


def test_a_filter_that_allows_nothing_finds_nothing(index: VectorIndex, embedder: Embedder) -> None:
    assert index.nearest(embedder.embed_query("victims"), 10, np.empty(0, np.int64)) == []


def test_fixture_documents_are_all_there(library: Library) -> None:
    assert len(library.sources) == len(DOCUMENTS)
