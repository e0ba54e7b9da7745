"""Web pages by trafilatura: the article with its headings and tables; menus, cookie notices and comments stay out.

Nothing is fetched: pictures, style sheets and frames are never looked at.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from corpus.dates import is_date
from corpus.model import Document, Page
from corpus.outcomes import Unreadable
from corpus.readers.flow import Flow, tidy
from corpus.readers.text import decode

MAX_BYTES = 40_000_000
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})|encoding\s*=\s*["']([\w-]{2,40})["']""", re.I
)
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>|<!DOCTYPE[^>\[]{0,500}\[.*?\]\s*>", re.IGNORECASE | re.DOTALL)
_UNSEEN = frozenset(
    "script style noscript template svg head iframe object embed nav footer button form select canvas math audio "
    "video".split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset(
    "p div li ul ol dl dt dd table tr section article main header aside blockquote pre figure figcaption hr "
    "body".split()
)
_ISO = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?![\d-])")
_NOTICE_TAGS = frozenset({"div", "section", "aside", "dialog", "p", "footer"})
_NOTICE = re.compile(
    r"\bcookie|cookie-?(?:bar|banner|notice|consent)|\bgdpr|onetrust|consent-?(?:banner|modal)", re.IGNORECASE
)


def read(data: bytes) -> Document:
    """Raises Unreadable: too_large, damaged or empty."""
    if len(data) > MAX_BYTES:
        raise Unreadable(
            "too_large", what="Cannot read the web page", why="it is larger than 40 MB", fix="Save the text"
        )
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
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as lxml_html
    from trafilatura import bare_extraction

    markup = _PROLOGUE.sub("", markup)
    try:
        tree: Any = lxml_html.document_fromstring(markup)
    except (ValueError, AssertionError, etree.LxmlError) as error:
        raise Unreadable("empty", what="Cannot read the web page", why="it holds no markup", fix="Check it") from error
    metadata = _metadata(tree)
    tree = _without_unseen(tree)
    found = bare_extraction(deepcopy(tree), include_comments=False, include_tables=True, with_metadata=False)
    flow = Flow()
    if found is not None and not isinstance(found, dict) and found.body is not None:
        _walk(found.body, flow)
    pages = flow.pages()
    if _length(pages) < 200:  # too little for an article: take all that a person would see
        pages = max(pages, _everything(tree), key=_length)
    if not pages:
        raise Unreadable("empty", what="Cannot read the web page", why="it holds no text", fix="Check the file")
    return Document(metadata=metadata, pages=pages)


def _length(pages: Sequence[Page]) -> int:
    return sum(len(page.text) for page in pages)


def _metadata(tree: Any) -> dict[str, object]:
    """Only what the page states: dates from its metadata and time stamps, never from a search through its text."""
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(tree, date_config={"extensive_search": False, "original_date": True})
    stated = {
        "title": found.title,
        "author": found.author,
        "published": _as_stated(found.date, tree),
        "url": found.url,
        "publisher": next(iter(tree.xpath("//meta[@property='og:site_name']/@content")), None),
        "language": _language(tree),
    }
    return {key: tidy(value) for key, value in stated.items() if isinstance(value, str) and tidy(value)}


def _as_stated(found: str | None, tree: Any) -> str | None:
    """The date found, unless its day is made up: the page states only its month, or a day there is not."""
    values = (str(value).strip() for value in tree.xpath("//meta/@content | //time/@datetime"))
    stated = [m[0] for value in values if (m := _ISO.match(value)) and m[0][:7] == (found or "")[:7]]
    made_up = [date for date in stated if len(date) == len("2022-04") or not is_date(date)]
    if not made_up or found in stated:
        return found
    return made_up[0] if is_date(made_up[0]) else None


def _language(tree: Any) -> str | None:
    stated = next(iter(tree.xpath("/html/@lang | /html/@xml:lang")), "")
    code = str(stated).strip().replace("_", "-").split("-")[0].lower()
    return code if re.fullmatch(r"[a-z]{2,3}", code) else None


def _without_unseen(tree: Any) -> Any:
    """The tree without what a reader does not see, and without cookie notices."""
    for element in tree.xpath("//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')]"):
        _drop(element)
    for element in tree.xpath("//body//*[@id or @class]"):
        if element.tag in _NOTICE_TAGS and _NOTICE.search(f"{element.get('id', '')} {element.get('class', '')}"):
            _drop(element)
    return tree


def _drop(element: Any) -> None:
    if element.getparent() is not None and element.tag not in ("html", "body"):
        element.drop_tree()


def _walk(element: Any, flow: Flow) -> None:
    """Write the pieces of trafilatura's simplified tree, in order."""
    for child in element:
        if child.tag == "head":
            flow.heading(_text(child))
        elif child.tag == "table":
            rows = [[_text(cell) for cell in row.iter("cell")] for row in child.iter("row")]
            first = next(child.iter("row"), None)
            flow.table(rows, header=first is not None and any(cell.get("role") == "head" for cell in first))
        elif child.tag in ("list", "div") or any(part.tag in ("p", "head", "item", "table", "list") for part in child):
            flow.paragraph(child.text or "")
            _walk(child, flow)
        else:
            flow.paragraph(_text(child))
        if child.tag not in ("lb", "hi", "ref", "del"):
            flow.paragraph(child.tail or "")


def _text(element: Any) -> str:
    for mark in element.iter("lb"):
        mark.tail = " " + (mark.tail or "")
    return "".join(element.itertext())


def _everything(tree: Any) -> tuple[Page, ...]:
    """All visible text, for pages that hold no article."""
    flow = Flow()
    held: list[str] = []
    heading = False

    def flush() -> None:
        (flow.heading if heading else flow.paragraph)("".join(held))
        held.clear()

    for event, element in _events(tree):
        if element.tag in _BLOCKS or (element.tag == "br" and event == "start"):
            flush()
            heading = element.tag in _HEADINGS and event == "start"
        text = element.text if event == "start" else element.tail
        held.append(text or "")
    flush()
    return flow.pages()


@dataclass
class _Skipped:
    """What remains of an element that nobody sees: the text after it."""

    tail: str | None
    tag: str = ""
    text: str | None = None


def _events(tree: Any) -> Iterator[tuple[str, Any]]:
    """Starts and ends of the visible elements of the body, depth first, without recursion."""
    body = next(tree.iter("body"), tree)
    stack = [("start", body)]
    while stack:
        event, element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            event, element = "end", _Skipped(element.tail)
        yield event, element
        if event == "start":
            stack.append(("end", element))
            stack.extend(("start", child) for child in reversed(element))
