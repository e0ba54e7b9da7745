"""PDF pages: what is text, what is not, and where each word stands."""

import re

import pypdfium2 as pdfium
import pytest

from corpus.model import Document, Page
from corpus.outcomes import Unreadable
from corpus.readers import pdf, read
from tests.unit.corpus.readers.conftest import Printed, column

BODY = column(
    60, 120,
    "The harbour police of Sandport freed forty-one workers in March,",
    "all of whom had been promised work in hotels and had paid for it",
    "with loans that grew by the week. None had a contract.",
)  # fmt: skip


def blocks(page: Page) -> list[str]:
    return [page.text[block.start : block.end] for block in page.blocks]


def test_a_paragraph_is_one_block_on_one_line(printed: Printed) -> None:
    [page] = pdf.read(printed(BODY)).pages
    [block] = blocks(page)
    assert block.startswith("The harbour police") and block.endswith("None had a contract.")
    assert "\n" not in block and "in March, all of whom" in block


def test_every_word_knows_its_place_on_the_page(printed: Printed) -> None:
    [page] = pdf.read(printed(BODY)).pages
    words = {page.text[word.start : word.end]: word for word in page.words}
    assert " ".join(page.text[word.start : word.end] for word in page.words) == page.text
    assert words["The"].x0 == pytest.approx(60, abs=1.5)
    assert words["The"].y0 < 120 < words["The"].y1 + 1
    assert words["None"].y0 > words["The"].y1


def test_a_gap_between_lines_parts_paragraphs(printed: Printed) -> None:
    [page] = pdf.read(printed(BODY + column(60, 190, "A second paragraph follows after a gap."))).pages
    assert len(blocks(page)) == 2


def test_a_broken_word_is_mended_and_a_compound_keeps_its_hyphen(printed: Printed) -> None:
    lines = column(
        60, 120,
        "Nobody counted the cases of traffick-",
        "ing that year, and the years of 2020-",
        "2021 saw a long-",
        "term decline. Trafficking rose later; a term that is long said so.",
    )  # fmt: skip
    [page] = pdf.read(printed(lines)).pages
    assert "cases of trafficking that year" in page.text
    assert "2020-2021 saw a long-term decline" in page.text
    spans = [page.text[word.start : word.end] for word in page.words]
    assert spans[4:7] == ["of", "traffick", "ing"]  # one word, a place on each line


def test_a_note_s_number_is_no_part_of_the_figure_before_it(printed: Printed) -> None:
    page = [
        (60.0, 120.0, "Police counted 412 victims in 2019"),
        (232.5, 116.0, "3", 6.5),
        (245.0, 120.0, "and 88 later."),
    ]
    note = [(60.0, 760.0, "3", 5.5), (66.0, 763.0, "Counted by the harbour police only.", 8)]
    [page_read] = pdf.read(printed([*page, *note, *BODY[1:]])).pages
    assert "20193" not in page_read.text and "2019³" in page_read.text
    assert blocks(page_read)[-1] == "³ Counted by the harbour police only."
    assert page_read.blocks[-1].section == "Footnotes"


def test_headings_name_the_section_of_what_follows_on_later_pages_too(printed: Printed) -> None:
    first = [(60.0, 90.0, "Ports of the south", 16, "B"), *BODY]
    document = pdf.read(printed(first, BODY))
    assert [block.section for page in document.pages for block in page.blocks] == ["Ports of the south"] * 2
    assert document.pages[0].text.startswith("Ports of the south\n\nThe harbour")
    assert blocks(document.pages[0])[0].startswith("The harbour")


def test_a_page_of_headings_only_keeps_them_as_blocks(printed: Printed) -> None:
    document = pdf.read(printed([(60.0, 300.0, "Harbour Watch", 30, "B")], BODY))
    assert blocks(document.pages[0]) == ["Harbour Watch"]


def test_running_headers_go_and_the_printed_number_stays_as_the_label(printed: Printed) -> None:
    def page(number: int) -> list[tuple[float, float, str]]:
        place = f"Paragraph number {'one two three four five six'.split()[number - 7]} of the report"
        margins = [(60.0, 40.0, "Harbour Watch annual report"), (290.0, 815.0, str(number))]
        return [*margins, (60.0, 120.0, f"{place} says what was found in the ports.")]

    document = pdf.read(printed(*map(page, range(7, 12))))
    assert [page.label for page in document.pages] == ["7", "8", "9", "10", "11"]
    assert all("Harbour Watch" not in page.text for page in document.pages)
    assert all(page.text.endswith("in the ports.") for page in document.pages)


def test_labels_stated_by_the_file_are_used(printed: Printed) -> None:
    document = pdf.read(printed(BODY, BODY, BODY, label_style="r"))
    assert [page.label for page in document.pages][:1] == ["i"]


def test_a_page_without_words_is_still_a_page(printed: Printed) -> None:
    document = pdf.read(printed(BODY, [], BODY))
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.pages[1].text == ""


def test_a_page_that_cannot_be_parsed_does_not_lose_the_others(printed: Printed) -> None:
    data = printed(BODY, BODY, BODY)
    kids = re.search(rb"/Kids \[(\d+ 0 R)\s(\d+ 0 R)\s(\d+ 0 R)\]", data)
    assert kids
    broken = data[: kids.start(2)] + b"9 9 R" + data[kids.end(2) :]
    document = pdf.read(broken)
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert [bool(page.text) for page in document.pages] == [True, False, True]


def test_metadata_are_what_the_file_states(printed: Printed) -> None:
    assert pdf.read(printed(BODY, title="Ports of the south")).metadata["title"] == "Ports of the south"
    assert "title" not in pdf.read(printed(BODY, title="Microsoft Word - draft7.docx")).metadata


def outcome(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, "report.pdf", use_ocr=False)
    return caught.value.outcome


def test_a_locked_file_asks_for_its_password(printed: Printed) -> None:
    assert outcome(printed(BODY, password="secret")) == "password"


def test_a_torn_file_is_damaged(printed: Printed) -> None:
    assert outcome(b"%PDF-1.7\n" + b"\x00" * 400) == "damaged"


def test_a_file_without_words_or_pictures_is_empty(printed: Printed) -> None:
    assert outcome(printed([], [])) == "empty"


def test_a_file_of_too_many_pages_is_refused_before_it_is_read(
    printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    assert outcome(printed(BODY, BODY, BODY)) == "too_large"


def test_a_pdf_is_known_by_its_first_bytes(printed: Printed) -> None:
    assert isinstance(read(printed(BODY), "report"), Document)


def test_where_nothing_but_a_returning_line_stands_it_is_kept(printed: Printed) -> None:
    pages = pdf.read(printed(*[[(60.0, 40.0, "Harbour Watch")]] * 4), ocr=False).pages
    assert [page.text for page in pages] == ["Harbour Watch"] * 4


def test_the_value_of_a_form_field_without_a_drawing_is_read() -> None:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/DA(/Helv 12 Tf 0 g)/DR<</Font<</Helv 5 0 R>>>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Annots[4 0 R]>>",
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(port)/V(Sandport harbour)/DA(/Helv 12 Tf 0 g)/F 4/Rect[50 300 300 330]"
        b">>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    [page] = pdf.read(assembled_pdf(objects), ocr=False).pages
    assert page.text == "Sandport harbour"


def test_scripts_and_attached_files_are_never_opened(printed: Printed) -> None:
    assert not {"V8", "XFA"} & set(pdfium.PDFIUM_INFO.flags)  # the build knows no JavaScript
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
        b"/Names<</EmbeddedFiles<</Names[(secret.txt)6 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length 41>>stream\nBT /F 12 Tf 50 300 Td (Seen words) Tj ET  \nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Filespec/F(secret.txt)/EF<</F 7 0 R>>>>",
        b"<</Type/EmbeddedFile/Length 12>>stream\nhidden words\nendstream",
    ]
    [page] = pdf.read(assembled_pdf(objects), ocr=False).pages
    assert page.text == "Seen words"


def test_a_file_that_claims_a_million_pages_is_too_large() -> None:
    kids = b"3 0 R " * (pdf.MAX_PAGES + 1)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count 1000000>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]>>",
    ]
    with pytest.raises(Unreadable) as raised:
        pdf.read(assembled_pdf(objects), ocr=False)
    assert raised.value.outcome == "too_large"


def assembled_pdf(objects: list[bytes]) -> bytes:
    """A PDF of numbered objects, the first of them its catalogue."""
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer
