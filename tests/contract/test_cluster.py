"""A real Ray cluster of two nodes on this machine: what it makes is what one core makes, whoever dies meanwhile."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.index.searching import Indexes
from assistant.library.checking import check
from assistant.library.cluster import add_on_cluster, connected
from assistant.library.importing import add_files, files_under
from assistant.library.incoming import Added
from assistant.library.lock import writer_lock
from assistant.library.reader import Limits
from assistant.library.store import Library
from assistant.settings import Settings
from tests.conftest import DOCUMENTS

QUESTIONS = ("How many victims did Harbour Watch count in Cambodia in 2022?", "How many crews did port 5 hold?")
STORE = 100_000_000  # bytes a node keeps objects in; Ray asks for no less than 75 MB


@pytest.fixture
def nodes() -> Iterator[list[object]]:
    """Two raylets of one core each; the second can be taken away."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    pytest.importorskip("ray", reason="the extra `cluster` is not installed")
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "object_store_memory": STORE}
    cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    second = cluster.add_node(**node)
    cluster.wait_for_nodes()
    yield [cluster, second]
    cluster.shutdown()


@pytest.fixture
def archive(documents: Path, tmp_path: Path) -> list[Path]:
    """Many small files, one of many documents, one with a sidecar, one damaged and one twice."""
    folder = tmp_path / "archive"
    folder.mkdir()
    for number in range(6):
        text = "\n\n".join(f"Port {number} held {number + 20 + part} crews without pay. " * 25 for part in range(3))
        (folder / f"port-{number:02}.txt").write_text(text, "utf-8")
    (folder / "port-03.txt.yaml").write_text("title: The third port\npublished: 2024-05-02\n", "utf-8")
    (folder / "port-04-again.txt").write_bytes((folder / "port-04.txt").read_bytes())
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    documents.rename(folder / "documents.jsonl")
    return files_under([folder])


def on_one_core(folder: Path, archive: list[Path], embedder: Embedder) -> tuple[Library, list[Added]]:
    library = Library(folder, create=True)
    with writer_lock(folder):
        added = list(add_files(library, archive, embedder, 180))
        Indexes(library, Settings(library=folder)).follow()
    return library, added


def on_the_cluster(folder: Path, archive: list[Path], embedder: Embedder, address: str, lose: object = None) -> Library:
    """`lose`: what to call once the first document has arrived."""
    settings = Settings(library=folder)
    library = Library(folder, create=True)
    with writer_lock(folder), connected(address):
        for number, _ in enumerate(add_on_cluster(library, archive, embedder, settings, Limits())):
            if number == 0 and callable(lose):
                lose()
        Indexes(library, settings).follow()
    return library


def require_same(one: Library, other: Library, embedder: Embedder) -> None:
    ids = "SELECT id FROM passage ORDER BY id"
    assert one.connection.execute(ids).fetchall() == other.connection.execute(ids).fetchall()
    assert one.fingerprint == other.fingerprint and one.sources == other.sources
    (keys, vectors), (others, same) = one.vectors(), other.vectors()
    assert np.array_equal(keys, others) and np.sum(vectors * same, axis=1).min() >= 0.9999
    for question in QUESTIONS:
        vector = embedder.embed_query(question)
        ten = [
            [key for key, _ in Indexes(lib, Settings(library=lib.folder)).nearest(vector, 10, None)]
            for lib in (one, other)
        ]
        assert ten[0] == ten[1] and len(ten[0]) == 10
        mine, theirs = (Engine(Settings(library=lib.folder), lib).ask(question) for lib in (one, other))
        assert (mine.text, mine.claims) == (theirs.text, theirs.claims) and mine.status == "answered"
    assert check(other, Indexes(other, Settings(library=other.folder))) == []


@pytest.mark.slow
def test_a_library_made_on_two_nodes_is_the_one_made_on_one_core(
    nodes: list[object], archive: list[Path], embedder: Embedder, tmp_path: Path
) -> None:
    one, added = on_one_core(tmp_path / "one", archive, embedder)
    address = nodes[0].address  # type: ignore[attr-defined]
    other = on_the_cluster(tmp_path / "other", archive, embedder, address)
    outcomes = "SELECT path, doc_id, source_id, outcome, pages, passages, detail FROM import_log ORDER BY key"
    assert one.connection.execute(outcomes).fetchall() == other.connection.execute(outcomes).fetchall()
    assert {a.outcome for a in added} == {"added", "damaged", "duplicate"} and len(added) == 8 + len(DOCUMENTS)
    require_same(one, other, embedder)


@pytest.mark.slow
def test_a_node_that_dies_midway_loses_nothing_and_doubles_nothing(
    nodes: list[object], archive: list[Path], embedder: Embedder, tmp_path: Path
) -> None:
    cluster, second = nodes
    one, added = on_one_core(tmp_path / "one", archive, embedder)
    lose = lambda: cluster.remove_node(second, allow_graceful=False)  # type: ignore[attr-defined]  # noqa: E731
    other = on_the_cluster(tmp_path / "other", archive, embedder, cluster.address, lose)  # type: ignore[attr-defined]
    assert other.connection.execute("SELECT count(*) FROM import_log").fetchone()[0] == len(added)
    require_same(one, other, embedder)
