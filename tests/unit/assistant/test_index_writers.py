"""A change of the word indexes that fails half-way leaves no lock behind."""

import json
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.index.searching import Indexes
from assistant.library.importing import add_files
from assistant.library.lock import writer_lock
from assistant.library.store import Library
from assistant.settings import Settings
from corpus.errors import LibraryError


def test_a_failed_change_keeps_no_other_writer_out(
    library: Library, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(library=library.folder)
    failing, other = Indexes(library, settings), Indexes(library, settings)
    (tmp_path / "new.jsonl").write_text(json.dumps({"doc_id": "new", "text": "Salt pans of Kampot."}), "utf-8")

    def full(*_: object) -> None:
        raise LibraryError(what="Cannot write", why="the disk is full", fix="Free it")

    monkeypatch.setattr(failing.documents, "delete_sources", full)
    monkeypatch.setattr(failing.documents, "clear", full)
    with writer_lock(library.folder):
        list(add_files(library, [tmp_path / "new.jsonl"], embedder, 180))
        with pytest.raises(LibraryError, match="the disk is full"):
            failing.follow()
        other.passages.add([])  # opens a writer, which it cannot where another holds the lock
        other.pages.add([])
