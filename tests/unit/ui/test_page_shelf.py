"""Changing the library from the page."""

from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.library.incoming import Added
from assistant.library.lock import writer_lock
from assistant.library.originals import UPLOADS
from assistant.library.store import Library
from assistant.settings import Settings
from corpus.errors import LibraryError, UsageError
from ui import shelf as shelves
from ui.adding import progress
from ui.editing import FIELDS, fields_of, values_of
from ui.shelf import Shelf

ZEMBLA = "In Zembla the coast guard freed 77 fishermen in June 2024."


@pytest.fixture
def shelf(library: Library) -> Shelf:
    return Shelf(library, Settings(library=library.folder))


def upload(folder: Path, name: str, content: bytes) -> Path:
    path = folder / "sent" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def test_what_is_uploaded_can_be_asked_about_at_once(engine: Engine, tmp_path: Path) -> None:
    shelf = Shelf(engine.library, engine.settings)
    question = "How many fishermen did the coast guard of Zembla free?"
    assert not any("77" in c.text for c in engine.ask(question).claims)
    file = upload(tmp_path, "zembla report.txt", ZEMBLA.encode())
    [added] = shelf.add([file])
    assert added.outcome == "added"
    assert not file.exists(), "no second copy is left lying about"
    assert "77" in engine.ask(question).claims[0].text


def test_each_file_has_one_outcome_and_a_bad_one_leaves_nothing_behind(shelf: Shelf, tmp_path: Path) -> None:
    files = [
        upload(tmp_path, "a.txt", ZEMBLA.encode()),
        upload(tmp_path, "broken.pdf", b"%PDF-1.7 nothing"),
        upload(tmp_path, "again.txt", ZEMBLA.encode()),
        upload(tmp_path, "empty.txt", b""),
    ]
    assert [a.outcome for a in shelf.add(files)] == ["added", "damaged", "duplicate", "empty"]
    kept = [p.name for p in (shelf.library.folder / UPLOADS).rglob("*") if p.is_file()]
    assert kept == ["a.txt"]


def test_progress_tells_outcomes_as_they_come_and_escapes_names(shelf: Shelf, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)>.txt"
    files = [upload(tmp_path, name, ZEMBLA.encode()), upload(tmp_path, "none.xyz", b"x")]
    found: list[object] = []
    pages = list(progress(shelf, files, [], found))  # type: ignore[arg-type]
    assert "Reading 2 files" in pages[0]
    assert "1 document so far" in pages[1]
    assert "Done: 1 document in the library, 1 not." in pages[-1]
    assert "No reader for this kind of file" in pages[-1]
    assert "<img" not in pages[-1]
    assert "&lt;img src=x" in pages[-1]


def test_without_files_the_page_asks_for_some(shelf: Shelf) -> None:
    [said] = progress(shelf, [], [], [])
    assert "Choose files or enter addresses" in said


def test_another_writer_is_named_and_nothing_is_lost(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "PATIENCE", 0.1)
    file = upload(tmp_path, "a.txt", ZEMBLA.encode())
    with writer_lock(shelf.library.folder):
        assert "is writing to it" in list(progress(shelf, [file], [], []))[-1]
        with pytest.raises(LibraryError):
            shelf.remove("harbour-2021")
    assert file.exists()
    assert "harbour-2021" in shelf.library.sources


def test_removing_takes_a_source_out_of_the_answers(engine: Engine) -> None:
    Shelf(engine.library, engine.settings).remove("harbour-2023")
    answer = engine.ask("How many trafficking victims did Harbour Watch count in Cambodia in 2022?")
    assert all(c.source_id != "harbour-2023" for c in answer.citations)


def test_editing_changes_what_answers_and_filters_say(engine: Engine) -> None:
    shelf = Shelf(engine.library, engine.settings)
    source = engine.library.source("harbour-2023")
    values = dict(zip(FIELDS, values_of(source), strict=True))
    assert values["countries"] == "Cambodia"
    values |= {"publisher_type": "ngo", "published": "2024-02", "countries": "Cambodia\nLaos\n", "language": "en"}
    shelf.edit("harbour-2023", fields_of(tuple(values.values())))
    changed = engine.library.source("harbour-2023")
    assert (changed.publisher_type, changed.published, changed.countries) == ("ngo", "2024-02", ("KH", "LA"))
    assert changed.title == source.title
    asked = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"
    answer = engine.ask(asked, filters={"language": ["en"]})
    assert answer.citations[0].published == "2024-02"
    assert [n.code for n in answer.notices if n.code == "unknown_language"] == ["unknown_language"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("published", "last year"), ("countries", "Atlantis"), ("title", ""), ("publisher_type", "press")],
)
def test_what_cannot_be_used_is_refused_and_changes_nothing(shelf: Shelf, field: str, value: str) -> None:
    source = shelf.library.source("harbour-2023")
    values = dict(zip(FIELDS, values_of(source), strict=True)) | {field: value}
    with pytest.raises(UsageError):
        shelf.edit("harbour-2023", fields_of(tuple(values.values())))
    assert shelf.library.source("harbour-2023") == source


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/report.pdf", "file:///etc/passwd", "ftp://un.example/r.pdf"])
def test_an_address_that_may_not_be_asked_for_has_its_outcome_too(shelf: Shelf, address: str) -> None:
    found: list[Added] = []
    pages = list(progress(shelf, [], [address], found))
    assert [a.outcome for a in found] == ["failed"]
    assert "Done: 0 documents in the library, 1 not." in pages[-1]
    assert address.rsplit("/", 1)[-1] in pages[-1]
