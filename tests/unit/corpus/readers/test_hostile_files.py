"""Files that mean harm: nothing is fetched, nothing outside is read, nothing grows without bound."""

import io
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from docx import Document as new_docx

from corpus.outcomes import Unreadable
from corpus.readers import read
from tests.unit.corpus.serving import PRIVATE, Site, serving

WORDS = "Forty ports of the south were searched by the police, and twelve boats were taken to the harbour. " * 4


@pytest.fixture
def watched() -> Iterator[Site]:
    with serving(PRIVATE) as site:
        yield site
        assert site.seen == []


def text_of(data: bytes, name: str) -> str:
    return " ".join(page.text for page in read(data, name).pages)


def docx_with(**parts: str) -> bytes:
    """A Word file of WORDS, with a new head for the parts named (`word_document` for word/document.xml)."""
    plain, changed = io.BytesIO(), io.BytesIO()
    document = new_docx()
    document.add_paragraph(WORDS)
    document.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            body = old.read(name).decode("utf-8", "surrogateescape")
            head = parts.get(name.partition(".")[0].replace("/", "_"))
            if head:
                body = body.replace("?>", f"?>{head}", 1).replace("Forty ports", "Forty &e; ports", 1)
            new.writestr(name, body.encode("utf-8", "surrogateescape"))
    return changed.getvalue()


def test_pictures_styles_and_frames_from_elsewhere_are_never_fetched(watched: Site) -> None:
    page = (
        f"<html><head><link rel=stylesheet href='{watched.url('/s.css')}'>"
        f"<script src='{watched.url('/s.js')}'></script>"
        f"</head><body><h1>Ports</h1><img src='{watched.url('/i.png')}'><iframe src='{watched.url('/f')}'></iframe>"
        f"<p>{WORDS}</p></body></html>"
    )
    assert "twelve boats" in text_of(page.encode(), "a.html")
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Ports", "a@ports.example"
    mail.set_content(page, subtype="html")
    assert "twelve boats" in text_of(mail.as_bytes(), "a.eml")


@pytest.mark.parametrize("where", ["file:///etc/hostname", "served"])
def test_an_entity_from_elsewhere_is_never_looked_up(watched: Site, where: str) -> None:
    target = watched.url("/e") if where == "served" else where
    with pytest.raises(Unreadable) as raised:
        read(docx_with(word_document=f'<!DOCTYPE x [<!ENTITY e SYSTEM "{target}">]>'), "a.docx")
    assert raised.value.outcome == "damaged"
    markup = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{target}">]><html><body><p>&e; {WORDS}</p></body></html>'
    assert "twelve boats" in text_of(markup.encode(), "a.html")


def test_entities_that_multiply_are_not_unfolded() -> None:
    entities = '<!ENTITY a "ports ports ports ports">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghe", strict=True)
    )
    with pytest.raises(Unreadable) as raised:
        read(docx_with(word_document=f"<!DOCTYPE x [{entities}]>"), "a.docx")
    assert raised.value.outcome == "damaged"


def test_an_archive_that_unpacks_without_measure_is_too_large() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"word/{number}.xml", b" " * 20_000_000)
    with pytest.raises(Unreadable) as raised:
        read(packed.getvalue(), "a.docx")
    assert raised.value.outcome == "too_large"


def test_the_name_of_an_attachment_is_only_a_name() -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Ports", "a@ports.example"
    mail.set_content(WORDS)
    mail.add_attachment(b"Secret words.", maintype="text", subtype="plain", filename="../../../etc/cron.d/x.txt")
    document = read(mail.as_bytes(), "a.eml")
    assert document.pages[-1].blocks[0].section == "Attachment x.txt"
