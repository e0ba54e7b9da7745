"""The page of a source with its words marked."""

import re
from html import unescape
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.library.store import Library
from corpus.model import Source
from tests.conftest import add
from ui.sheets import Sheets
from ui.sources import AROUND, Place, original_link, source_html

KHMER_ID = "រដ្ឋ-១"


def marked(html: str) -> str:
    return unescape(html.split("<mark", 1)[1].split(">", 1)[1].split("</mark>")[0])


def shown(html: str) -> str:
    """The text of the page as the browser would show it."""
    body = html.split('class="page-text"', 1)[1].split(">", 1)[1].split("</div>")[0]
    return unescape(re.sub(r"<[^>]+>", "", body))


def test_exactly_the_span_is_marked_and_the_page_stands_whole(library: Library) -> None:
    text = library.pages("harbour-2021")[0].text
    for start, end in ((0, 13), (14, 60), (len(text) - 5, len(text))):
        html = source_html(Place(source="harbour-2021", page=1, start=start, end=end), library, Sheets(library))
        assert html is not None
        assert marked(html) == text[start:end]
        assert shown(html) == text


@pytest.mark.parametrize("span", [(None, None), (5, 5), (9, 3), (-1, 4), (0, 10**6), (4, None)])
def test_a_span_that_cannot_be_marks_nothing(library: Library, span: tuple[int | None, int | None]) -> None:
    html = source_html(Place(source="harbour-2021", page=1, start=span[0], end=span[1]), library, Sheets(library))
    assert html is not None
    assert "<mark" not in html


def test_a_page_the_library_does_not_hold_is_none(library: Library) -> None:
    assert source_html(Place(source="nobody", page=1), library, Sheets(library)) is None
    assert source_html(Place(source="harbour-2021", page=2), library, Sheets(library)) is None
    assert source_html(Place(source="harbour-2021", page=1, sha256="0" * 64), library, Sheets(library)) is None


def test_markup_in_a_document_is_text(library: Library) -> None:
    html = source_html(Place(source=KHMER_ID, page=1), library, Sheets(library))
    assert html is not None
    assert "<script" not in html
    assert "<script>alert(1)</script>" in shown(html)


def test_a_nearest_passage_says_that_it_is_no_answer(library: Library) -> None:
    passage = library.passages_of("harbour-2023")[0]
    html = source_html(Place(source="harbour-2023", page=1, passage=passage.id), library, Sheets(library))
    assert html is not None
    assert marked(html) == passage.text
    assert "does not answer it" in html


def test_of_a_long_page_the_neighbours_are_shown_and_the_rest_offered(
    library: Library, embedder: Embedder, tmp_path: Path
) -> None:
    paragraphs = [f"Paragraph {n} speaks of boat {n} and its crew of {n + 3} men." for n in range(400)]
    (tmp_path / "long.txt").write_text("\n\n".join(paragraphs), "utf-8")
    source_id = add(library, embedder, tmp_path / "long.txt")[0].source_id
    assert source_id is not None
    page = max(library.pages(source_id), key=lambda p: len(p.text))
    middle = page.text.index("Paragraph", len(page.text) // 2)
    assert len(page.text) > 4 * AROUND
    place = Place(source=source_id, page=page.number, start=middle, end=middle + 20)
    html = source_html(place, library, Sheets(library))
    assert html is not None
    assert marked(html) == page.text[middle : middle + 20]
    assert len(shown(html)) < 3 * AROUND
    assert shown(html).startswith("… Paragraph")
    assert "Show the whole page" in html
    whole = source_html(
        Place(source=source_id, page=page.number, start=middle, end=middle + 20, whole=True), library, Sheets(library)
    )
    assert whole is not None
    assert shown(whole) == page.text


@pytest.mark.parametrize(
    "url", [None, "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//elsewhere", "http://["]
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert original_link(Source(id="x", title="X", url=url), 1, "words") == ""


def test_a_link_to_the_original_tells_its_host_and_gives_nothing_away() -> None:
    html = original_link(Source(id="x", title="X", url='https://un.example/a"b'), 1, "")
    assert 'rel="noopener noreferrer"' in html
    assert 'target="_blank"' in html
    assert "un.example, in a new tab" in html
    assert 'a"b' not in html


def test_an_older_revision_stays_readable_and_says_so(library: Library, embedder: Embedder, tmp_path: Path) -> None:
    old = library.page("harbour-2023", 1)
    assert old is not None
    (tmp_path / "new.jsonl").write_text('{"doc_id": "harbour-2023", "title": "New", "text": "All is new."}', "utf-8")
    add(library, embedder, tmp_path / "new.jsonl")
    html = source_html(
        Place(source="harbour-2023", page=1, sha256=old.source_sha256, start=0, end=13), library, Sheets(library)
    )
    assert html is not None
    assert shown(html) == old.page.text
    assert "The document has changed since" in html


@pytest.mark.parametrize(
    ("url", "quote", "leads_to", "said"),
    [
        ("https://un.example/r.pdf", "The words.", "https://un.example/r.pdf#page=7", "at page 7"),
        ("https://un.example/r.html", "The words.", "https://un.example/r.html#:~:text=The%20words.", "at these words"),
        ("https://un.example/r.html", "", "https://un.example/r.html", "publication<"),
    ],
)
def test_a_link_to_the_original_opens_it_at_the_page_or_the_words(
    url: str, quote: str, leads_to: str, said: str
) -> None:
    html = original_link(Source(id="x", title="X", url=url, kind="full_text"), 7, quote)
    assert f'href="{leads_to}"' in html
    assert said in html
