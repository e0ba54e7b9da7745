"""Small PDFs, printed for the test that needs them."""

from collections.abc import Callable, Sequence

import pytest
from fpdf import FPDF

Piece = tuple[float, float, str] | tuple[float, float, str, float] | tuple[float, float, str, float, str]
Printed = Callable[..., bytes]


@pytest.fixture
def printed() -> Printed:
    """A4 pages in points; each page a list of (x, baseline, text, size, style), `lines` of (x0, y0, x1, y1) a page."""

    def build(
        *pages: Sequence[Piece], strokes: Sequence[tuple[float, float, float, float]] = (), **options: str
    ) -> bytes:
        pdf = FPDF(unit="pt", format="A4")
        pdf.set_auto_page_break(False)
        if "password" in options:
            pdf.set_encryption("owner", user_password=options["password"])
        if "title" in options:
            pdf.set_title(options["title"])
        for page in pages:
            pdf.add_page(label_style=options.get("label_style"), label_start=1 if "label_style" in options else None)
            for x, y, text, *style in page:
                pdf.set_font("Helvetica", str(style[1]) if len(style) > 1 else "", float(style[0]) if style else 11)
                pdf.text(x, y, text)
            for x0, y0, x1, y1 in strokes:
                pdf.line(x0, y0, x1, y1)
        return bytes(pdf.output())

    return build


def column(x: float, y: float, *lines: str, size: float = 11, pitch: float = 14) -> list[Piece]:
    return [(x, y + pitch * number, line, size) for number, line in enumerate(lines)]
