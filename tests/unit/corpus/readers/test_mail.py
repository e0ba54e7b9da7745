"""Mail: headers as metadata, the body, and attachments as further pages."""

from email.message import EmailMessage

import pytest

from corpus.model import Document
from corpus.outcomes import Unreadable
from corpus.readers import email, read
from tests.unit.corpus.readers.conftest import Printed


def mail(body: str | None = "The ships left on Monday.\n") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Ships in Sandport – ឯកសារ"
    message["From"] = "Ada Pell <ada@harbour.example>"
    message["Date"] = "Sat, 04 Nov 2023 08:00:00 +0000"
    if body is not None:
        message.set_content(body)
    return message


def read_mail(message: EmailMessage) -> Document:
    return read(message.as_bytes(), "letter.eml", use_ocr=False)


def test_headers_are_metadata_and_the_body_is_text() -> None:
    document = read_mail(mail())
    assert document.metadata == {"title": "Ships in Sandport – ឯកសារ", "author": "Ada Pell", "published": "2023-11-04"}
    assert document.pages[0].text.strip() == "The ships left on Monday."


def test_a_body_in_html_only_is_read_as_a_web_page() -> None:
    message = mail(None)
    message.set_content("<html><body><p>The ships <b>left</b> on Monday.</p></body></html>", subtype="html")
    assert read_mail(message).pages[0].text == "The ships left on Monday."


def test_attachments_are_further_pages_under_their_names(printed: Printed) -> None:
    message = mail()
    pdf = printed([(60.0, 100.0, "Forty-one workers were freed.")])
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename="report.pdf")
    message.add_attachment(b"\0\1\2", maintype="audio", subtype="mpeg", filename="call.mp3")
    document = read_mail(message)
    assert [page.number for page in document.pages] == [1, 2]
    assert document.pages[1].text == "Forty-one workers were freed."
    assert document.pages[1].blocks[0].section == "Attachment report.pdf"
    assert document.metadata["unread_attachments"] == ["call.mp3"]


def test_an_attached_note_with_broken_front_matter_leaves_the_rest_as_it_is() -> None:
    message = mail()
    message.add_attachment("---\ntitle: Ports: a review\n---\n\nForty.\n", filename="note.md")
    document = read_mail(message)
    assert [page.text for page in document.pages] == ["The ships left on Monday.\n"]
    assert document.metadata["unread_attachments"] == ["note.md"]


def test_mail_within_mail_is_read_to_a_limit() -> None:
    message = mail("Innermost.\n")
    for depth in range(8):
        outer = mail(f"Depth {depth}.\n")
        outer.add_attachment(message)
        message = outer
    texts = [page.text.strip() for page in read_mail(message).pages]
    assert texts == [f"Depth {depth}." for depth in range(7, 7 - email.MAX_DEPTH - 1, -1)]


def test_names_of_attachments_cannot_lead_elsewhere() -> None:
    message = mail()
    message.add_attachment("Night shift.\n", filename="../../etc/notes.txt")
    assert read_mail(message).pages[1].blocks[0].section == "Attachment notes.txt"


def test_encrypted_mail_asks_for_its_password() -> None:
    with pytest.raises(Unreadable) as caught:
        read(b"From: a@b.example\nContent-Type: multipart/encrypted; boundary=x\n\n--x\n\n--x--\n", "letter.eml")
    assert caught.value.outcome == "password"


def test_utf_16_mail_without_its_mark_is_read() -> None:
    assert read(mail().as_bytes().decode("ascii").encode("utf-16-le"), "a.eml").metadata["author"] == "Ada Pell"
