"""Two processes on one library: one writes at a time, and a reader sees what another has written before it answers."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.index.searching import Indexes
from assistant.library.lock import writer_lock
from assistant.library.store import Library
from assistant.settings import Settings


def run(library: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant", "--library", str(library), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def new_document(folder: Path) -> Path:
    path = folder / "new.jsonl"
    record = {
        "doc_id": "new",
        "title": "Salt report",
        "text": "Inspectors freed 77 workers from the salt pans of Kampot.",
    }
    path.write_text(json.dumps(record), "utf-8")
    return path


def test_a_second_writer_is_refused_and_told_who_writes(library: Library, tmp_path: Path) -> None:
    with writer_lock(library.folder):
        done = run(library.folder, "library", "add", str(new_document(tmp_path)))
    assert done.returncode == 1
    assert "is writing to it" in done.stderr
    assert "new" not in library.sources


def test_an_open_reader_answers_from_what_another_process_added(engine: Engine, tmp_path: Path) -> None:
    question = "How many workers were freed from the salt pans of Kampot?"
    before = engine.ask(question)
    assert "new" not in {c.source_id for c in before.citations}
    assert run(engine.library.folder, "library", "add", str(new_document(tmp_path))).returncode == 0
    after = engine.ask(question)
    assert after.citations[0].source_id == "new"


def test_an_open_chroma_reader_sees_what_another_process_added(
    library: Library, embedder: Embedder, tmp_path: Path
) -> None:
    indexes = Indexes(library, Settings(library=library.folder, exact_scan_limit=1))
    query = embedder.embed_query("salt pans of Kampot")
    assert len(indexes.nearest(query, 10, None)) == library.count("passage")
    assert run(library.folder, "library", "add", str(new_document(tmp_path))).returncode == 0
    assert indexes.refresh()
    (key, _), *_ = indexes.nearest(query, 10, None)
    assert library.passages([key])[key].source.id == "new"


def test_a_reader_mends_what_a_killed_writer_left_behind(library: Library, embedder: Embedder, tmp_path: Path) -> None:
    from assistant.library.importing import add_files

    with writer_lock(library.folder):
        list(add_files(library, [new_document(tmp_path)], embedder, 180))  # and killed before the indexes followed
    engine = Engine(Settings(library=library.folder), Library(library.folder))
    answer = engine.ask("How many workers were freed from the salt pans of Kampot?")
    assert answer.citations[0].source_id == "new"
    assert Indexes(library, engine.settings).problems() == []


def test_vectors_survive_the_round_trip(library: Library, embedder: Embedder) -> None:
    keys, vectors = library.vectors()
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert len(keys) == library.count("passage")
