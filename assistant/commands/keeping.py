"""`library backup | restore | export`: what an operator does so that nothing is lost."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.library import opened
from assistant.settings import load_settings

Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def register(library: typer.Typer) -> None:
    for command in (backup, restore, export):
        library.command()(command)


def backup(file: Annotated[Path, typer.Argument(metavar="FILE")], force: Force = False) -> None:
    """Back the library up into one file, while others use it: texts, kept answers and uploaded files."""
    from assistant.library.backups import back_up

    with opened(load_settings()) as library:
        made = back_up(library, file, force=force)
    print(f"{file}: {made.sources} sources, {made.passages} passages, {file.stat().st_size:,} bytes")


def restore(file: Annotated[Path, typer.Argument(metavar="FILE")], force: Force = False) -> None:
    """Put a backup in the library's place, once it has passed its checks."""
    from assistant.library.backups import restore as put_back

    settings = load_settings()
    made = put_back(settings, file, force=force)
    print(f"{settings.library_folder}: {made.sources} sources, {made.passages} passages, as of {made.made_at}")


def export(file: Annotated[Path, typer.Argument(metavar="FILE.jsonl")], force: Force = False) -> None:
    """Write every source as a JSON line that `library add` reads back to the same ids."""
    from assistant.library.exporting import export as write

    with opened(load_settings()) as library:
        written = write(library, file, force=force)
        print(f"{len(library.sources)} sources", file=sys.stderr)
    for path in written:
        print(path)
