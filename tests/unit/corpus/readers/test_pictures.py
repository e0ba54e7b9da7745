"""Pictures of text: OCR where it is wanted, needs_ocr where it is not."""

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from corpus.outcomes import Unreadable
from corpus.readers import ocr, read

needs_engine = pytest.mark.skipif(not ocr.available(), reason="rapidocr and onnxruntime are not installed")
SENTENCE = "Forty-one workers were freed in 2023."


@pytest.fixture
def picture() -> Image.Image:
    image = Image.new("RGB", (1200, 300), "white")
    ImageDraw.Draw(image).text((60, 110), SENTENCE, fill="black", font=ImageFont.load_default(48))
    return image


def saved(image: Image.Image, kind: str) -> bytes:
    held = io.BytesIO()
    image.save(held, kind)
    return held.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_without_ocr_a_picture_of_text_says_so(picture: Image.Image, kind: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(saved(picture, kind), f"scan.{kind.lower()}", use_ocr=False)
    assert caught.value.outcome == "needs_ocr"


@needs_engine
@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_ocr_finds_the_words_and_their_places(picture: Image.Image, kind: str) -> None:
    document = read(saved(picture, kind), f"scan.{kind.lower()}")
    [page] = document.pages
    assert document.ocr and page.text == SENTENCE
    assert float(str(document.metadata["ocr_confidence"])) > 0.9
    last = page.words[-1]
    assert page.text[last.start : last.end] == "2023." and 500 < last.x0 < last.x1 < 1100


def test_a_picture_that_is_none_is_damaged() -> None:
    with pytest.raises(Unreadable) as caught:
        read(b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "scan.png")
    assert caught.value.outcome in ("damaged", "needs_ocr")
