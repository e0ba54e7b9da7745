"""Word files: headings, tables, footnotes, pages, and containers that lie about their size."""

import io
import zipfile

import docx as python_docx
import pytest
from docx.enum.text import WD_BREAK

from corpus.outcomes import Unreadable
from corpus.readers import docx, read


def saved(document: "python_docx.document.Document") -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


@pytest.fixture
def report() -> bytes:
    document = python_docx.Document()
    document.core_properties.title = "Ports of the south"
    document.add_heading("Findings", level=1)
    document.add_paragraph("The harbour police freed forty-one workers.")
    table = document.add_table(rows=0, cols=2)
    for row in (("Country", "Cases"), ("Cambodia", "590"), ("Laos", "101")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("Before the break.").add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("After the break.")
    return saved(document)


def test_paragraphs_headings_tables_and_page_breaks_are_read(report: bytes) -> None:
    document = docx.read(report)
    first, second = document.pages
    blocks = [(first.text[block.start : block.end], block.section) for block in first.blocks]
    assert blocks == [
        ("The harbour police freed forty-one workers.", "Findings"),
        ("Country: Cambodia; Cases: 590", "Findings"),
        ("Country: Laos; Cases: 101", "Findings"),
        ("Before the break.", "Findings"),
    ]
    assert second.text == "After the break."
    assert document.metadata["title"] == "Ports of the south"


def test_a_footnote_stands_at_the_end_of_its_page_with_its_number(report: bytes) -> None:
    document = docx.read(_with_footnote(report))
    page = document.pages[0]
    assert "forty-one workers.¹" in page.text
    assert page.text.endswith("¹ Counted by the police.")
    assert page.blocks[-1].section == "Footnotes"


def _with_footnote(report: bytes) -> bytes:
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:footnote w:id="2"><w:p><w:r><w:t>Counted by the police.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    changes = {
        "word/document.xml": ("workers.</w:t></w:r>", 'workers.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'),
        "word/_rels/document.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="rIdN" Type="{kind}" Target="footnotes.xml"/></Relationships>',
        ),
        "[Content_Types].xml": (
            "</Types>",
            f'<Override PartName="/word/footnotes.xml" ContentType="{content}"/></Types>',
        ),
    }
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(report)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name in changes:
                before, after = changes[name]
                assert before in text.decode()
                text = text.decode().replace(before, after).encode()
            new.writestr(name, text)
        new.writestr("word/footnotes.xml", notes)
    return held.getvalue()


def outcome(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, "report.docx")
    return caught.value.outcome


def test_a_zip_bomb_is_refused_before_it_is_unpacked(report: bytes) -> None:
    held = io.BytesIO(report)
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("word/media/image1.xml", b"\0" * 40_000_000)
    assert outcome(held.getvalue()) == "too_large"


def test_a_torn_container_is_damaged(report: bytes) -> None:
    assert outcome(report[:2000]) == "damaged"


def test_an_encrypted_file_asks_for_its_password() -> None:
    assert outcome(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")) == "password"


def test_a_file_without_text_is_empty() -> None:
    assert outcome(saved(python_docx.Document())) == "empty"
