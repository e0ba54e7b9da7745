"""Words from pictures of pages, by RapidOCR with the models inside its package: nothing is fetched, nothing leaves."""

import io
import logging
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

from corpus.model import Document, Page
from corpus.outcomes import Unreadable
from corpus.readers.characters import clean
from corpus.readers.compose import PageWriter, vocabulary
from corpus.readers.lines import settled
from corpus.readers.order import in_reading_order
from corpus.readers.paragraphs import body_size, named_sections, paragraphs
from corpus.readers.sheet import Line, Sheet, Word
from corpus.readers.tables import name_columns

if TYPE_CHECKING:
    from PIL.Image import Image

LONG_SIDE = 1_700  # pixels; a full page takes about 4 s on two cores, and more pixels find no more words
PAGE_SECONDS = 15.0
MAX_PIXELS = 150_000_000
MAX_FRAMES = 500
_MIN_CONFIDENCE = 0.5


def available() -> bool:
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read(data: bytes, *, ocr: bool = True, allow: Callable[[float], None] | None = None) -> Document:
    """A picture, or a TIFF of many; places are in its own pixels. `allow` hears what time each asks for.

    Raises Unreadable: needs_ocr where OCR is switched off or not installed, damaged, too_large, empty.
    """
    if not ocr or not available():
        raise Unreadable("needs_ocr", what="Cannot read the picture", why=unread(ocr), fix=remedy(ocr))
    pages: list[Page] = []
    scores: list[float] = []
    for number, image in enumerate(_frames(data), start=1):
        if allow:
            allow(PAGE_SECONDS)
        scale = min(1.0, LONG_SIDE / max(image.size))
        small = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
        lines = lines_of(small, scale)
        scores += [line.confidence for line in lines if line.confidence is not None]
        pages.append(_page(Sheet(number=number, width=image.width, height=image.height, lines=lines, scattered=True)))
    if not any(page.text for page in pages):
        raise Unreadable("empty", what="Cannot read the picture", why="no words were found in it", fix="Check the file")
    return Document(metadata={"ocr_confidence": round(fmean(scores), 3)}, pages=tuple(pages), ocr=True)


def unread(wanted: bool) -> str:
    return "it is a picture of text and OCR is " + ("not installed" if wanted else "switched off")


def remedy(wanted: bool) -> str:
    return "Install OCR: pip install rapidocr onnxruntime" if wanted else "Switch OCR on"


def lines_of(image: "Image", scale: float) -> list[Line]:
    """The lines found, places divided by `scale` (pixels of `image` a unit), in no order to rely on."""
    import numpy

    found = _engine()(numpy.asarray(image.convert("RGB"))[:, :, ::-1])
    lines = []
    for text, score, words in zip(found.txts or (), found.scores or (), found.word_results or (), strict=False):
        if score >= _MIN_CONFIDENCE and words:
            lines.append(_line(text, score, words, scale))
    lines = [line for line in lines if line.words]
    _even_out(lines)
    return settled(sorted(lines, key=lambda line: (line.y0 + line.y1) / 2))


def _even_out(lines: list[Line]) -> None:
    """Give lines of about the usual height that height: found boxes differ by whether a line has long letters."""
    usual = median(line.y1 - line.y0 for line in lines) if lines else 0.0
    for line in lines:
        if 0.7 * usual < line.y1 - line.y0 < 1.35 * usual:
            middle = (line.y0 + line.y1) / 2
            for word in line.words:
                word.y0, word.y1 = middle - usual / 2, middle + usual / 2
            line.moved()


def _line(text: str, score: float, words: Any, scale: float) -> Line:
    cell: list[Word] = []
    end = 0
    for raw_word, _, corners in words:
        start = text.find(raw_word, end)
        glued = bool(cell) and start != -1 and not text[end:start].isspace()
        end = max(end, start + len(raw_word))
        xs, ys = [x / scale for x, _ in corners], [y / scale for _, y in corners]
        if word := clean("".join(raw_word.split())):
            cell.append(Word(word, min(xs), min(ys), max(xs), max(ys), glued=glued))
    return Line(cells=[cell], confidence=float(score))


def _page(sheet: Sheet) -> Page:
    found = paragraphs(in_reading_order(sheet), sheet, body_size([sheet]))
    named_sections(found, None)
    return PageWriter(sheet, vocabulary([sheet])).page(name_columns(found), None)


@cache
def _engine() -> Any:
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error", "Global.return_word_box": True})


def _frames(data: bytes) -> Iterator["Image"]:
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # size is checked here, before anything is decoded
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"))
        if picture.width * picture.height > MAX_PIXELS:
            raise Unreadable(
                "too_large",
                what="Cannot read the picture",
                why=f"it has {picture.width} × {picture.height} pixels",
                fix="Scale it down",
            )
        for number, frame in enumerate(ImageSequence.Iterator(picture)):
            if number == MAX_FRAMES:
                break
            whole = ImageOps.exif_transpose(frame.convert("RGBA"))
            yield Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unreadable("damaged", what="Cannot read the picture", why=str(error), fix="Get a whole copy") from error
