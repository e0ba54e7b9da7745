"""The page as printed, with boxes round the cited words."""

import io
import re
import threading
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image

from assistant.encoders.embedding import Embedder
from assistant.library.originals import UPLOADS, keep_upload, original_of, safe_name
from assistant.library.store import Library
from assistant.library.writing import remove_source
from corpus.model import WordBox
from tests.conftest import add
from ui.sheets import Sheets, boxes, draw
from ui.sources import PAD, Place, source_html

LINES = (
    "The harbour police of Sandport freed forty-one workers in March,",
    "all of whom had been promised work in hotels and had paid for it",
    "with loans that grew by the week. None had a contract.",
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A printed page of our own: three lines of text and a black square far from them."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.add_page()
    pdf.set_font("Helvetica", "", 11)
    for number, line in enumerate(LINES):
        pdf.text(60, 120 + 14 * number, line)
    pdf.rect(300, 600, 100, 100, style="F")
    path = tmp_path / "sandport report.pdf"
    path.write_bytes(bytes(pdf.output()))
    return path


def added(library: Library, embedder: Embedder, path: Path) -> str:
    source_id = add(library, embedder, path)[0].source_id
    assert source_id is not None
    return source_id


def rectangles(html: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of the boxes, without their padding."""
    found = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)">', html)
    sides = [tuple(map(float, four)) for four in found]
    return [(x + PAD, y + PAD, x + w - PAD, y + h - PAD) for x, y, w, h in sides]


def test_the_boxes_stand_round_exactly_the_cited_words(library: Library, embedder: Embedder, report: Path) -> None:
    source_id = added(library, embedder, report)
    stored = library.page(source_id, 1)
    assert stored is not None
    start = stored.page.text.index("promised")
    end = stored.page.text.index("grew") + len("grew")
    html = source_html(Place(source=source_id, page=1, start=start, end=end), library, Sheets(library))
    assert html is not None
    cited = [w for w in stored.page.words if start <= w.start and w.end <= end]
    others = [w for w in stored.page.words if w not in cited]
    found = rectangles(html)
    assert len(found) == 2, "one box a line"

    def boxed(word: WordBox) -> bool:
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in found)

    assert all(map(boxed, cited))
    assert not any(map(boxed, others))
    assert 'viewBox="0 0 595.3 841.9"' in html
    assert stored.page.text[start:end] in html, "the same words are marked in the text below"


def test_the_picture_shows_the_page(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (report.parent / "json.py").write_text("raise SystemExit(9)", "utf-8")
    monkeypatch.chdir(report.parent)
    sheet = draw(report, 1)
    assert sheet is not None
    image = Image.open(io.BytesIO(sheet.image))
    scale = image.width / sheet.width
    assert sheet.width / sheet.height == pytest.approx(image.width / image.height, abs=0.01)
    assert sum(image.getpixel((int(350 * scale), int(650 * scale)))) < 60
    assert sum(image.getpixel((int(100 * scale), int(650 * scale)))) > 700


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 and nothing more", b"no pdf at all"])
def test_a_file_that_cannot_be_drawn_is_logged_and_shown_as_text(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    assert draw(path, 1) is None
    assert "Cannot draw page 1 of broken.pdf" in caplog.text


def test_a_page_is_drawn_once_for_all_who_look_at_it(
    library: Library, embedder: Embedder, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source_id = added(library, embedder, report)
    stored = library.page(source_id, 1)
    assert stored is not None
    drawn: list[int] = []
    monkeypatch.setattr("ui.sheets.draw", lambda path, number: (drawn.append(number), draw(path, number))[1])
    sheets = Sheets(library)
    looking = [threading.Thread(target=sheets.sheet, args=(source_id, 1, stored.source_sha256)) for _ in range(4)]
    for one in looking:
        one.start()
    for one in looking:
        one.join()
    assert drawn == [1]


def test_a_file_that_has_gone_or_changed_is_never_shown_in_place_of_the_one_that_was_read(
    library: Library, embedder: Embedder, report: Path
) -> None:
    source_id = added(library, embedder, report)
    stored = library.page(source_id, 1)
    assert stored is not None
    assert original_of(library, source_id, stored.source_sha256) == report
    report.write_bytes(report.read_bytes() + b" ")
    assert original_of(library, source_id, stored.source_sha256) is None
    report.unlink()
    html = source_html(Place(source=source_id, page=1), library, Sheets(library))
    assert html is not None
    assert "<img" not in html
    assert "Sandport freed forty-one workers" in html


def test_an_uploaded_file_is_kept_and_goes_with_its_source(library: Library, embedder: Embedder, report: Path) -> None:
    kept = keep_upload(library, report.name, report.read_bytes())
    report.unlink()
    source_id = added(library, embedder, kept)
    stored = library.page(source_id, 1)
    assert stored is not None
    assert original_of(library, source_id, stored.source_sha256) == kept
    remove_source(library, source_id)
    assert not list((library.folder / UPLOADS).iterdir())


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\report.pdf", "report.pdf"),
        ("..", "document"),
        ("", "document"),
        ("a\x00b\n.pdf", "a b .pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
        ("រដ្ឋ.pdf", "រដ្ឋ.pdf"),
    ],
)
def test_the_name_of_an_upload_is_never_a_path(name: str, kept: str) -> None:
    assert safe_name(name) == kept


def test_a_very_long_name_keeps_its_extension() -> None:
    assert safe_name("x" * 400 + ".pdf") == "x" * 120 + ".pdf"


def test_words_on_a_line_share_a_box_and_columns_do_not() -> None:
    def word(start: int, x0: float, x1: float, y0: float = 0.0) -> WordBox:
        return WordBox(start=start, end=start + 3, x0=x0, y0=y0, x1=x1, y1=y0 + 10)

    words = [word(0, 0, 20), word(4, 24, 40), word(8, 200, 220), word(12, 0, 20, 14)]
    assert boxes(words, 0, 15) == [(0, 0, 40, 10), (200, 0, 220, 10), (0, 14, 20, 24)]
    assert boxes(words, 5, 6) == [(24, 0, 40, 10)]
    assert boxes(words, 3, 4) == []
