"""Word files by python-docx: headings, paragraphs, tables whose rows name their columns, footnotes with their page."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from corpus.model import Document
from corpus.outcomes import Unreadable
from corpus.readers.characters import raised
from corpus.readers.flow import FOOTNOTES, Flow
from corpus.readers.stated import created, title

MAX_UNPACKED = 400_000_000  # bytes
MAX_RATIO = 250  # unpacked to packed; text packs to a tenth, a bomb to a thousandth
MAX_PARTS = 20_000
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEADING = re.compile(r"(?:heading|título|titre|überschrift|kop)\s*\d|title|subtitle", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def read(data: bytes) -> Document:
    """Pages as last laid out by Word, where the file says so; stored page numbers only, as none are printed in it.

    Raises Unreadable: password, too_large, damaged or empty.
    """
    _check_container(data)
    try:
        from docx import Document as open_docx

        document = open_docx(io.BytesIO(data))
        pages = _Reading(document).pages()
        metadata = _metadata(document.core_properties)
    except (KeyError, ValueError, AttributeError, SyntaxError, zipfile.BadZipFile, OSError) as error:
        raise Unreadable("damaged", what="Cannot open the Word file", why=_short(error), fix="Save it anew") from error
    if not pages:
        raise Unreadable("empty", what="Cannot read the Word file", why="it holds no text", fix="Check the file")
    return Document(metadata=metadata, pages=pages)


def _check_container(data: bytes) -> None:
    """Refuse what is no Word file, and what would not fit into memory, before anything is unpacked."""
    what = "Cannot open the Word file"
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Unreadable("password", what=what, why="it asks for a password", fix="Add an unlocked copy")
        raise Unreadable("unsupported", what=what, why="it is of Word 97-2003", fix="Save it as .docx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            parts = container.infolist()
            declared = any(_declares(container, part) for part in parts[:MAX_PARTS])
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise Unreadable("damaged", what=what, why=_short(error), fix="Save it anew") from error
    if declared:  # the format forbids it (ECMA-376-2, 8.1.4), and text behind entities would be lost
        raise Unreadable("damaged", what=what, why="it declares entities of its own", fix="Save it anew")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS or unpacked > MAX_RATIO * max(len(data), 40_000):
        raise Unreadable(
            "too_large",
            what=what,
            why=f"it unpacks to {unpacked} bytes in {len(parts)} parts",
            fix="Save it anew, smaller",
        )


def _declares(container: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")) or part.flag_bits & 1:
        return False
    with container.open(part) as opened:
        return b"<!DOCTYPE" in opened.read(4_096).replace(b"\0", b"")


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200] or type(error).__name__


class _Reading:
    """One pass through a document; footnotes follow on the page that refers to them."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._notes = _footnotes(document)
        self._flow = Flow()
        self._waiting: list[str] = []

    def pages(self) -> tuple[Any, ...]:
        for block in self._document.iter_inner_content():
            if hasattr(block, "rows"):
                self._table(block)
            else:
                self._paragraph(block)
        self._end_page()
        return self._flow.pages()

    def _paragraph(self, paragraph: Any) -> None:
        element = paragraph._p
        text = self._text(element)
        before, after = _page_breaks(element)
        if before:
            self._end_page()
        style = paragraph.style.name if paragraph.style is not None else ""
        if style and _HEADING.match(style) and len(text) < 300:
            self._flow.heading(text)
        else:
            self._flow.paragraph(text)
        if after:
            self._end_page()

    def _table(self, table: Any) -> None:
        rows: list[list[str]] = []
        for row in table._tbl.iter(f"{_W}tr"):
            if _depth(row, table._tbl) == 1:
                rows.append([" ".join(map(self._text, cell.iter(f"{_W}p"))) for cell in row.iterchildren(f"{_W}tc")])
        stated = next(table._tbl.iter(f"{_W}tblHeader"), None) is not None
        self._flow.table(rows, header=stated)

    def _end_page(self) -> None:
        for note in self._waiting:
            self._flow.paragraph(note, section=FOOTNOTES)
        self._waiting.clear()
        self._flow.end_page()

    def _text(self, element: Any) -> str:
        parts: list[str] = []
        for node in _visible(element):
            if node.tag == f"{_W}t":
                parts.append(node.text or "")
            elif node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
                parts.append(" ")
            elif node.tag == f"{_W}noBreakHyphen":
                parts.append("-")
            elif node.tag == f"{_W}footnoteReference" and (note := self._notes.get(node.get(f"{_W}id", ""))):
                parts.append(raised(note[0]))
                self._waiting.append(f"{raised(note[0])} {note[1]}")
        return "".join(parts)


def _visible(element: Any) -> Iterator[Any]:
    """Descendants in order; what Word keeps for older programs a second time is passed over."""
    for child in element:
        if child.tag != _FALLBACK:
            yield child
            yield from _visible(child)


def _depth(row: Any, table: Any) -> int:
    """In how many tables a row stands, up to `table`: a table within a cell is read with its cell."""
    depth, parent = 0, row.getparent()
    while parent is not None:
        depth += int(parent.tag == f"{_W}tbl")
        if parent is table:
            return depth
        parent = parent.getparent()
    return depth


def _page_breaks(paragraph: Any) -> tuple[bool, bool]:
    """Whether a page ends before the paragraph, and after it: a break inside counts for the side with less text."""
    before = paragraph.find(f"{_W}pPr/{_W}pageBreakBefore") is not None
    after = False
    length = 0
    total = sum(len(node.text or "") for node in paragraph.iter(f"{_W}t"))
    for node in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}lastRenderedPageBreak"):
        if node.tag == f"{_W}t":
            length += len(node.text or "")
        elif node.tag != f"{_W}br" or node.get(f"{_W}type") == "page":
            before, after = before or 2 * length <= total and length < total, after or 2 * length > total or not total
    return before, after


def _footnotes(document: Any) -> dict[str, tuple[str, str]]:
    """Footnotes by the id by which the text refers to them: their number as printed, and their text."""
    from docx.oxml import parse_xml

    part = next((rel.target_part for rel in document.part.rels.values() if rel.reltype == _NOTES), None)
    if part is None:
        return {}
    texts: dict[str, str] = {}
    for note in parse_xml(part.blob).iterchildren(f"{_W}footnote"):
        text = " ".join("".join(node.text or "" for node in p.iter(f"{_W}t")) for p in note.iter(f"{_W}p"))
        if note.get(f"{_W}type") in (None, "normal") and text.strip():
            texts[note.get(f"{_W}id", "")] = text
    order = [node.get(f"{_W}id", "") for node in document.element.body.iter(f"{_W}footnoteReference")]
    used = [key for key in dict.fromkeys(order) if key in texts]
    return {key: (str(number), texts[key]) for number, key in enumerate(used, start=1)}


def _metadata(properties: Any) -> dict[str, object]:
    stated = {
        "title": title(properties.title or ""),
        "author": (properties.author or "").strip() if properties.author != "python-docx" else None,
        "language": (properties.language or "").split("-")[0].lower(),
        "created": created(properties.created),
    }
    return {key: value for key, value in stated.items() if value}
