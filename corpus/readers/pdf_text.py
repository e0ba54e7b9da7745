"""The words of a PDF page with their places, by PDFium: the only module that calls its raw interface for text.

PDFium is asked for two boxes a word, not one a character: calls are what costs time here.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.readers.characters import LINE_END_HYPHENS, clean, raised, right_to_left
from corpus.readers.grid import MAX_STROKES, Stroke, with_rows
from corpus.readers.lines import Placed, assembled
from corpus.readers.sheet import Box, Sheet, Word, differs_in_height, is_raised

MAX_CHARACTERS = 200_000  # of one page; more is a trap, not a page
_WORD = re.compile(r"[^\s\x00-\x1f\x7f\ufffe\uffff]+")
_HYPHEN_MARKS = "\x02\ufffe"  # PDFium puts these for hyphens at line ends, and no line end after them
_BOLD_NAME = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_PRINTED = frozenset({raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_WIDGET})
_THIN = 3.0  # points; a path no wider than this is a line
_LITTLE_TEXT = 100  # characters
_FAR = 100_000.0  # points; places beyond are nonsense
_MAX_ANNOTATIONS = 2_000


def read_sheet(document: pdfium.PdfDocument, index: int) -> Sheet:
    """Page `index` (from 0). A page that cannot be parsed comes back without lines and says why."""
    try:
        _print_annotations(document, index)
        with closing(document[index]) as page, closing(page.get_textpage()) as textpage:
            return _sheet(page, textpage, index + 1)
    except pdfium.PdfiumError as error:
        return Sheet(number=index + 1, width=0, height=0, problem=str(error))


def _print_annotations(document: pdfium.PdfDocument, index: int) -> None:
    """Make what stands in form fields and text boxes part of the page, in memory, as it is when the page is printed."""
    with closing(document[index]) as page:
        for number in range(min(raw.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
            annotation = raw.FPDFPage_GetAnnot(page, number)
            subtype = raw.FPDFAnnot_GetSubtype(annotation)
            raw.FPDFPage_CloseAnnot(annotation)
            if subtype in _PRINTED:
                raw.FPDFPage_Flatten(page, raw.FLAT_PRINT)
                return


def _sheet(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, number: int) -> Sheet:
    glyphs = _Glyphs(page, textpage)
    lines = assembled(glyphs.words(), glyphs.bold)
    if sum(len(line.cells) > 1 for line in lines) > 2:
        lines = with_rows(lines, list(glyphs.strokes(page)))
    shown = [
        line for line in lines if line.x1 > 0 and line.y1 > 0 and line.x0 < glyphs.width and line.y0 < glyphs.height
    ]
    return Sheet(
        number=number,
        width=glyphs.width,
        height=glyphs.height,
        lines=shown or lines,  # what lies outside the page is a printer's note, unless everything does
        pictured=sum(len(line.text) for line in lines) < _LITTLE_TEXT and _image_share(page) > 0.8,
        blank=not lines and raw.FPDFPage_CountObjects(page) <= 0,
        turn=glyphs.turn,
    )


class _Glyphs:
    """The characters of one page, and where each stands, in points from the top left corner of the page as shown.

    Where most of the text runs sideways, the page is turned until it is upright.
    """

    def __init__(self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> None:
        self._page = textpage.raw
        self._rect = raw.FS_RECTF()
        self._rect_reference = ctypes.byref(self._rect)
        self._name = ctypes.create_string_buffer(128)
        self.text = self._characters(min(textpage.count_chars(), MAX_CHARACTERS))
        self.turn = self._turn_to_upright(page.get_rotation())
        self._place = _placer(page.get_bbox(), (page.get_rotation() + self.turn) % 360)
        self.width, self.height = page.get_size() if self.turn % 180 == 0 else page.get_size()[::-1]

    def _characters(self, count: int) -> str:
        get, page = raw.FPDFText_GetUnicode, self._page
        codes = [get(page, index) for index in range(count)]
        if count > 3 and all(code & 0xFF == 0 and code > 0xFF or code < 0x21 for code in codes):
            codes = [code >> 8 or code for code in codes]  # the file states its Unicode with the bytes swapped
        return "".join(chr(code) if code < 0x110000 else "\0" for code in codes)

    def _turn_to_upright(self, rotation: int) -> int:
        step = len(self.text) // 40 + 1
        sample = [index for index in range(0, len(self.text), step) if self.text[index] > " "]
        angles = Counter(round(raw.FPDFText_GetCharAngle(self._page, index) / 1.5708) % 4 * 90 for index in sample)
        if not angles:
            return 0
        angle, count = angles.most_common(1)[0]
        return -(rotation + angle) % 360 if count > 0.7 * len(sample) else 0

    def box(self, index: int) -> Box:
        """By the font's height, so that all characters of a line stand equally high; else by the ink."""
        rect = self._rect
        if raw.FPDFText_GetLooseCharBox(self._page, index, self._rect_reference) and (
            0.5 < abs(rect.top - rect.bottom) < _FAR and abs(rect.left) < _FAR and abs(rect.right) < _FAR
        ):
            return self._place(rect.left, rect.bottom, rect.right, rect.top)
        edges = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetCharBox(self._page, index, *map(ctypes.byref, edges))
        left, right, bottom, top = (edge.value if abs(edge.value) < _FAR else 0.0 for edge in edges)
        return self._place(left, bottom, right, top)

    def bold(self, index: int) -> bool:
        flags = ctypes.c_int()
        raw.FPDFText_GetFontInfo(self._page, index, self._name, 128, ctypes.byref(flags))
        return bool(flags.value & _FORCE_BOLD or _BOLD_NAME.search(self._name.value))

    def words(self) -> Iterator[Placed]:
        """Words in the order of the file, each with what stood between it and the one before."""
        end = 0
        for match in _WORD.finditer(self.text):
            between, hyphen = self.text[end : match.start()], self.text[match.end() : match.end() + 1]
            end = match.end()
            text = clean(match[0])
            if text or match[0][-1] in LINE_END_HYPHENS:
                yield self._placed(match, text, between, hyphen)

    def strokes(self, page: pdfium.PdfPage) -> Iterator[Stroke]:
        """Lines drawn on the page, as those of tables are; none where there are too many to be tables."""
        count = raw.FPDFPage_CountObjects(page)
        edges = [ctypes.c_float() for _ in range(4)]
        for index in range(count if count < 20 * MAX_STROKES else 0):
            item = raw.FPDFPage_GetObject(page, index)
            if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_PATH or raw.FPDFPath_CountSegments(item) > 6:
                continue
            if raw.FPDFPageObj_GetBounds(item, *map(ctypes.byref, edges)):
                x0, y0, x1, y1 = self._place(*(edge.value for edge in edges))
                if x1 - x0 + y1 - y0 > 8 and (x1 - x0) * (y1 - y0) < 0.8 * self.width * self.height:
                    yield from _stroke((x0, y0, x1, y1))

    def _placed(self, match: re.Match[str], text: str, between: str, after: str) -> Placed:
        first, last = self.box(match.start()), self.box(match.end() - 1)
        x0, y0, x1, y1 = first
        if len(match[0]) > 1:
            if differs_in_height(first, last):
                text = self._with_raised(match, text, first, last)
            x0, y0, x1, y1 = min(x0, last[0]), min(y0, last[1]), max(x1, last[2]), max(y1, last[3])
        broken = "-" if match[0][-1] == "\u00ad" or (after and after in _HYPHEN_MARKS) else ""
        generated = between == " " and bool(raw.FPDFText_IsGenerated(self._page, match.start() - 1))
        word = Word(text, x0, y0, x1, y1, broken=broken)
        return Placed(word, match.start(), between, generated, right_to_left(text))

    def _with_raised(self, match: re.Match[str], text: str, first: Box, last: Box) -> str:
        """The word with the digits above its line raised: a note's number is no part of the figure before it."""
        base = max(first, last, key=lambda box: box[3] - box[1])
        if len(text) != len(match[0]):
            return text
        return "".join(
            raised(character) if character.isdigit() and is_raised(self.box(index), base) else character
            for index, character in enumerate(text, start=match.start())
        )


def _stroke(box: Box) -> Iterator[Stroke]:
    """The strokes of a path by its outline: a thin one is a line, a larger one a frame or a shaded cell."""
    x0, y0, x1, y1 = box
    if y1 - y0 < _THIN:
        yield Stroke(upright=False, at=(y0 + y1) / 2, low=x0, high=x1)
    elif x1 - x0 < _THIN:
        yield Stroke(upright=True, at=(x0 + x1) / 2, low=y0, high=y1)
    else:
        yield from (Stroke(upright=False, at=y, low=x0, high=x1) for y in (y0, y1))
        yield from (Stroke(upright=True, at=x, low=y0, high=y1) for x in (x0, x1))


def _placer(bounds: Box, degrees: int) -> Callable[[float, float, float, float], Box]:
    """From PDF user space (left, bottom, right, top) to the page as shown after a clockwise turn."""
    left, bottom, right, top = bounds
    places: dict[int, Callable[[float, float, float, float], Box]] = {
        0: lambda a, b, c, d: (a - left, top - d, c - left, top - b),
        90: lambda a, b, c, d: (b - bottom, a - left, d - bottom, c - left),
        180: lambda a, b, c, d: (right - c, b - bottom, right - a, d - bottom),
        270: lambda a, b, c, d: (top - d, right - c, top - b, right - a),
    }
    return places[degrees]


def _image_share(page: pdfium.PdfPage) -> float:
    """The largest share of the page that one image covers, 0 to 1."""
    width, height = page.get_size()
    largest = 0.0
    for number, image in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
        if number == 100:
            break
        left, bottom, right, top = image.get_bounds()
        largest = max(largest, (right - left) * (top - bottom))
    return float(largest / max(width * height, 1.0))
