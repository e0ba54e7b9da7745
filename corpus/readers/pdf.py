"""PDF by PDFium: every page in reading order, without running headers, and where each word stands."""

import ctypes
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from statistics import fmean

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.model import Document, Page
from corpus.outcomes import Unreadable
from corpus.readers import ocr as optical
from corpus.readers.compose import PageWriter, vocabulary
from corpus.readers.front_title import front_title
from corpus.readers.margins import without_margins
from corpus.readers.order import in_reading_order
from corpus.readers.paragraphs import body_size, named_sections, paragraphs
from corpus.readers.pdf_text import read_sheet
from corpus.readers.sheet import Sheet
from corpus.readers.stated import created, title
from corpus.readers.tables import name_columns

MAX_PAGES = 20_000
MAX_CHARACTERS = 40_000_000
MAX_BOXES = 1_500_000  # words with places; pages past that keep their text only, to bound memory
PAGE_SECONDS = 0.1  # beside what any file may take; a dense page takes a tenth of it
_BATCH = 200  # pages looked at together for what returns on them


def read(data: bytes, *, ocr: bool = True, allow: Callable[[float], None] | None = None) -> Document:
    """Pages that are pictures of text go through OCR unless `ocr` is false. `allow` hears what time the pages ask for.

    Raises Unreadable: password, damaged, too_large, needs_ocr (pictures of text, and no OCR) or empty.
    """
    with _opened(data) as document:
        if len(document) > MAX_PAGES:
            raise Unreadable(
                "too_large",
                what="Cannot read the PDF",
                why=f"it has {len(document)} pages, more than {MAX_PAGES}",
                fix="Split it into parts",
            )
        allow = allow or (lambda seconds: None)
        allow(PAGE_SECONDS * len(document))
        reading = _Reading(document, ocr=ocr and optical.available(), allow=allow)
        pages = tuple(reading.pages())
        metadata = _metadata(document)
    if reading.headline:
        metadata["headline"] = reading.headline
    if reading.unread:
        metadata["unread_pages"] = reading.unread
    if not any(page.text for page in pages):
        raise reading.nothing_found(ocr)
    if reading.confidence:
        metadata["ocr_confidence"] = round(fmean(reading.confidence), 3)
    return Document(metadata=metadata, pages=pages, ocr=bool(reading.confidence))


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
        document.init_forms()  # else values that have no drawing of their own are not seen; scripts are never run
        return document
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise Unreadable(
                "password", what="Cannot open the PDF", why="it asks for a password", fix="Add an unlocked copy"
            ) from error
        raise Unreadable(
            "damaged", what="Cannot open the PDF", why=str(error).rstrip("."), fix="Get a whole copy of the file"
        ) from error


class _Reading:
    """One pass through a document, and what was noticed on the way."""

    def __init__(self, document: pdfium.PdfDocument, *, ocr: bool, allow: Callable[[float], None]) -> None:
        self._document, self._ocr, self._allow, self._count = document, ocr, allow, len(document)
        self._boxes = self._characters = 0
        self._broken = 0  # pages
        self.unread = 0  # pages that are pictures, seen by nobody
        self.confidence: list[float] = []
        self.headline: str | None = None

    def pages(self) -> Iterator[Page]:
        section: str | None = None
        for first in range(0, self._count, _BATCH):
            sheets = [self._sheet(index) for index in range(first, min(first + _BATCH, self._count))]
            printed = without_margins(sheets)
            body, known = body_size(sheets), vocabulary(sheets)
            for sheet in sheets:
                found = paragraphs(in_reading_order(sheet), sheet, body)
                section = named_sections(found, section)
                if sheet.number == 1:
                    self.headline = front_title(found, sheet, body)
                found = name_columns(found)
                writer = PageWriter(sheet, known, boxes=self._boxes < MAX_BOXES)
                yield self._counted(writer.page(found, _label(self._document, sheet, printed)))

    def nothing_found(self, ocr_wanted: bool) -> Unreadable:
        what = "Cannot read the PDF"
        if self._broken == self._count:
            return Unreadable(
                "damaged", what=what, why="no page of it can be opened", fix="Get a whole copy of the file"
            )
        if self.unread:
            why, fix = optical.unread(ocr_wanted), optical.remedy(ocr_wanted)
            return Unreadable("needs_ocr", what=what, why=why, fix=fix)
        return Unreadable("empty", what=what, why="there are no words on its pages", fix="Check the file")

    def _sheet(self, index: int) -> Sheet:
        sheet = read_sheet(self._document, index)
        self._broken += bool(sheet.problem)
        if sheet.problem or sheet.blank or (sheet.lines and not sheet.pictured):
            return sheet
        if not self._ocr:
            self.unread += 1
            return sheet
        self._allow(optical.PAGE_SECONDS)
        seen = self._seen(sheet)
        before = sum(len(line.text) for line in sheet.lines)
        if sum(len(line.text) for line in seen.lines) <= 3 * before:  # what the file says is surer than what is seen
            return sheet
        self.confidence += [line.confidence for line in seen.lines if line.confidence is not None]
        return seen

    def _seen(self, sheet: Sheet) -> Sheet:
        with closing(self._document[sheet.number - 1]) as page:
            width, height = page.get_size()
            scale = min(optical.LONG_SIDE / max(width, height, 1.0), 300 / 72)
            image = page.render(scale=scale).to_pil()
        lines = optical.lines_of(image, scale)
        return Sheet(number=sheet.number, width=width, height=height, lines=lines, scattered=True)

    def _counted(self, page: Page) -> Page:
        self._boxes += len(page.words)
        self._characters += len(page.text)
        if self._characters > MAX_CHARACTERS:
            raise Unreadable("too_large", what="Cannot read the PDF", why="it holds too much text", fix="Split it")
        return page


def _label(document: pdfium.PdfDocument, sheet: Sheet, printed: dict[int, str]) -> str | None:
    """The number as printed on the page; the file's own label where that says more than the count of pages."""
    stated = str(document.get_page_label(sheet.number - 1)).strip()
    if stated and stated != str(sheet.number):
        return stated
    return printed.get(sheet.number) or stated or None


def _metadata(document: pdfium.PdfDocument) -> dict[str, object]:
    stated = {
        "title": title(str(document.get_metadata_value("Title"))),
        "author": " ".join(str(document.get_metadata_value("Author")).split()),
        "created": created(str(document.get_metadata_value("CreationDate"))),
        "language": _language(document),
    }
    return {key: value for key, value in stated.items() if value}


def _language(document: pdfium.PdfDocument) -> str | None:
    length = raw.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < length < 200:
        return None
    buffer = (ctypes.c_ushort * (length // 2))()
    raw.FPDFCatalog_GetLanguage(document, buffer, length)
    code = "".join(map(chr, buffer)).strip("\0 ").split("-")[0].lower()
    return code if re.fullmatch(r"[a-z]{2,3}", code) else None
