"""Short documents are embedded together, and come out as they would one by one."""

from pathlib import Path

import numpy as np
import pytest

from assistant.encoders.embedding import Embedder
from assistant.library import embedding_ahead
from assistant.library.importing import files_under
from assistant.library.incoming import Added
from assistant.library.store import Library
from tests.conftest import add


def texts(folder: Path) -> Path:
    folder.mkdir()
    for number in range(6):
        (folder / f"d{number}.txt").write_text(f"Harbour {number} saw {number + 3} boats. " * (1 + number), "utf-8")
    (folder / "empty.txt").write_text("", "utf-8")
    (folder / "twin.txt").write_text((folder / "d2.txt").read_text("utf-8"), "utf-8")
    return folder


@pytest.fixture(scope="module")
def one_by_one(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> tuple[Path, list[Added], Library]:
    folder = texts(tmp_path_factory.mktemp("files") / "texts")
    alone = Library(tmp_path_factory.mktemp("alone"), create=True)
    return folder, [add(alone, embedder, file)[0] for file in files_under([folder])], alone


@pytest.mark.parametrize("together", [1, 150, 1_000_000])
def test_outcomes_order_and_vectors_do_not_depend_on_what_is_embedded_together(
    tmp_path: Path,
    one_by_one: tuple[Path, list[Added], Library],
    embedder: Embedder,
    monkeypatch: pytest.MonkeyPatch,
    together: int,
) -> None:
    folder, expected, alone = one_by_one
    monkeypatch.setattr(embedding_ahead, "TOGETHER", together)
    library = Library(tmp_path / "library", create=True)
    added = add(library, embedder, folder)
    assert [a.outcome for a in added] == [a.outcome for a in expected]
    assert [Path(a.path).name for a in added] == [file.name for file in files_under([folder])]
    for source in alone.sources:
        (_, ours), (_, theirs) = (each.vectors(each.passage_keys([source]).tolist()) for each in (library, alone))
        assert np.allclose(ours, theirs, atol=1e-5)


def test_what_the_library_holds_is_not_embedded_again(
    tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = texts(tmp_path / "texts")
    library = Library(tmp_path / "library", create=True)
    add(library, embedder, folder)
    monkeypatch.setattr(embedding_ahead, "embedded_together", pytest.fail)
    assert {a.outcome for a in add(library, embedder, folder)} == {"unchanged", "duplicate", "empty"}
