"""Backups and exports: made while others work, checked before they are put back, and the same library afterwards."""

import json
import re
import sqlite3
import threading
import zipfile
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.index.searching import Indexes
from assistant.library.backups import MANIFEST, back_up, restore
from assistant.library.checking import check
from assistant.library.exporting import export
from assistant.library.lock import writer_lock
from assistant.library.originals import keep_upload, original_of
from assistant.library.schema import FILE
from assistant.library.store import Library
from assistant.library.writing import remove_source
from assistant.records import Kept, Records
from assistant.settings import Settings
from corpus.errors import LibraryError, UsageError
from tests.conftest import DOCUMENTS, add

QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"


def passages(library: Library) -> dict[str, list[tuple[str, str | None, str | None, str | None]]]:
    return {s: [(p.id, p.section, p.evidence, p.as_of) for p in library.passages_of(s)] for s in library.sources}


def problems(library: Library) -> list[str]:
    return check(library, Indexes(library, Settings(library=library.folder)))


def removed(library: Library, source_id: str) -> None:
    with writer_lock(library.folder):
        remove_source(library, source_id)
        Indexes(library, Settings(library=library.folder)).follow()


@pytest.fixture
def backup(library: Library, tmp_path: Path) -> Path:
    back_up(library, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_a_restored_library_is_whole_and_the_same(library: Library, backup: Path, tmp_path: Path) -> None:
    other = Settings(library=tmp_path / "other")
    restore(other, backup)
    restored = Library(other.library_folder)
    assert restored.fingerprint == library.fingerprint
    assert restored.sources == library.sources
    assert passages(restored) == passages(library)
    assert problems(restored) == []
    assert restored.meta("id") != library.meta("id")


def test_uploaded_files_and_kept_answers_are_restored_where_the_library_now_lies(
    engine: Engine, embedder: Embedder, tmp_path: Path
) -> None:
    library = engine.library
    upload = keep_upload(library, "salt.txt", b"Inspectors freed 77 workers from the salt pans of Kampot.")
    add(library, embedder, upload)
    Records(library.folder).keep(Kept(id="a", at="2031-01-01", answer=engine.ask(QUESTION)), "c", "me")
    back_up(library, tmp_path / "b.zip")
    settings = Settings(library=tmp_path / "other")
    restore(settings, tmp_path / "b.zip")
    restored = Library(settings.library_folder)
    [revision] = restored.revisions("salt")
    found = original_of(restored, "salt", revision["sha256"])
    assert found is not None and found.is_relative_to(tmp_path / "other")
    [kept] = Records(settings.library_folder).conversation("c", "me")
    assert kept.answer.citations[0].source_id == "harbour-2023"
    assert (settings.library_folder / "records.sqlite").stat().st_mode & 0o077 == 0
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0


def test_a_library_that_holds_something_is_replaced_only_by_force(
    library: Library, backup: Path, embedder: Embedder, tmp_path: Path
) -> None:
    settings = Settings(library=library.folder)
    upload = keep_upload(library, "later.txt", b"Later: 5 boats.")
    add(library, embedder, upload)
    with pytest.raises(UsageError, match="it holds 4 source"):
        restore(settings, backup)
    assert "later" in library.sources
    restore(settings, backup, force=True)
    assert len(library.sources) == len(DOCUMENTS)
    assert not upload.exists()
    assert problems(library) == []


def test_questions_are_answered_while_a_backup_is_made_and_while_it_is_put_back(engine: Engine, tmp_path: Path) -> None:
    back_up(engine.library, tmp_path / "b.zip")
    removed(engine.library, "harbour-2023")
    done, errors = threading.Event(), []

    def ask() -> None:
        while not done.is_set():
            try:
                engine.ask(QUESTION)
            except Exception as error:  # any would be a fault
                errors.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    back_up(engine.library, tmp_path / "again.zip")
    restore(engine.settings, tmp_path / "b.zip", force=True)
    done.set()
    asking.join()
    assert errors == []
    assert engine.ask(QUESTION).citations[0].source_id == "harbour-2023"
    assert problems(engine.library) == []


@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign", "exchanged", "newer", "encrypted"])
def test_a_file_that_is_no_whole_backup_changes_nothing(
    library: Library, backup: Path, tmp_path: Path, damage: str
) -> None:
    bad = tmp_path / "bad.zip"
    data = backup.read_bytes()
    if damage == "cut":
        bad.write_bytes(data[: len(data) // 2])
    elif damage == "flipped":
        middle = len(data) // 2
        bad.write_bytes(data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :])
    elif damage == "encrypted":
        bad.write_bytes(_marked_as_encrypted(data))
    else:
        with zipfile.ZipFile(backup) as old, zipfile.ZipFile(bad, "w") as new:
            manifest = json.loads(old.read(MANIFEST))
            if damage == "exchanged":
                new.writestr(MANIFEST, json.dumps(manifest | {"fingerprint": "0" * 64}))
            if damage == "newer":
                new.writestr(MANIFEST, json.dumps(manifest | {"format": 99}))
            new.writestr(FILE, old.read(FILE))
    before = library.fingerprint
    with pytest.raises(LibraryError):
        restore(Settings(library=library.folder), bad, force=True)
    assert library.fingerprint == before
    assert problems(library) == []
    assert [p.name for p in library.folder.glob(".*")] == []


@pytest.mark.parametrize("broken", ["unpacking", "putting back"])
def test_a_restore_that_fails_halfway_leaves_the_library_whole_and_nothing_of_the_backup(
    library: Library, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    other = Library(tmp_path / "other", create=True)
    add(other, embedder, keep_upload(other, "salt.txt", b"Inspectors freed 77 workers from the salt pans of Kampot."))
    back_up(other, tmp_path / "other.zip")
    upload = keep_upload(library, "later.txt", b"Later: 5 boats.")
    add(library, embedder, upload)
    before = library.fingerprint

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    failing = {"unpacking": "_check_copy", "putting back": "_make_at_home"}[broken]
    monkeypatch.setattr(f"assistant.library.backups.{failing}", full)
    with pytest.raises(LibraryError, match="No space left"):
        restore(Settings(library=library.folder), tmp_path / "other.zip", force=True)
    assert library.fingerprint == before
    assert problems(library) == []
    assert [path for path in (library.folder / "uploads").rglob("*") if path.is_file()] == [upload]
    assert [path.name for path in library.folder.glob(".*")] == []


def _marked_as_encrypted(data: bytes) -> bytes:
    """A zip file whose members say that they are: bit 0 of the flags, which follow the versions."""
    return re.sub(rb"(PK\x03\x04.{2}|PK\x01\x02.{4})\x00", lambda m: m[1] + b"\x01", data, flags=re.DOTALL)


def test_a_backup_cannot_write_outside_the_library(library: Library, backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup, "a") as archive:
        for name in ("../escaped", "uploads/../../escaped", f"uploads/{'0' * 32}/..", "/tmp/escaped"):
            archive.writestr(name, "x")
    restore(Settings(library=tmp_path / "deep" / "other"), backup)
    assert not list(tmp_path.rglob("escaped*"))


def test_nothing_is_overwritten_unasked(library: Library, backup: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="exists already"):
        back_up(library, backup)
    (tmp_path / "e.jsonl").touch()
    with pytest.raises(UsageError, match="exists already"):
        export(library, tmp_path / "e.jsonl")
    back_up(library, backup, force=True)


def test_an_export_is_read_back_to_the_same_sources_and_passages(
    library: Library, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.library.incoming.STARTER", tmp_path)
    (tmp_path / "d.md").write_text(
        "---\nid: tide-2020\ntitle: Tide\nkind: digest\npublished: '2020'\n---\n\n## Boats\n\n"
        "Tide wrote of 12 boats in 2020. (Second-hand, as of 2020.)\n"
        "<!-- facts: tide-2020-f01; evidence: second-hand; as_of: 2020 -->\n",
        "utf-8",
    )
    (tmp_path / "sheets.txt").write_text(
        "Sheet one, 3 ports.\f\fSheet two:\n\n" + "Crews came and went. " * 150, "utf-8"
    )
    add(library, embedder, tmp_path / "d.md", tmp_path / "sheets.txt")
    [written] = export(library, tmp_path / "e.jsonl")
    other = Library(tmp_path / "other", create=True)
    assert {a.outcome for a in add(other, embedder, written)} == {"added"}
    assert other.sources == library.sources
    assert passages(other) == passages(library)
    assert [other.pages(s) for s in other.sources] == [library.pages(s) for s in library.sources]
    assert problems(other) == []
    [again] = export(other, tmp_path / "again.jsonl")
    assert again.read_bytes() == written.read_bytes()


@pytest.mark.parametrize(
    "pages",
    [
        3, [{}], [{"number": 0, "start": 0, "end": 1, "passages": []}],
        [{"number": 1, "start": 0, "end": 99, "passages": []}],
        [{"number": 1, "start": 3, "end": 1, "passages": []}],
        [{"number": n, "start": 0, "end": 1, "passages": []} for n in (2, 1)],
        [{"number": 1, "start": 0, "end": 4, "passages": [{"start": 2, "end": 9}]}],
        [{"number": 1, "start": 0, "end": 4, "passages": [{"start": 0, "end": 4, "as_of": "2022-04-31"}]}],
    ],
)  # fmt: skip
def test_pages_that_do_not_fit_their_text_are_damaged(
    library: Library, embedder: Embedder, tmp_path: Path, pages: object
) -> None:
    (tmp_path / "bad.jsonl").write_text(json.dumps({"doc_id": "bad", "text": "Salt pans.", "pages": pages}), "utf-8")
    [added] = add(library, embedder, tmp_path / "bad.jsonl")
    assert (added.outcome, added.source_id) == ("damaged", None)


LIBRARIES = Path(__file__).parent / "libraries"


@pytest.mark.parametrize("dump", sorted(LIBRARIES.glob("*.sql")), ids=lambda path: path.stem)
def test_a_library_of_every_released_version_opens_and_answers(dump: Path, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as db:
        db.executescript(dump.read_text("utf-8"))
    db.close()
    engine = Engine(Settings(library=tmp_path))
    answer = engine.ask("How many trafficking victims did Quay Watch count in Cambodia in 2020?")
    assert "431" in answer.claims[0].text
    assert answer.citations[0].source_id == "quay-2021"
    assert problems(engine.library) == []
    older = dump.stem != "schema-3"
    assert (tmp_path / f"library-{dump.stem}.sqlite").exists() == older


def test_a_backup_is_restored_over_an_older_library(library: Library, backup: Path) -> None:
    library.connection.execute("DROP TABLE fetched")
    library.connection.execute("PRAGMA user_version = 2")
    library.close()
    restore(Settings(library=library.folder), backup, force=True)
    assert len(Library(library.folder).sources) == len(DOCUMENTS)
    assert not [*library.folder.glob("library-schema-*")]


def test_every_schema_version_has_its_library() -> None:
    from assistant.library.schema import SCHEMA_VERSION

    assert {path.stem for path in LIBRARIES.glob("*.sql")} == {f"schema-{n}" for n in range(1, SCHEMA_VERSION + 1)}
