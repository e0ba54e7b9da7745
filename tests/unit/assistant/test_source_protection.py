"""What docs/source-protection.md says of what is stored where, and what is not."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.index.chroma import EMBEDDED, ChromaVectors
from assistant.index.searching import Indexes
from assistant.library.backups import back_up, restore
from assistant.library.lock import writer_lock
from assistant.library.originals import keep_upload
from assistant.library.store import Library
from assistant.library.writing import remove_source
from assistant.settings import Settings
from tests.conftest import add

SECRET = "Chenda of Pier Nine counted 4471 crates"


def files_with(folder: Path, words: str) -> list[str]:
    found = [path for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]
    return [path.relative_to(folder).as_posix() for path in found]


def test_the_library_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    Library(tmp_path / "new" / "library", create=True).close()
    assert (tmp_path / "new" / "library").stat().st_mode & 0o077 == 0


def test_a_question_is_written_nowhere(engine: Engine, tmp_path: Path) -> None:
    engine.ask(f"Did {SECRET}?")
    engine.ask("And in 2021?", history=())
    assert files_with(tmp_path, "Pier Nine") == []


def test_what_is_removed_is_overwritten(library: Library, embedder: Embedder) -> None:
    upload = keep_upload(library, "pier.txt", f"{SECRET}. ".encode() * 200)
    add(library, embedder, upload)
    assert "library.sqlite" in "".join(files_with(library.folder, SECRET))
    with writer_lock(library.folder):
        remove_source(library, "pier")
        Indexes(library, Settings(library=library.folder)).follow()
    assert files_with(library.folder, SECRET) == []
    assert files_with(library.folder, "pier.txt") == []
    assert not upload.exists()


def test_what_is_removed_stays_in_no_copy_of_an_older_library(library: Library) -> None:
    library.connection.execute("PRAGMA user_version = 2")
    library.connection.execute("DROP TABLE fetched")
    library.close()
    library = Library(library.folder)
    copy = library.folder / "library-schema-2.sqlite"
    assert copy.stat().st_mode & 0o077 == 0
    with writer_lock(library.folder):
        remove_source(library, "harbour-2021")
    assert files_with(library.folder, "Harbour Watch annual report 2021") == []


def test_what_a_restored_backup_replaces_stays_nowhere(library: Library, embedder: Embedder, tmp_path: Path) -> None:
    settings = Settings(library=library.folder)
    back_up(library, tmp_path / "backup.zip")
    upload = keep_upload(library, "pier.txt", f"{SECRET}. ".encode() * 200)
    add(library, embedder, upload)
    (library.folder / ".restoring-killed").mkdir()
    (library.folder / ".restoring-killed" / "library.sqlite").write_text(SECRET)
    with closing(Library(library.folder)) as serving:
        assert "pier" in serving.sources
        restore(settings, tmp_path / "backup.zip", force=True)
        assert "pier" not in serving.sources
        assert files_with(library.folder, SECRET) == []
        assert not upload.parent.exists()


@pytest.mark.parametrize("name", ["length.bin", "data_level0.bin"])
def test_what_lay_in_memory_when_a_vector_index_was_made_is_wiped_from_its_file(tmp_path: Path, name: str) -> None:
    vectors = np.eye(3, 384, dtype=np.float32)
    index = ChromaVectors(tmp_path, EMBEDDED, "passages-test")
    index.add([1, 2, 3], vectors)
    (slots,) = tmp_path.glob(f"*/{name}")
    size = slots.stat().st_size
    slots.write_bytes(SECRET.encode().ljust(size, b"."))  # as Chroma leaves it where memory was not empty
    index.delete([3])
    assert slots.read_bytes() == bytes(size)
    index.reopen()
    assert [key for key, _ in index.nearest(vectors[1], 2)] == [2, 1]


def test_wiping_leaves_the_slots_of_elements(tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).normal(size=(1_500, 384)).astype(np.float32)
    index = ChromaVectors(tmp_path, EMBEDDED, "passages-test")
    index.add(range(1_500), vectors)
    (lengths,) = tmp_path.glob("*/length.bin")
    norms = np.frombuffer(lengths.read_bytes(), np.float32)
    assert len(norms) >= 1_000
    assert np.all(norms > 0)
    index.reopen()
    assert all(index.nearest(vectors[key], 1)[0][0] == key for key in range(0, 1_500, 50))
