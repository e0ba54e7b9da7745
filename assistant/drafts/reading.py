"""A draft as text with paragraphs, from Word (tracked changes as if accepted), Markdown or plain text."""

import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from assistant.library.reader import Limits
from assistant.processes import module_command, module_environment
from corpus.errors import CorpusError, UsageError
from corpus.readers.text import decode

MAX_BYTES = 50_000_000
SUFFIXES = (".docx", ".md", ".markdown", ".txt", ".text")
_HEADING = re.compile(r"^#{1,6}\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """`draft.text[start:end]`. `runs` are Word's own pieces, by number, with their spans, for comments to hang on."""

    start: int
    end: int
    heading: bool = False
    runs: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    name: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    word: bytes | None = None  # the file, where the draft is Word's
    notes: tuple[str, ...] = field(default=())


def read_draft(path: Path, limits: Limits | None = None) -> Draft:
    """Raises UsageError for a file that is missing, too large or of another kind, CorpusError for a broken one, and for
    one that cannot be read within the limits."""
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
    return _from_word(path.name, data, limits or Limits()) if suffix == ".docx" else draft_of(path.name, decode(data))


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


def _from_word(name: str, data: bytes, limits: Limits) -> Draft:
    """Read in a process of its own, so that no file can take the memory or the time of this one."""
    command, environment = module_command("assistant.drafts.word", str(limits.megabytes)), module_environment()
    what, fix = f"Cannot check {name}", "Save it anew, or check it in parts"
    try:
        done = subprocess.run(command, input=data, stdout=subprocess.PIPE, env=environment, timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        raise CorpusError(what=what, why=f"reading it took longer than {limits.seconds:.0f} seconds", fix=fix) from None
    if done.returncode != 0:
        raise CorpusError(what=what, why=f"its reader crashed (exit code {done.returncode})", fix=fix)
    read = json.loads(done.stdout)
    if "error" in read:
        raise CorpusError(what=what, why=read["error"]["why"], fix=read["error"]["fix"])
    paragraphs = tuple(
        Paragraph(start=start, end=end, heading=heading, runs=tuple(tuple(run) for run in runs))
        for start, end, heading, runs in read["paragraphs"]
    )
    return Draft(name=name, text=read["text"], paragraphs=paragraphs, word=data, notes=tuple(read["notes"]))
