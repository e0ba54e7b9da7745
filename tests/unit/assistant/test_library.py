"""The library: one outcome a document, identity from content, nothing lost."""

import json
import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from assistant.encoders.embedding import Embedder
from assistant.index.searching import Indexes
from assistant.library.checking import check
from assistant.library.importing import files_under
from assistant.library.lock import writer_lock
from assistant.library.store import Library
from assistant.library.writing import remove_source
from assistant.settings import Settings
from corpus.errors import LibraryError, UsageError
from tests.conftest import DOCUMENTS, add


def outcomes(library: Library, embedder: Embedder, *paths: Path) -> list[str]:
    return [a.outcome for a in add(library, embedder, *paths)]


def test_adding_again_changes_nothing(library: Library, documents: Path, embedder: Embedder) -> None:
    before = library.fingerprint, library.count("passage")
    assert outcomes(library, embedder, documents) == ["unchanged"] * len(DOCUMENTS)
    assert (library.fingerprint, library.count("passage")) == before


def test_a_changed_document_becomes_a_newer_revision_and_the_older_stays_readable(
    library: Library, tmp_path: Path, embedder: Embedder
) -> None:
    old = library.page("harbour-2021", 1)
    assert old is not None
    changed = tmp_path / "changed.jsonl"
    changed.write_text(json.dumps({**DOCUMENTS[0], "text": "Harbour Watch corrected its count to 413."}), "utf-8")
    assert outcomes(library, embedder, changed) == ["replaced"]
    assert [p.text for p in library.passages_of("harbour-2021")] == ["Harbour Watch corrected its count to 413."]
    kept = library.page("harbour-2021", 1, old.source_sha256)
    assert kept is not None
    assert (kept.page.text, kept.newest) == (old.page.text, False)


def test_the_same_bytes_under_another_name_are_a_duplicate_of_the_first(
    library: Library, tmp_path: Path, embedder: Embedder
) -> None:
    (tmp_path / "a.txt").write_text("Salt pans of Kampot.", "utf-8")
    (tmp_path / "b.txt").write_text("Salt pans of Kampot.", "utf-8")
    added = add(library, embedder, tmp_path / "a.txt", tmp_path / "b.txt")
    assert [a.outcome for a in added] == ["added", "duplicate"]
    assert added[1].source_id == added[0].source_id == "a"


@pytest.mark.parametrize(
    ("name", "data", "outcome"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n ", "empty"),
        ("broken.pdf", b"%PDF-1.7\nnothing more", "damaged"),
        ("binary.txt", bytes(range(256)) * 4, "damaged"),
        ("film.mp4", b"\0\0\0\x18ftyp", "unsupported"),
        ("lines.jsonl", b"not json\n", "damaged"),
        ("list.jsonl", b"[1, 2]\n", "damaged"),
        ("textless.jsonl", b'{"title": "no text"}\n', "empty"),
        ("number.jsonl", b'{"text": {"a": 1}}\n', "damaged"),
        ("nothing.jsonl", b"\n\n", "empty"),
    ],
)
def test_a_bad_file_has_one_outcome_and_does_not_stop_the_rest(
    library: Library, tmp_path: Path, embedder: Embedder, name: str, data: bytes, outcome: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "zz-good.txt").write_text("A good file.", "utf-8")
    assert outcomes(library, embedder, tmp_path / name, tmp_path / "zz-good.txt") == [outcome, "added"]
    logged = library.connection.execute("SELECT outcome FROM import_log ORDER BY key DESC LIMIT 2").fetchall()
    assert logged == [("added",), (outcome,)]


def test_a_missing_path_and_an_empty_folder_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "hollow").mkdir()
    for path in (tmp_path / "hollow", tmp_path / "nowhere"):
        with pytest.raises(UsageError):
            files_under([path])


def test_a_link_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Secret.", "utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "good.txt").write_text("Good.", "utf-8")
    (tmp_path / "folder" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert files_under([tmp_path / "folder"]) == [tmp_path / "folder" / "good.txt"]


def test_a_scan_is_added_with_how_sure_its_words_are(library: Library, tmp_path: Path, embedder: Embedder) -> None:
    image = Image.new("RGB", (1200, 300), "white")
    drawn = "Forty-one workers were freed in 2023."
    ImageDraw.Draw(image).text((60, 110), drawn, fill="black", font=ImageFont.load_default(48))
    image.save(tmp_path / "scan.png")
    [added] = add(library, embedder, tmp_path / "scan.png")
    assert added.ocr and re.fullmatch(
        r"read by OCR with a mean confidence of (0\.9\d*|1\.0) \(of 1\)", added.detail or ""
    )
    [(logged,)] = library.connection.execute("SELECT detail FROM import_log ORDER BY key DESC LIMIT 1")
    assert logged == added.detail


def test_every_file_of_a_folder_has_an_outcome_but_what_describes_another(
    library: Library, tmp_path: Path, embedder: Embedder
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "report.txt").write_text("A report of the pier.", "utf-8")
    (folder / "report.yaml").write_text("publisher: Pier Watch", "utf-8")
    (folder / "slides.pptx").write_bytes(b"PK")
    (folder / "stray.yaml").write_text("publisher: Nobody", "utf-8")
    files = files_under([folder])
    assert [file.name for file in files] == ["report.txt", "slides.pptx", "stray.yaml"]
    assert outcomes(library, embedder, *files) == ["added", "unsupported", "unsupported"]


def test_the_same_words_have_the_same_ids_in_another_library(
    library: Library, tmp_path: Path, documents: Path, embedder: Embedder
) -> None:
    other = Library(tmp_path / "other", create=True)
    add(other, embedder, documents)
    assert other.fingerprint == library.fingerprint
    ids = [[p.id for s in lib.sources for p in lib.passages_of(s)] for lib in (library, other)]
    assert ids[0] == ids[1]


def test_any_unicode_is_an_id(library: Library) -> None:
    source = library.source("រដ្ឋ-១")
    assert source.publisher == "Mekong Bureau, Ltd."
    assert source.countries == ("LA",)
    assert source.published is None


def test_a_removed_source_leaves_nothing_behind(library: Library) -> None:
    with writer_lock(library.folder):
        remove_source(library, "harbour-2021")
        Indexes(library, Settings(library=library.folder)).follow()
    assert library.page("harbour-2021", 1) is None
    text = library.connection.execute("SELECT group_concat(text) FROM page").fetchone()[0]
    assert "412" not in text
    assert check(library, Indexes(library, Settings(library=library.folder))) == []


def test_check_finds_a_page_that_was_tampered_with(library: Library) -> None:
    library.connection.execute("UPDATE page SET text = replace(text, '412', '413')")
    problems = check(library, Indexes(library, Settings(library=library.folder)))
    assert any("has changed since it was stored" in p for p in problems)


def test_check_finds_an_index_that_lacks_a_passage_and_rebuilding_mends_it(library: Library) -> None:
    settings = Settings(library=library.folder)
    indexes = Indexes(library, settings)
    indexes.passages.delete([str(library.passage_keys()[0])])
    indexes.passages.commit()
    assert indexes.problems() != []
    indexes.rebuild()
    assert Indexes(library, settings).problems() == []


def test_a_newer_library_is_refused(library: Library) -> None:
    library.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryError, match="newer version"):
        Library(library.folder)


def test_a_file_that_is_no_library_is_refused(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_bytes(b"no database" * 500)
    with pytest.raises(LibraryError):
        Library(tmp_path)


def test_a_file_cannot_take_the_place_of_a_source_by_calling_itself_so(
    library: Library, tmp_path: Path, embedder: Embedder
) -> None:
    note, before = tmp_path / "note.md", library.pages("harbour-2021")
    note.write_text("---\nid: harbour-2021\nkind: digest\n---\n\nNobody was counted.", "utf-8")
    (refused,) = add(library, embedder, note)
    assert refused.outcome == "failed" and "harbour-2021" in (refused.detail or "")
    assert library.pages("harbour-2021") == before
    for words, outcome in (("Nobody", "added"), ("Somebody", "replaced")):
        note.write_text(f"---\nid: pier-1\nkind: digest\n---\n\n{words} was counted.", "utf-8")
        assert outcomes(library, embedder, note) == [outcome]
    assert library.source("pier-1").kind == "upload"


def test_a_digest_paragraph_keeps_its_evidence_and_loses_its_comment(
    library: Library, tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.library.incoming.STARTER", tmp_path)
    (tmp_path / "d.md").write_text(
        "---\nid: tide-2020\ntitle: Tide\nkind: digest\npublished: '2020'\n---\n\n## Boats\n\n"
        "Tide wrote of 12 boats in 2020. (Second-hand, as of 2020.)\n"
        "<!-- facts: tide-2020-f01; evidence: second-hand; as_of: 2020 -->\n",
        "utf-8",
    )
    assert outcomes(library, embedder, tmp_path / "d.md") == ["added"]
    (passage,) = library.passages_of("tide-2020")
    assert passage.text == "Tide wrote of 12 boats in 2020. (Second-hand, as of 2020.)"
    assert (passage.section, passage.evidence, passage.as_of) == ("Boats", "second-hand", "2020")
    assert passage.source.kind == "digest"
