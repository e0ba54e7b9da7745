"""Web pages by trafilatura: the article with its headings and tables; menus, cookie notices and comments stay out.

Nothing is fetched: pictures, style sheets and frames are never looked at.
"""

import re
from typing import Any

from corpus.model import Document
from corpus.outcomes import Unreadable
from corpus.readers.flow import Flow, tidy
from corpus.readers.text import decode

MAX_BYTES = 40_000_000
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})|encoding\s*=\s*["']([\w-]{2,40})["']""", re.I)
_UNSEEN = ("script", "style", "noscript", "template", "svg", "head", "iframe", "object", "nav", "footer", "button", "form")
_COOKIES = re.compile(r"\b(?:cookies?|datenschutzeinstellungen)\b.{0,200}\b(?:accept|consent|akzept|zustimm|privacy)", re.I | re.S)
_HEADINGS = frozenset({"head", "h1", "h2", "h3", "h4", "h5", "h6", "title"})
_PIECES = frozenset({"p", "item", "quote", "code", "li", "dd", "dt", "blockquote", "pre", "figcaption", "caption"})


def read(data: bytes) -> Document:
    """Raises Unreadable: too_large, damaged or empty."""
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", what="Cannot read the web page", why="it is larger than 40 MB", fix="Save the text")
    return read_markup(decode_markup(data))


def decode_markup(data: bytes) -> str:
    """UTF-8 and marked encodings first, then what the page says of itself, then what it looks like."""
    if data[:4].startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return decode(data)
    try:
        return data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        pass
    if declared := _DECLARED.search(data[:4096]):
        try:
            return data.decode((declared[1] or declared[2]).decode("ascii")).replace("\0", "")
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data.replace(b"\0", b""))


def read_markup(markup: str) -> Document:
    from lxml import html as lxml_html
    from trafilatura import bare_extraction

    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup)  # lxml refuses decoded text that states an encoding
    try:
        tree = lxml_html.document_fromstring(markup)
    except (ValueError, AssertionError, SyntaxError) as error:  # lxml's ParserError is a SyntaxError
        raise Unreadable("empty", what="Cannot read the web page", why=str(error), fix="Check the file") from error
    metadata = _metadata(tree)
    found = bare_extraction(markup, include_comments=False, include_tables=True, with_metadata=False)
    flow = Flow()
    if found is not None and not isinstance(found, dict) and found.body is not None:
        _walk(found.body, flow)
    pages = flow.pages()
    if _letters(pages) < 200:  # too little for an article: take all that a person would see
        whole = _everything(tree)
        pages = whole if _letters(whole) > 1.5 * _letters(pages) else pages
    if not pages:
        raise Unreadable("empty", what="Cannot read the web page", why="it holds no text", fix="Check the file")
    return Document(metadata=metadata, pages=pages)
