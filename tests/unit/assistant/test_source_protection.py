"""What docs/source-protection.md says of what is stored where, and what is not."""

from pathlib import Path

from assistant.embedding import Embedder
from assistant.engine import Engine
from assistant.index.searching import Indexes
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
