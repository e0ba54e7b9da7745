"""Retrieval puts the right edition, part and page first, and does not say one thing eight times."""

from hashlib import sha256
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.filters import Filters
from assistant.finding import build_parts
from assistant.index.searching import Indexes
from assistant.library.copies import CopyFinder
from assistant.library.embedded_by import require_model
from assistant.library.lock import writer_lock
from assistant.library.store import Library
from assistant.library.writing import NewRevision, embedded, store_revision
from assistant.questions.question import read_question
from assistant.retrieval import Hit, Retriever, Weights, varied
from assistant.settings import Settings
from corpus.model import Document, Page, Source
from tests.unit.assistant import sentences

PAGES = (
    "Lantern Coast study\n\nWritten by Imani Oduya. Write to desk@lantern.example.",
    "Contents\n\nIntroduction ........ 3\n\nFishing crews ........ 4",
    "The study followed recruiters along the Lantern Coast for a year.",
    "Fishing crews paid recruiters a fee of 240 dollars on average. Fishing crews borrowed the fee.",
    "Annex. How the fee of fishing crews was counted.",
)


@pytest.fixture
def report(tmp_path: Path, embedder: Embedder) -> Library:
    """One report of several pages, and its earlier edition of one."""
    library = Library(tmp_path / "report", create=True)
    require_model(library, embedder)
    with writer_lock(library.folder):
        for year, texts in (("2024", PAGES), ("2019", PAGES[3:4])):
            source = Source(id=f"lantern-{year}", title="Lantern Coast study", published=f"{year}-05-02")
            pages = tuple(Page(number=n, text=text) for n, text in enumerate(texts, start=1))
            digest = sha256(year.encode()).hexdigest()
            new = NewRevision(source=source, sha256=digest, origin=None, document=Document(pages=pages))
            parts = embedded(source, new.document, embedder, 180)
            store_revision(library, new, parts, CopyFinder(library.connection))
        Indexes(library, Settings(library=library.folder)).follow()
    return library


def hits(library: Library, text: str, weights: Weights | None = None, filters: Filters | None = None) -> list[Hit]:
    parts = build_parts(Settings(library=library.folder), library, None)
    parts.indexes.refresh()
    retriever = Retriever(library, parts.indexes, parts.embedder, weights)
    question = read_question(text)
    return retriever.retrieve(question, retriever.embed(question), filters or Filters(), 8)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("What fee did fishing crews pay in 2024?", 4),
        ("What is the e-mail address of the authors?", 1),
        ("How many chapters does the study have?", 2),
        ("What stands on page 3 of the study?", 3),
    ],
)
def test_the_page_asked_for_comes_first(report: Library, text: str, page: int) -> None:
    assert hits(report, text, filters=Filters(source=("lantern-2024",)))[0].passage.page == page


@pytest.mark.parametrize("year", ["2019", "2024"])
def test_the_edition_named_comes_first(report: Library, year: str) -> None:
    found = hits(report, f"What fee did fishing crews pay, in the edition dated {year}-05-02?")
    assert found[0].passage.source.id == f"lantern-{year}"


def test_a_stage_can_be_switched_off(report: Library) -> None:
    question = "What is the e-mail address of the authors?"
    assert hits(report, question, Weights(part=0.0))[0].score < hits(report, question)[0].score


def test_a_filter_holds_in_every_stage(report: Library) -> None:
    found = hits(report, "What fee did fishing crews pay?", filters=Filters(source=("lantern-2019",)))
    assert {hit.passage.source.id for hit in found} == {"lantern-2019"}


def hit(number: int, source: str, page: int, text: str, kind: str = "full_text") -> Hit:
    return sentences.hit(text, number, page, id=source, kind=kind)


def test_one_page_and_one_source_leave_room_for_others() -> None:
    ranked = [hit(n, "a", 1, f"text {n}") for n in range(6)] + [hit(6, "a", 2, "other page"), hit(7, "b", 1, "other")]
    assert [h.passage.key for h in varied(ranked, 6)] == [0, 1, 2, 3, 6, 7]
    assert len(varied(ranked, 8)) == 8
    assert [h.passage.key for h in varied(ranked, 5, 2)] == [0, 1, 7, 2, 3], "fewer of a source where asked"


def test_a_digest_is_one_page_and_gives_more_of_it() -> None:
    ranked = [hit(n, "a", 1, f"text {n}", kind="digest") for n in range(9)] + [hit(9, "b", 1, "other")]
    assert [h.passage.key for h in varied(ranked, 8)] == [0, 1, 2, 3, 4, 5, 9, 6]


def test_the_same_words_again_come_after_what_is_new() -> None:
    ranked = [hit(0, "a", 1, "Source: survey."), hit(1, "a", 2, "Source:  SURVEY."), hit(2, "b", 1, "Source: survey.")]
    assert [h.passage.key for h in varied(ranked, 3)] == [0, 2, 1]
