"""What is known of a source: sidecar files, edits, editions, copies; and older libraries brought up."""

import json
import sqlite3
from pathlib import Path

import pytest

from assistant.citations import cite
from assistant.encoders.embedding import Embedder
from assistant.library.describing import read_sidecar
from assistant.library.schema import FILE, SCHEMA_VERSION
from assistant.library.store import Library
from corpus.errors import UsageError
from tests.conftest import add
from tests.unit.corpus.test_sameness import STORY


def jsonl(path: Path, *documents: dict[str, str]) -> Path:
    path.write_text("\n".join(json.dumps(d, ensure_ascii=False) for d in documents), "utf-8")
    return path


def test_ten_copies_of_a_story_are_one_group_and_citations_name_it(
    library: Library, tmp_path: Path, embedder: Embedder
) -> None:
    papers = [{"doc_id": f"paper-{n}", "title": f"Paper {n}", "text": f"{STORY} Edition {n}."} for n in "abcdefghij"]
    added = add(library, embedder, jsonl(tmp_path / "wire.jsonl", *papers))
    assert added[-1].detail and added[-1].detail.startswith("nearly the same text as paper-a")
    others = tuple(f"paper-{n}" for n in "bcdefghij")
    assert library.copies_of("paper-a") == others
    assert library.described("paper-a")["copies"] == others
    assert library.copies_of("harbour-2021") == ()
    passage = library.passages_of("paper-a")[0]
    assert cite(library, passage, passage.start, passage.end, 1).copies == others


def test_a_copy_that_changes_leaves_its_group(library: Library, tmp_path: Path, embedder: Embedder) -> None:
    path = jsonl(tmp_path / "w.jsonl", {"doc_id": "one", "text": STORY}, {"doc_id": "two", "text": f"{STORY} End."})
    add(library, embedder, path)
    assert library.copies_of("one") == ("two",)
    add(library, embedder, jsonl(path, {"doc_id": "two", "text": "Something else was written in its place."}))
    assert library.copies_of("one") == library.copies_of("two") == ()


def test_editions_of_a_series_supersede_and_are_no_copies(library: Library, tmp_path: Path, embedder: Embedder) -> None:
    reports = [
        {"doc_id": f"r{year}", "title": f"Port Report {year}", "publisher": "Port Watch", "published": str(year),
         "text": STORY}
        for year in (2029, 2031, 2030)
    ]  # fmt: skip
    add(library, embedder, jsonl(tmp_path / "r.jsonl", *reports))
    assert [library.superseded_by(f"r{year}") for year in (2029, 2030, 2031)] == ["r2031", "r2031", None]
    assert library.copies_of("r2029") == ()


def test_a_revision_replaces_and_a_corrigendum_amends(library: Library, tmp_path: Path, embedder: Embedder) -> None:
    files = {"first": "S/2031/85", "revised": "S/2031/85/Rev.1", "corrected": "S/2031/85/Corr.1", "other": "S/2031/86"}
    for name, symbol in files.items():
        text = (
            f"United Nations {symbol}\n\nSecurity Council Distr.: General\n\n3 May 2031\n\nThe report of {name} ports."
        )
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    add(library, embedder, *(tmp_path / f"{name}.txt" for name in files))
    assert library.source("first").symbols == ("S/2031/85",)
    assert library.source("corrected").edition_of == "S/2031/85"
    assert library.superseded_by("first") == "revised"
    assert library.superseded_by("corrected") is library.superseded_by("other") is None
    assert library.amended_by("first") == library.amended_by("revised") == ("corrected",)


def test_a_sidecar_file_describes_its_document_and_a_change_of_it_is_taken_up(
    library: Library, tmp_path: Path, embedder: Embedder
) -> None:
    report, sidecar = tmp_path / "report.txt", tmp_path / "report.txt.yaml"
    report.write_text("Forty ports were searched.", "utf-8")
    sidecar.write_text("id: ports\ntitle: Ports\npublished: 2031\ncountries: [Cambodia, LA]\n", "utf-8")
    assert [a.outcome for a in add(library, embedder, report)] == ["added"]
    source = library.source("ports")
    assert (source.title, source.published, source.countries) == ("Ports", "2031", ("KH", "LA"))
    sidecar.write_text("id: ports\ntitle: Ports\npublished: 2032\n", "utf-8")
    assert [a.outcome for a in add(library, embedder, report)] == ["replaced"]
    assert library.source("ports").published == "2032"
    assert [a.outcome for a in add(library, embedder, report)] == ["unchanged"]


@pytest.mark.parametrize("line", ["colour: red", "published: soon", "countries: [Atlantis]", "- a list", "title: ''"])
def test_a_sidecar_file_that_cannot_be_used_fails_its_document_and_says_why(
    library: Library, tmp_path: Path, embedder: Embedder, line: str
) -> None:
    (tmp_path / "report.txt").write_text("Forty ports were searched.", "utf-8")
    (tmp_path / "report.yaml").write_text(line, "utf-8")
    [added] = add(library, embedder, tmp_path / "report.txt")
    assert added.outcome == "failed" and added.detail and "report.yaml" in added.detail


def test_norway_in_a_sidecar_file_is_no_false_and_aliases_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.yaml"
    path.write_text("countries: [NO, SE]\npublisher:\n", "utf-8")
    assert read_sidecar(path) == {"countries": ("NO", "SE"), "publisher": None}
    path.write_text("topics: &x [a]\ncountries: *x\n", "utf-8")
    with pytest.raises(UsageError, match="aliases"):
        read_sidecar(path)


def test_a_library_of_an_older_version_is_brought_up_after_a_backup(library: Library, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    first = sqlite3.connect(old / FILE)
    library.connection.backup(first)
    first.executescript(
        """DROP INDEX source_by_copy_group; DROP TABLE edit; DROP TABLE fetched; ALTER TABLE source DROP COLUMN symbols;
           ALTER TABLE source DROP COLUMN sketch; ALTER TABLE source DROP COLUMN copy_group; PRAGMA user_version = 1;"""
    )
    first.close()
    opened = Library(old)
    assert opened.sources == library.sources and opened.fingerprint == library.fingerprint
    assert opened.connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    backup = sqlite3.connect(old / "library-schema-1.sqlite")
    assert backup.execute("SELECT count(*) FROM source").fetchone() == (len(library.sources),)
    assert backup.execute("PRAGMA user_version").fetchone() == (1,)
