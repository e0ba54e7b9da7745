"""The process that reads a Word draft for another one: `python -m assistant.drafts.word MEGABYTES`.

The file comes on standard input; its text goes to standard output as JSON, or why it cannot be read.
"""

import io
import json
import os
import re
import sys
import threading
from collections.abc import Iterator
from typing import Any

from corpus.errors import CorpusError, ExplainedError
from corpus.readers import docx as word_files
from corpus.reading_worker import end_with, limit_memory

MAX_CHARACTERS = 2_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = {f"{_W}del", f"{_W}moveFrom"}


def main() -> None:
    limit_memory(int(sys.argv[1]))
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    try:
        said = read(sys.stdin.buffer.read())
    except ExplainedError as error:
        said = {"error": error.as_dict()}
    except MemoryError:
        said = {"error": {"why": "reading it takes more memory than is allowed", "fix": "Check it in parts"}}
    json.dump(said, sys.stdout)


def read(data: bytes) -> dict[str, Any]:
    """Text, notes and paragraphs as [start, end, heading, runs]; a run is [number, start, end], counted in `runs_in`.

    Raises CorpusError for a file that is locked, damaged, too large or empty.
    """
    word_files.read(data)  # says password, damaged, too large or empty as for any Word file
    from docx import Document

    document = Document(io.BytesIO(data))
    numbers = {run: number for number, run in enumerate(runs_in(document))}
    pieces: list[str] = []
    paragraphs: list[list[Any]] = []
    length = changed = 0
    for element in document.element.body.iter(f"{_W}p"):
        runs, text = [], ""
        for run in _kept_runs(element):
            piece = _run_text(run)
            runs.append([numbers[run], length + len(text), length + len(text) + len(piece)])
            text += piece
        changed += sum(1 for _ in element.iter(f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo"))
        if text.strip():
            paragraphs.append([length, length + len(text), _is_heading(element), runs])
            pieces.append(text + "\n")
            length += len(text) + 1
        if length > MAX_CHARACTERS:
            why = f"it has more than {MAX_CHARACTERS:,} characters"
            raise CorpusError(what="Cannot read the Word file", why=why, fix="Check it in parts")
    if not paragraphs:
        raise CorpusError(what="Cannot read the Word file", why="it holds no text", fix="Check the file")
    notes = [f"{changed} tracked changes were read as if accepted"] if changed else []
    return {"text": "".join(pieces), "paragraphs": paragraphs, "notes": notes}


def runs_in(document: Any) -> list[Any]:
    """Word's own pieces of text, in the order of the file."""
    return list(document.element.body.iter(f"{_W}r"))


def _kept_runs(paragraph: Any) -> Iterator[Any]:
    """Runs that are there once every change is accepted."""
    for run in paragraph.iter(f"{_W}r"):
        ancestors = {a.tag for a in run.iterancestors()}
        if not ancestors & _GONE:
            yield run


def _run_text(run: Any) -> str:
    parts = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
    return "".join((child.text or "") if child.tag == f"{_W}t" else parts.get(child.tag, "") for child in run)


def _is_heading(paragraph: Any) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and bool(re.match(r"(?i)heading|title", style.get(f"{_W}val") or ""))


if __name__ == "__main__":
    main()
