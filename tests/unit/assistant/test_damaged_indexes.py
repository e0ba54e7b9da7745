"""Index files that are gone or damaged: the answer is right all the same, and the index is whole afterwards."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.index.searching import Indexes
from assistant.library.checking import check
from assistant.library.lock import writer_lock
from assistant.library.store import Library
from assistant.settings import Settings
from corpus.errors import LibraryError

QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"


def gone(index: Path) -> None:
    shutil.rmtree(index)


def words_gone(index: Path) -> None:
    shutil.rmtree(index / "words" / "passages")


def words_emptied(index: Path) -> None:
    for path in (index / "words").rglob("meta.json"):
        path.write_text("{", "utf-8")


def segments_gone(index: Path) -> None:
    for path in (index / "words").rglob("*.idx"):
        path.unlink()


def segments_cut(index: Path) -> None:
    for path in (index / "words").rglob("*.store"):
        head = path.read_bytes()[:10]
        path.unlink()
        path.write_bytes(head)


def chroma_gone(index: Path) -> None:
    shutil.rmtree(index / "chroma")


def chroma_overwritten(index: Path) -> None:
    (index / "chroma" / "chroma.sqlite3").write_bytes(b"garbage" * 1000)


DAMAGES = [gone, words_gone, words_emptied, segments_gone, segments_cut, chroma_gone, chroma_overwritten]
Damage = Callable[[Path], None]


def settings_of(library: Library) -> Settings:
    return Settings(library=library.folder, exact_scan_limit=1)  # so that Chroma is asked


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("already_open", [True, False])
def test_a_damaged_index_is_made_again_before_it_answers(library: Library, damage: Damage, already_open: bool) -> None:
    engine = Engine(settings_of(library), library)
    before = engine.ask(QUESTION) if already_open else None
    damage(library.folder / "index")
    if not already_open:
        engine = Engine(settings_of(library), Library(library.folder))
    answer = engine.ask(QUESTION)
    assert [c.source_id for c in answer.citations][:1] == ["harbour-2023"]
    assert before is None or answer.claims == before.claims
    with writer_lock(library.folder):
        Indexes(library, settings_of(library)).follow()
    assert check(library, Indexes(library, settings_of(library))) == []


def test_a_damaged_index_that_cannot_be_mended_now_is_an_error_and_no_refusal(library: Library) -> None:
    gone(library.folder / "index")
    engine = Engine(settings_of(library), Library(library.folder))
    with writer_lock(library.folder), pytest.raises(LibraryError, match="is writing to it"):
        engine.ask(QUESTION)
    assert engine.ask(QUESTION).status == "answered"
