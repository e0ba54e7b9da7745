"""One page of a PDF as a picture, in a process of its own: a file that crashes PDFium takes down only that.

`python -m ui.rendering FILE PAGE` writes a line of JSON, {"width": points, "height": points}, then a WebP image.
"""

import json
import sys
from io import BytesIO

SCALE = 2.0  # pixels a point: sharp at twice the panel's width
LONGEST_SIDE = 2_600  # pixels
MEMORY = 2 * 1024**3  # bytes the process may ask for


def main(path: str, number: int) -> None:
    _limit_memory()
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(path)
    page = document[number - 1]
    width, height = page.get_size()
    image = page.render(scale=min(SCALE, LONGEST_SIDE / max(width, height, 1.0)), may_draw_forms=False).to_pil()
    encoded = BytesIO()
    image.convert("RGB").save(encoded, "webp", quality=82, method=2)
    sys.stdout.buffer.write(json.dumps({"width": width, "height": height}).encode() + b"\n" + encoded.getvalue())


def _limit_memory() -> None:
    try:
        import resource
    except ModuleNotFoundError:  # Windows has no such limit; the time limit remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
