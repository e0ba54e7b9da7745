"""Readers under fire: spans stay within their text and in order, whatever the page or the bytes."""

import re
from collections.abc import Callable

import pytest
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import Document, Page
from corpus.outcomes import Unreadable
from corpus.readers import docx, email, html, pdf, text
from corpus.readers.characters import clean
from corpus.readers.compose import PageWriter, vocabulary
from corpus.readers.lines import settled
from corpus.readers.margins import without_margins
from corpus.readers.order import in_reading_order
from corpus.readers.paragraphs import body_size, named_sections, paragraphs
from corpus.readers.sheet import Line, Sheet, Word
from corpus.readers.tables import name_columns

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(page: Page) -> None:
    end = 0
    for block in page.blocks:
        assert end <= block.start < block.end <= len(page.text)
        end = block.end
    end = 0
    for word in page.words:
        assert end <= word.start < word.end <= len(page.text)
        assert not re.search(r"\s", page.text[word.start : word.end])
        end = word.end
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", page.text)


names = st.text(min_size=1, max_size=9).map(lambda word: clean("".join(word.split())) or "x")
places = st.floats(0, 600, allow_nan=False).map(lambda value: round(value, 1))
words = st.builds(
    lambda text, x, y, height, broken: Word(text, x, y, x + 5 * len(text), y + height, broken=broken),
    names, places, places, st.sampled_from([0.5, 6.0, 10.0, 18.0]), st.sampled_from(["", "", "", "-"]),
)  # fmt: skip
lines = st.builds(
    lambda cells, bold, sideways: Line(cells=cells, bold_from=bold, bold_to=bold, sideways=sideways),
    st.lists(st.lists(words, min_size=1, max_size=4), min_size=1, max_size=3), st.booleans(), st.booleans(),
)  # fmt: skip


@quick
@given(
    st.lists(st.lists(lines, max_size=12), min_size=1, max_size=3), st.booleans(), st.sampled_from([0, 90, 180, 270])
)
def test_any_arrangement_of_words_gives_ordered_spans(pages: list[list[Line]], scattered: bool, turn: int) -> None:
    sheets = [
        Sheet(number=number, width=600, height=800, lines=settled(page), scattered=scattered, turn=turn)
        for number, page in enumerate(pages, start=1)
    ]
    labels = without_margins(sheets)
    for sheet in sheets:
        found = paragraphs(in_reading_order(sheet), sheet, body_size(sheets))
        named_sections(found, None)
        check(PageWriter(sheet, vocabulary(sheets)).page(name_columns(found), labels.get(sheet.number)))


@settings(quick, max_examples=25)
@given(st.lists(st.tuples(places, places, st.text("abcdeé-.1 ½•", min_size=1, max_size=60)), min_size=1, max_size=12))
def test_any_printed_page_gives_ordered_spans(pieces: list[tuple[float, float, str]]) -> None:
    sheet = FPDF(unit="pt", format="A4")
    sheet.add_page()
    sheet.set_font("Helvetica", size=11)
    for x, y, piece in pieces:
        sheet.text(x, y, piece.replace("•", "-"))
    try:
        document = pdf.read(bytes(sheet.output()), ocr=False)
    except Unreadable:
        return
    for page in document.pages:
        check(page)


@pytest.mark.parametrize("reader", [text.read, html.read, docx.read, email.read, pdf.read])
def test_any_bytes_are_read_or_refused_with_an_outcome(reader: Callable[[bytes], Document]) -> None:
    @settings(quick, max_examples=30)
    @given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
    def attempt(data: bytes) -> None:
        try:
            document = reader(data)
        except Unreadable:
            return
        for page in document.pages:
            check(page)

    attempt()
