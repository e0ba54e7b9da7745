"""Printed pages: the picture of a PDF's page, and the boxes round words on it."""

import json
import logging
import subprocess
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from assistant.library.originals import original_of
from assistant.library.store import Library
from assistant.processes import module_command, module_environment
from corpus.model import WordBox

log = logging.getLogger(__name__)

KEPT = 48  # pages kept ready, of about 150 kB each
AT_ONCE = 2  # pages drawn at the same time
PATIENCE = 15.0  # seconds a page may take
Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom, in points from the top left corner of the page as shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page as printed; its size is in points."""

    width: float
    height: float
    image: bytes  # WebP


class Sheets:
    """Draws pages of the PDFs a library was read from, each once for all who look at it, and keeps the last ones."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._kept: OrderedDict[tuple[str, int], Future[Sheet | None]] = OrderedDict()
        self._lock = threading.Lock()
        self._drawing = threading.BoundedSemaphore(AT_ONCE)

    def sheet(self, source_id: str, number: int, source_sha256: str) -> Sheet | None:
        """The page as printed; None where the file is no PDF, is gone or changed, or cannot be drawn."""
        key = (source_sha256, number)
        with self._lock:
            known = self._kept.get(key)
            waited = self._kept.setdefault(key, Future())
            self._kept.move_to_end(key)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        if known is None:
            self._fill(waited, key, source_id)
        return waited.result()

    def _fill(self, waited: "Future[Sheet | None]", key: tuple[str, int], source_id: str) -> None:
        source_sha256, number = key
        sheet = None
        try:
            path = original_of(self._library, source_id, source_sha256)
            if path is not None and _is_pdf(path):
                with self._drawing:
                    sheet = draw(path, number)
        finally:
            if sheet is None:  # not kept: the file may come back
                with self._lock:
                    self._kept.pop(key, None)
            waited.set_result(sheet)


def draw(path: Path, number: int) -> Sheet | None:
    """Draw a page in a process of its own; None, and a line in the log, where that fails or takes too long."""
    command = module_command("ui.rendering", str(path), str(number))
    try:
        done = subprocess.run(  # noqa: S603  our own module
            command, env=module_environment(), capture_output=True, timeout=PATIENCE, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        said = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip().splitlines()
        log.warning("Cannot draw page %d of %s: %s", number, path.name, said[-1] if said else error)
        return None
    head, _, image = done.stdout.partition(b"\n")
    size = json.loads(head)
    return Sheet(width=size["width"], height=size["height"], image=image)


def boxes(words: Sequence[WordBox], start: int, end: int) -> list[Rectangle]:
    """Rectangles round the words of `page.text[start:end]`, one for each run of words on a line."""
    rows: list[Rectangle] = []
    for word in words:
        if word.start >= end or word.end <= start:
            continue
        box = (word.x0, word.y0, word.x1, word.y1)
        if rows and _same_row(rows[-1], box):
            last = rows[-1]
            rows[-1] = (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            rows.append(box)
    return rows


def _same_row(row: Rectangle, box: Rectangle) -> bool:
    """Whether a word goes on where the row ends: level with it, and no further off than a wide space."""
    height = max(row[3] - row[1], box[3] - box[1])
    level = min(row[3], box[3]) - max(row[1], box[1]) > 0.5 * min(row[3] - row[1], box[3] - box[1])
    return level and max(box[0] - row[2], row[0] - box[2]) < 2 * height


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)
