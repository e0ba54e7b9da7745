"""What the adapters share: JSON lines read with errors naming file and line, and documents as `library add` takes."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import UsageError

Row = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of a set. None means that the set does not say."""

    doc_id: str
    text: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    country: str | None = None


def write_documents(documents: Iterable[Document], path: Path) -> Path:
    """Write documents as the JSON lines that `library add` reads."""
    keys = Document.__slots__
    lines = (
        json.dumps({k: v for k in keys if (v := getattr(d, k)) is not None}, ensure_ascii=False) for d in documents
    )
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def read_rows(path: Path, parse: Callable[[Row], T]) -> list[T]:
    """Each line's object, parsed. Raises UsageError that names file, line and field where one does not fit."""
    found = []
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            found.append(_parsed(path, number, line, parse))
    return found


def _parsed(path: Path, number: int, line: str, parse: Callable[[Row], T]) -> T:
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise TypeError("the line is no JSON object")
        return parse(row)
    except (KeyError, TypeError, ValueError, SyntaxError) as error:
        why = f"field {error} is missing" if isinstance(error, KeyError) else str(error)
        raise UsageError(
            what=f"Cannot read line {number} of {path}", why=why, fix="Correct the line, or name the right folder"
        ) from error


def read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(what=f"Cannot read {path}", why=str(error), fix="Name the folder of the set") from error


def files_matching(folder: Path, *patterns: str) -> list[Path]:
    """Files of the set in a stable order. Raises UsageError where there is none."""
    found = sorted({path for pattern in patterns for path in folder.glob(pattern) if path.is_file()})
    if not found:
        why = f"it holds no {' or '.join(patterns)}" if folder.is_dir() else "there is no such folder"
        raise UsageError(what=f"Cannot read the set in {folder}", why=why, fix="Name the folder of the set with --data")
    return found
