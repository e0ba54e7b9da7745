"""A draft as text with paragraphs, from Word (tracked changes as if accepted), Markdown or plain text."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError, UsageError
from corpus.readers import docx as word_files
from corpus.readers.text import decode

MAX_BYTES = 50_000_000
SUFFIXES = (".docx", ".md", ".markdown", ".txt", ".text")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = {f"{_W}del", f"{_W}moveFrom"}
_HEADING = re.compile(r"^#{1,6}\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """`draft.text[start:end]`. `runs` are Word's own pieces with their spans, for comments to hang on."""

    start: int
    end: int
    heading: bool = False
    runs: tuple[tuple[Any, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    name: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    word: Any = None  # python-docx's document, where the draft is one
    notes: tuple[str, ...] = field(default=())


def read_draft(path: Path) -> Draft:
    """Raises UsageError for a file that is missing, too large or of another kind, CorpusError for a broken one."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(
            what=f"Cannot check {path}", why=f"{suffix or 'no ending'} is no draft", fix="Save it as .docx, .md or .txt"
        )
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(what=f"Cannot check {path}", why="it is larger than 50 MB", fix="Check it in parts")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(what=f"Cannot read {path}", why=str(error), fix="Name a file that can be read") from error
    return _from_word(path.name, data) if suffix == ".docx" else draft_of(path.name, decode(data))


def draft_of(name: str, text: str) -> Draft:
    """Plain or Markdown text: paragraphs end at empty lines, at headings and at list items."""
    text = text.replace("\r\n", "\n")
    paragraphs = []
    for match in re.finditer(
        r"(?:^|(?<=\n))(?:#{1,6}\s[^\n]*|(?:[^\n]*\S[^\n]*(?:\n(?![#*+-]\s|\d+[.)]\s|\s*\n))?)+)", text
    ):
        start, end = _trimmed(text, *match.span())
        if start < end:
            paragraphs.append(Paragraph(start=start, end=end, heading=bool(_HEADING.match(text[start:end]))))
    return Draft(name=name, text=text, paragraphs=tuple(paragraphs))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _from_word(name: str, data: bytes) -> Draft:
    word_files.read(data)  # says password, damaged, too large or empty as for any Word file
    from docx import Document

    document = Document(io.BytesIO(data))
    pieces: list[str] = []
    paragraphs: list[Paragraph] = []
    length = changed = 0
    for element in document.element.body.iter(f"{_W}p"):
        runs, text = [], ""
        for run in _kept_runs(element):
            piece = _run_text(run)
            runs.append((run, length + len(text), length + len(text) + len(piece)))
            text += piece
        changed += sum(1 for _ in element.iter(f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo"))
        if text.strip():
            paragraphs.append(
                Paragraph(start=length, end=length + len(text), heading=_is_heading(element), runs=tuple(runs))
            )
            pieces.append(text + "\n")
            length += len(text) + 1
    if not paragraphs:
        raise CorpusError(what=f"Cannot check {name}", why="it holds no text", fix="Check the file")
    notes = (f"{changed} tracked changes were read as if accepted",) if changed else ()
    return Draft(name=name, text="".join(pieces), paragraphs=tuple(paragraphs), word=document, notes=notes)


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
