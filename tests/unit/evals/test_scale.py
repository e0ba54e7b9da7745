"""The bench of scale measures what it says: real copies, vectors that belong to them, recall against the truth."""

from pathlib import Path

import numpy as np
import pytest

from assistant.encoders.embedding import Embedder
from assistant.library.store import Library
from assistant.settings import Settings
from evals.benches import BenchContext
from evals.benches.near_copies import NearCopies
from evals.benches.scale import _Exact, measure
from evals.benches.scale_library import PUBLISHERS, fill, publisher_of

PASSAGES = [
    "Harbour Watch counted 412 victims in Cambodia in 2020.",
    "Police in Laos freed 17 workers.",
    "Recruiters asked a fee of 3,000 dollars.",
]


def quiet(what: str, done: int, total: int) -> None:
    """Where nobody watches."""


@pytest.fixture(scope="module")
def copies(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> NearCopies:
    made = NearCopies(PASSAGES, 7, embedder.name)
    made.embed(12, embedder, tmp_path_factory.mktemp("scale") / "embedded.npy", quiet)
    return made


def test_the_first_copies_are_the_passages_and_the_others_differ_in_figures_and_countries(copies: NearCopies) -> None:
    assert [copies.text(n) for n in range(3)] == PASSAGES
    again = copies.text(3)
    assert again != PASSAGES[0] and "Cambodia" not in again and "412" not in again
    assert again.startswith("Harbour Watch counted ") and again == copies.text(3)
    assert copies.text(6) != again


def test_vectors_have_length_one_and_do_not_depend_on_how_many_are_asked_for(copies: NearCopies) -> None:
    whole = copies.vectors(0, 60)
    assert np.allclose(np.linalg.norm(whole, axis=1), 1, atol=1e-5)
    assert np.array_equal(whole[5:47], np.concatenate([copies.vectors(n, n + 1) for n in range(5, 47)]))
    assert 0.5 < copies.spread() < 0.999


def test_vectors_made_are_as_near_their_passage_as_those_embedded(copies: NearCopies) -> None:
    whole = copies.vectors(0, 300)
    nearness = np.sum(whole * whole[np.arange(300) % 3], axis=1)
    embedded, made = nearness[3 : copies.embedded], nearness[copies.embedded :]
    assert embedded.min() - 0.05 <= made.min() and made.max() <= 0.999
    assert np.median(made) == pytest.approx(np.median(embedded), abs=0.12)


def test_what_was_embedded_is_not_embedded_again(copies: NearCopies, embedder: Embedder, tmp_path: Path) -> None:
    np.save(tmp_path / "kept.npy", copies.vectors(0, 12))
    again = NearCopies(PASSAGES, 7, embedder.name)
    again.embed(12, embedder, tmp_path / "kept.npy", lambda *_: pytest.fail("nothing was to be embedded"))
    assert again.embedded == 12


def test_publishers_let_the_stated_shares_through() -> None:
    published = [publisher_of(n) for n in range(1_000)]
    for share, names in PUBLISHERS.items():
        assert sum(p in names for p in published) == int(share.rstrip(" %")) * 10


def test_a_library_is_filled_indexed_asked_and_compared_with_the_truth(
    copies: NearCopies, embedder: Embedder, tmp_path: Path
) -> None:
    context = BenchContext(settings=Settings(exact_scan_limit=50), work=tmp_path, progress=quiet)
    questions = ["How many victims were counted?", "What fee was asked?"]
    vectors = np.stack([embedder.embed_query(q) for q in questions])
    library = Library(tmp_path / "library-2100", create=True)
    fill(library, copies, 1_000, quiet)  # as a run that was stopped leaves it
    library.close()
    found = measure(context, copies, 2_100, questions, vectors)
    assert set(found["recall_at_10"]) == {"vectors", "vectors, 1 % pass", "vectors, 10 % pass", "vectors, 90 % pass"}
    assert min(found["recall_at_10"].values()) >= 0.9
    assert min(found["disk_mb"].values()) > 0 and found["peak_mb"] >= found["memory_mb"] > 40
    library = Library(tmp_path / "library-2100")
    keys, stored = library.vectors()
    assert np.allclose(stored, copies.vectors(0, 2_100)) and keys.tolist() == list(range(1, 2_101))
    assert library.passages([4])[4].text == copies.text(3)


def test_recall_counts_what_is_as_near_as_the_tenth_and_nothing_farther(copies: NearCopies, embedder: Embedder) -> None:
    query = embedder.embed_query("victims")
    context = BenchContext(settings=Settings(), work=Path(), progress=quiet)
    exact = _Exact(copies, 30, query[None], context)
    order = (np.argsort(-(copies.vectors(0, 30) @ query)) + 1).tolist()
    assert exact.recall([order[:10]], "") == 1.0
    assert exact.recall([order[:5] + order[-5:]], "") == pytest.approx(0.5)
