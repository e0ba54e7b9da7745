"""The files publications were read from: where they still are, and the copies kept of what was uploaded."""

import re
from hashlib import file_digest, sha256
from pathlib import Path

from assistant.library.store import Library

UPLOADS = "uploads"
LONGEST_NAME = 120  # characters; file systems take 255 bytes
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:]+")


def original_of(library: Library, source_id: str, source_sha256: str) -> Path | None:
    """The file a revision was read from, with the very bytes it had then; None where it is gone or has changed."""
    rows = library.connection.execute(
        "SELECT DISTINCT origin FROM revision WHERE source_id = ? AND sha256 = ? AND origin IS NOT NULL",
        (source_id, source_sha256),
    )
    for (origin,) in rows.fetchall():
        path = Path(origin)
        if path.is_file() and _digest(path) == source_sha256:
            return path
    return None


def keep_upload(library: Library, name: str, data: bytes) -> Path:
    """Keep an uploaded file beside the library under its own name, in a folder named by its content."""
    kept = library.folder / UPLOADS / sha256(data).hexdigest()[:32] / safe_name(name)
    kept.parent.mkdir(parents=True, exist_ok=True)
    partial = kept.with_name(kept.name + ".partial")
    partial.write_bytes(data)
    partial.replace(kept)
    return kept


def safe_name(name: str) -> str:
    """The last part of a path as a name for a file: no separators, no control characters, its extension kept."""
    last = _UNSAFE.sub(" ", re.split(r"[/\\]", name)[-1]).strip(" .") or "document"
    stem, dot, extension = last.rpartition(".")
    return last if len(last) <= LONGEST_NAME else f"{(stem or last)[:LONGEST_NAME]}{dot}{extension[:12]}"


def uploads_of(library: Library, source_id: str) -> list[Path]:
    """Kept copies that belong to a source alone; whoever forgets the source deletes them too."""
    kept = (library.folder / UPLOADS).absolute()
    rows = library.connection.execute(
        "SELECT origin FROM revision WHERE source_id = ?1 EXCEPT SELECT origin FROM revision WHERE source_id <> ?1",
        (source_id,),
    )
    paths = [Path(origin) for (origin,) in rows.fetchall() if origin]
    return [path for path in paths if path.is_relative_to(kept)]


def forget_uploads(paths: list[Path]) -> None:
    """Delete kept copies with the folders made for them."""
    for path in paths:
        path.unlink(missing_ok=True)
        if path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
