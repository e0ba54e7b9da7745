"""Mail by the standard library: the body, then each attachment as further pages."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import PurePath

from corpus.model import Block, Document, Page
from corpus.outcomes import Unreadable
from corpus.readers import html
from corpus.readers.flow import tidy
from corpus.readers.text import decode, pages_of

MAX_DEPTH = 3  # mail in mail in mail
MAX_ATTACHMENTS = 50
_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")

ReadAttachment = Callable[[bytes, str], Document]


def read(data: bytes, read_attachment: ReadAttachment | None = None) -> Document:
    """Attachments are handed to `read_attachment`; one that cannot be read leaves the rest as it is and is named.

    Raises Unreadable: damaged, password (encrypted mail) or empty.
    """
    message = _parsed(data)
    if message.get_content_type() in _ENCRYPTED and "signed" not in str(message.get("content-type", "")):
        raise Unreadable("password", what="Cannot read the mail", why="it is encrypted", fix="Add it decrypted")
    body, metadata = _body(message)
    pages = list(body.pages)
    unread: list[str] = []
    ocr = False
    for name, content in _attachments(message):
        try:
            attached = read_attachment(content, name) if read_attachment else None
        except Unreadable:
            attached = None
        if attached is None:
            unread.append(name)
            continue
        ocr = ocr or attached.ocr
        pages.extend(_under(page, len(pages) + 1, name) for page in attached.pages)
        pages = [replace(page, number=number) for number, page in enumerate(pages, start=1)]
    if not pages:
        why = "it holds no text" + (f", and its attachments could not be read ({', '.join(unread)})" if unread else "")
        raise Unreadable("empty", what="Cannot read the mail", why=why, fix="Check the file")
    if unread:
        metadata["unread_attachments"] = unread
    return Document(metadata=metadata, pages=tuple(pages), ocr=ocr)


def _parsed(data: bytes) -> EmailMessage:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        data = decode(data).encode()
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
    except (MessageError, ValueError, LookupError) as error:
        raise Unreadable("damaged", what="Cannot read the mail", why=str(error), fix="Save it anew") from error
    if not message.keys():
        raise Unreadable("damaged", what="Cannot read the mail", why="it has no headers", fix="Save it anew")
    return message


def _body(message: EmailMessage) -> tuple[Document, dict[str, object]]:
    metadata = _metadata(message)
    for kind in ("plain", "html"):
        part = message.get_body(preferencelist=(kind,))
        content = _content(part) if part is not None else b""
        if kind == "plain" and content.strip():
            charset = part.get_content_charset() if part is not None else None
            if pages := tuple(pages_of(_decoded(content, charset))):
                return Document(pages=pages), metadata
        if kind == "html" and content.strip():
            try:
                return html.read(content), metadata
            except Unreadable:
                break
    return Document(), metadata


def _decoded(content: bytes, charset: str | None) -> str:
    try:
        text = content.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode(content)
    return decode(text.encode("utf-8", "replace"))


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """Name and content of what is attached; pictures inside the body are part of its layout."""
    for number, part in enumerate(message.iter_attachments() if message.is_multipart() else (), start=1):
        if number > MAX_ATTACHMENTS:
            return
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            if isinstance(inner, Message):
                yield f"{tidy(str(inner.get('subject') or '')) or number}.eml", inner.as_bytes()
            continue
        if part.get_content_maintype() == "image" and part.get_content_disposition() != "attachment":
            continue
        name = tidy(PurePath(part.get_filename() or "").name) or f"attachment-{number}.{part.get_content_subtype()}"
        yield name, _content(part)


def _under(page: Page, number: int, name: str) -> Page:
    """A page of an attachment: its places are those of another file, so only its words are kept."""
    blocks = page.blocks or (Block(start=0, end=len(page.text)),)
    heading = f"Attachment {name}"
    named = [replace(block, section=f"{heading} | {block.section}" if block.section else heading) for block in blocks]
    return replace(page, number=number, blocks=tuple(named), words=())


def _metadata(message: EmailMessage) -> dict[str, object]:
    name, address = parseaddr(str(message.get("from") or ""))
    stated = {
        "title": tidy(str(message.get("subject") or "")),
        "author": tidy(name or address),
        "published": _day(str(message.get("date") or "")),
    }
    return {key: value for key, value in stated.items() if value}


def _day(stated: str) -> str | None:
    try:
        return parsedate_to_datetime(stated).date().isoformat()
    except (TypeError, ValueError):
        return None
