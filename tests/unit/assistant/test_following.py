"""Indexes follow the library in steps: work that is stopped goes on where it was; nothing is left out or doubled."""

from pathlib import Path

import numpy as np
import pytest

from assistant.encoders.embedding import Embedder
from assistant.index import sync
from assistant.index.searching import Indexes
from assistant.library.store import Library
from assistant.library.writing import remove_source
from assistant.settings import Settings
from tests.conftest import add


class Stopped(Exception):
    """Someone pressed Ctrl-C."""


def stop_after(steps: int, heard: list[tuple[int, int, str]]) -> sync.Progress:
    def progress(done: int, total: int, index: str) -> None:
        heard.append((done, total, index))
        if len(heard) == steps:
            raise Stopped

    return progress


@pytest.fixture
def many(library: Library, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setattr(sync, "STEP", 2)
    folder = tmp_path / "more"
    folder.mkdir()
    for number in range(6):
        (folder / f"port-{number}.txt").write_text(f"Port {number} held {number + 20} crews without pay.", "utf-8")
    add(library, embedder, folder)
    return library


def holds_all(indexes: Indexes, library: Library) -> bool:
    keys, vectors = library.vectors()
    indexes.refresh()
    found = {key for key, _ in indexes.vectors.nearest(vectors[0], len(keys) + 5)}
    words = {int(key) for key, _ in indexes.passages.search(["crew", "victim", "boat"], 100)}
    return found == set(keys.tolist()) and words == set(keys.tolist()) and indexes.problems() == []


@pytest.mark.parametrize("steps", range(1, 8))
def test_a_rebuild_that_was_stopped_goes_on_and_ends_whole(many: Library, steps: int) -> None:
    settings = Settings(library=many.folder, exact_scan_limit=1)
    heard: list[tuple[int, int, str]] = []
    with pytest.raises(Stopped):
        Indexes(many, settings).rebuild(stop_after(steps, heard))
    again: list[tuple[int, int, str]] = []
    applied: list[set[str]] = []
    indexes = Indexes(many, settings)
    watched = sync.WordFollower.apply
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            sync.WordFollower, "apply",
            lambda self, library, deleted, added, sources: (
                applied.append(sources), watched(self, library, deleted, added, sources)
            )[1],
        )  # fmt: skip
        indexes.follow(stop_after(-1, again))
    assert again[-1][0] == again[-1][1] == many.count("passage")
    done_before = sum(1 for _, _, index in heard if index == "words")
    assert len(applied) <= max(0, 5 - done_before) + 1  # what was noted as done is not done again
    assert holds_all(indexes, many)


def test_what_changes_while_a_rebuild_lies_unfinished_is_followed(
    many: Library, embedder: Embedder, tmp_path: Path
) -> None:
    settings = Settings(library=many.folder, exact_scan_limit=1)
    for steps in (2, 5):  # once in the words, once in the vectors
        with pytest.raises(Stopped):
            Indexes(many, settings).rebuild(stop_after(steps, []))
        remove_source(many, f"port-{steps}")
        late = tmp_path / f"late-{steps}.txt"
        late.write_text(f"Boats without crews: {steps}.", "utf-8")
        add(many, embedder, late)
        assert holds_all(Indexes(many, settings), many)


def test_progress_rises_to_the_whole_in_each_index(many: Library) -> None:
    heard: list[tuple[int, int, str]] = []
    Indexes(many, Settings(library=many.folder)).rebuild(stop_after(-1, heard))
    for index in ("words", "vectors"):
        done = [d for d, _, name in heard if name == index]
        assert len(done) > 2 and done == sorted(done)
        assert done[-1] == many.count("passage") == heard[-1][1]


def test_an_older_copy_of_the_library_does_not_go_on_with_a_newer_rebuild(many: Library) -> None:
    indexes = Indexes(many, Settings(library=many.folder, exact_scan_limit=1))
    with pytest.raises(Stopped):
        indexes.rebuild(stop_after(2, []))
    note = next((many.folder / "index").rglob("unfinished-*.json"))
    note.write_text(note.read_text("utf-8").replace(f'"target": {many.generation}', '"target": 999999'), "utf-8")
    indexes.follow()
    assert holds_all(indexes, many)
    assert np.array_equal(many.passage_keys(), many.vectors()[0])
