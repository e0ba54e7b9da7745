"""Lines kept in a file as they come: one that a crash cut off spoils neither those before nor the next."""

import os
from pathlib import Path


def kept_lines(path: Path) -> list[bytes]:
    """As bytes, since a line may be cut off within a character; none where there is no file."""
    return path.read_bytes().split(b"\n") if path.is_file() else []


def keep_line(path: Path, line: str) -> None:
    """Write a line at the end, on one of its own also where the last was cut off."""
    with path.open("a+b") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(f"{line}\n".encode())
