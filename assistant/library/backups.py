"""Backups: one file with all that a library cannot be rebuilt without, made while others use it, and put back.

A zip file: `manifest.json`, `library.sqlite`, `records.sqlite` where answers are kept, and the uploaded files. Indexes
are made anew. Who may log in is no part of it: an old backup must not bring back a person who was removed.
"""

import json
import os
import re
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.index.searching import Indexes
from assistant.library.checking import content_problems
from assistant.library.lock import writer_lock
from assistant.library.originals import UPLOADS, forget_uploads
from assistant.library.schema import FILE, RESTORING, forget_older_copies
from assistant.library.store import Library
from assistant.records import FILE as RECORDS
from assistant.settings import Settings
from corpus.errors import LibraryError, UsageError

FORMAT = 1
MANIFEST = "manifest.json"
_UPLOAD = re.compile(rf"{UPLOADS}/[0-9a-f]{{32}}/[^/\\\x00]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    made_at: str  # ISO 8601, UTC
    folder: str  # where the library lay
    fingerprint: str
    sources: int
    passages: int


def back_up(library: Library, path: Path, *, force: bool = False) -> Manifest:
    """Write a backup, whole or not at all, readable by its owner only. Others may read and write the library meanwhile.

    Raises UsageError where the file exists (and `force` is not set), LibraryError where it cannot be written.
    """
    refuse_existing(path, force)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as made:
            copied = Path(made) / FILE
            _copy(library.folder / FILE, copied)
            unfinished = Path(made) / "unfinished"
            with (
                closing(Library(Path(made))) as copy,
                open(os.open(unfinished, os.O_CREAT | os.O_RDWR, 0o600), "wb") as f,
            ):
                manifest = _manifest_of(copy, library.folder)
                _pack(library.folder, copy, manifest, zipfile.ZipFile(f, "w", zipfile.ZIP_DEFLATED, compresslevel=1))
            unfinished.replace(path)
    except (sqlite3.Error, OSError) as error:
        raise LibraryError(
            what=f"Cannot write the backup {path}",
            why=str(error),
            fix="Check the folder and the space left on its disk",
        ) from error
    return manifest


def restore(settings: Settings, path: Path, *, force: bool = False) -> Manifest:
    """Put a backup in the place of the settings' library, after checking all of it; indexes are made anew.

    Whoever reads the library meanwhile goes on, and sees the restored one next; nothing stays of what it replaces, in
    no copy of an older version either. Raises LibraryError for a file that is
    no whole backup or that a newer version wrote, UsageError where the library holds something and `force` is not set.
    """
    folder = settings.library_folder
    with _opened(path) as archive:
        manifest = _checked_manifest(archive, path)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with (
                closing(Library(folder, create=True)) as library,  # an older one is brought up, which takes the lock
                writer_lock(folder, wait_s=5),
            ):
                _refuse_full(library, force)
                with tempfile.TemporaryDirectory(dir=folder, prefix=RESTORING) as made:
                    _unpack(archive, Path(made))
                    _check_copy(Path(made), manifest, path)
                    _put_back(Path(made), library, manifest)
                forget_older_copies(folder)
                Indexes(library, settings).rebuild()
        except (sqlite3.Error, OSError) as error:
            raise LibraryError(
                what=f"Cannot restore {path}", why=str(error),
                fix="Free the disk or stop what uses the library, and run the command again",
            ) from error  # fmt: skip
    return manifest


def refuse_existing(path: Path, force: bool) -> None:
    """Raises UsageError where a file would be overwritten."""
    if path.exists() and not force:
        raise UsageError(
            what=f"Will not write {path}", why="it exists already", fix="Give another name, or --force to replace it"
        )


def _copy(source: Path, target: Path) -> None:
    """A snapshot by SQLite's online backup (sqlite.org/backup.html): one state, whoever writes meanwhile."""
    with closing(sqlite3.connect(source, timeout=30)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)


def _manifest_of(copy: Library, folder: Path) -> Manifest:
    return Manifest(
        format=FORMAT, made_at=datetime.now(UTC).isoformat(timespec="seconds"), folder=str(folder.absolute()),
        fingerprint=copy.fingerprint, sources=len(copy.sources), passages=copy.count("passage"),
    )  # fmt: skip


def _pack(folder: Path, copy: Library, manifest: Manifest, archive: zipfile.ZipFile) -> None:
    with archive:
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        copy.connection.execute("PRAGMA journal_mode = DELETE")  # all of it in one file
        archive.write(copy.folder / FILE, FILE)
        if (folder / RECORDS).is_file():
            _copy(folder / RECORDS, copy.folder / RECORDS)
            archive.write(copy.folder / RECORDS, RECORDS)
        for upload in _uploads(copy, folder):
            if upload.is_file():
                archive.write(upload, upload.relative_to(folder.absolute()).as_posix(), zipfile.ZIP_STORED)


def _uploads(library: Library, folder: Path) -> list[Path]:
    """The uploaded files that revisions were read from."""
    kept = folder.absolute() / UPLOADS
    rows = library.connection.execute("SELECT DISTINCT origin FROM revision WHERE origin IS NOT NULL ORDER BY origin")
    return [path for (origin,) in rows if (path := Path(origin)).is_relative_to(kept)]


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    if not path.is_file():
        raise UsageError(what=f"Cannot restore {path}", why="there is no such file", fix="Check the path")
    try:
        with zipfile.ZipFile(path) as archive:
            if damage := _damage(archive):
                raise _unusable(path, damage)
            yield archive
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise _unusable(path, f"it is no whole backup ({error})") from error


def _damage(archive: zipfile.ZipFile) -> str | None:
    try:
        damaged = archive.testzip()
    except (RuntimeError, zlib.error) as error:  # encrypted, or no deflated data
        return f"it cannot be unpacked ({error})"
    return f"{damaged} in it is damaged" if damaged else None


def _checked_manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads(archive.read(MANIFEST)))
    except (KeyError, ValueError, TypeError) as error:
        raise _unusable(path, "it is no backup of a library") from error
    if manifest.format > FORMAT:
        raise LibraryError(
            what=f"Cannot restore {path}", why="a newer version of the assistant wrote it", fix="Install that version"
        )
    return manifest


def _refuse_full(library: Library, force: bool) -> None:
    if library.sources and not force:
        raise UsageError(
            what=f"Will not restore into {library.folder}", why=f"it holds {len(library.sources)} source(s)",
            fix="Name an empty folder with --library, or give --force to replace what it holds",
        )  # fmt: skip


def _unpack(archive: zipfile.ZipFile, into: Path) -> None:
    for name in archive.namelist():
        if name in (FILE, RECORDS) or (_UPLOAD.fullmatch(name) and ".." not in Path(name).parts):
            archive.extract(name, into)


def _check_copy(made: Path, manifest: Manifest, path: Path) -> None:
    """Raises LibraryError where what was unpacked is not what the manifest names; an older schema is brought up."""
    with closing(Library(made)) as copy:
        problems = content_problems(copy)
        if copy.fingerprint != manifest.fingerprint:
            problems.append("its library is not the one its manifest names")
    if problems:
        raise _unusable(path, "; ".join(problems[:3]))


def _put_back(made: Path, library: Library, manifest: Manifest) -> None:
    """The library as a whole or not at all; whichever it is then, uploaded files of the other go."""
    folder = library.folder.absolute()
    try:
        for path in [*(made / UPLOADS).glob("*/*")]:
            kept = folder / path.relative_to(made)
            kept.parent.mkdir(parents=True, exist_ok=True)
            path.replace(kept)
        with closing(Library(made)) as copy:
            _make_at_home(copy, library, Path(manifest.folder) / UPLOADS, folder / UPLOADS)
            copy.connection.backup(library.connection)
    finally:
        needed = set(_uploads(library, folder))
        forget_uploads([path for path in (folder / UPLOADS).glob("*/*") if path not in needed])
    library.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the file holds what was there before until then
    if (made / RECORDS).is_file():
        (folder / RECORDS).touch(mode=0o600)
        _copy(made / RECORDS, folder / RECORDS)


def _make_at_home(copy: Library, library: Library, was: Path, now: Path) -> None:
    """Paths of uploads as they are here, no index taken for granted, and a generation that nobody has seen before."""
    db = copy.connection
    db.execute(
        "UPDATE revision SET origin = ? || substr(origin, ?) WHERE substr(origin, 1, ?) = ?",
        (f"{now}{os.sep}", len(str(was)) + 2, len(str(was)) + 1, f"{was}{os.sep}"),
    )
    newest = max(copy.generation, library.generation) + 1
    db.execute("INSERT INTO change (seq, source_id, op) VALUES (?, '', 'touch')", (newest,))
    db.execute("DELETE FROM change")
    db.execute("DELETE FROM index_state")
    db.execute("DELETE FROM meta WHERE key = 'id'")  # on a Chroma server two libraries must not share a collection
    if here := library.meta("id"):
        db.execute("INSERT INTO meta VALUES ('id', ?)", (here,))


def _unusable(path: Path, why: str) -> LibraryError:
    return LibraryError(what=f"Cannot restore {path}", why=why, fix="Use another backup; the library is as it was")
