"""Publications from their own addresses: a full text becomes a newer revision, and its digest stays readable."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, cast
from urllib.parse import unquote

import yaml
from httpx import URL

from assistant.encoders.embedding import Embedder
from assistant.library.describing import FIELDS
from assistant.library.download import Download, Downloader, DownloadError, shown
from assistant.library.importing import add_files
from assistant.library.incoming import Added, Incoming
from assistant.library.originals import forget_uploads, keep_upload, safe_name
from assistant.library.partial import Validators
from assistant.library.reader import Limits
from assistant.library.store import Library
from corpus.errors import UsageError
from corpus.outcomes import STORED, Outcome
from corpus.readers import CONTAINERS, READERS

DOWNLOADS = "downloads"
_CATALOGUE = Path(__file__).parents[2] / "corpus" / "catalogue.yaml"
_EXTENSIONS = {
    "application/pdf": ".pdf", "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt",
    "text/markdown": ".md", "message/rfc822": ".eml", "image/png": ".png", "image/jpeg": ".jpg", "image/tiff": ".tiff",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip


def wanted_sources(library: Library, ids: Sequence[str], every: bool) -> list[str]:
    """Sources to fetch: those named, or all that have an address. Raises UsageError for unknown ones."""
    if every == bool(ids):
        why = "both IDs and --all were given" if ids else "nothing was named"
        raise UsageError(what="Cannot fetch", why=why, fix="Name sources, or write --all")
    if every:
        return [s.id for s in library.sources.values() if s.kind != "upload" and _web(s.url)]
    for source_id in ids:
        if not _web(_known_of(library, source_id).get("url")):
            raise UsageError(
                what=f"Cannot fetch {source_id}", why="no address is known for it",
                fix="Set one: assistant library edit ID --url …",
            )  # fmt: skip
    return list(dict.fromkeys(ids))


def fetch_sources(
    library: Library,
    ids: Sequence[str],
    downloader: Downloader,
    embedder: Embedder,
    passage_tokens: int,
    limits: Limits,
) -> Iterator[Added]:
    """Fetch the full text of sources, one outcome each. The caller holds the writer lock."""
    known = {source_id: _known_of(library, source_id) for source_id in ids}
    requests = ((str(each["url"]), {**each, "id": sid, "kind": "full_text"}) for sid, each in known.items())
    yield from _add_all(library, requests, downloader, embedder, passage_tokens, limits)


def add_urls(
    library: Library,
    urls: Sequence[str],
    downloader: Downloader,
    embedder: Embedder,
    passage_tokens: int,
    limits: Limits,
) -> Iterator[Added]:
    """Add what stands at addresses, one outcome each. The caller holds the writer lock."""
    requests = ((url, {"url": url}) for url in dict.fromkeys(urls))
    yield from _add_all(library, requests, downloader, embedder, passage_tokens, limits)


Request = tuple[str, dict[str, Any]]


def _add_all(
    library: Library, requests: Iterable[Request], downloader: Downloader, embedder: Embedder, passage_tokens: int,
    limits: Limits,
) -> Iterator[Added]:  # fmt: skip
    kept: dict[str, tuple[Path, Validators]] = {}

    def incoming() -> Iterator[Incoming | Added]:
        for url, stated in requests:
            row = _fetched(library, url, stated.get("id"))
            try:
                download = downloader.get(url, Validators(etag=row[1], last_modified=row[2]) if row else None)
            except DownloadError as error:
                yield _outcome(url, cast(Outcome, error.outcome), str(error))
                continue
            if download.path is None:
                yield _outcome(url, "unchanged", "not changed", row[0] if row else None)
                continue
            path = _keep(library, url, download)
            kept[shown(url)] = path, download.validators
            yield Incoming(path=path, label=shown(url), stated=_stated(path, stated, row, download))

    for added in add_files(library, incoming(), embedder, passage_tokens, limits):
        if added.path in kept:
            path, validators = kept[added.path]
            if added.outcome in STORED and added.source_id:
                _remember(library.connection, added.path, added.source_id, validators)
            if not library.connection.execute("SELECT 1 FROM revision WHERE origin = ?", (str(path),)).fetchone():
                forget_uploads([path])
        yield added


def _outcome(url: str, outcome: Outcome, detail: str, source_id: str | None = None) -> Added:
    return Added(path=shown(url), doc_id=None, source_id=source_id, outcome=outcome, detail=detail)


def _stated(path: Path, stated: dict[str, Any], row: tuple[str, str, str] | None, download: Download) -> dict[str, Any]:
    """What is known of a file before it is read; the documents of a container have their own ids and addresses."""
    if path.suffix.lower() in CONTAINERS:
        return {}
    return {"url": download.url} | ({"id": row[0]} if row else {}) | stated


def _keep(library: Library, url: str, download: Download) -> Path:
    """Move a download to where uploads are kept, under a name by which its reader can be told."""
    assert download.path is not None
    data = download.path.read_bytes()
    place = PurePosixPath(unquote(URL(download.url).path))
    name = safe_name(download.file_name or place.name or URL(url).host)
    kept = keep_upload(library, _with_extension(name, download.content_type, data), data)
    download.path.unlink()
    download.path.with_suffix(".json").unlink(missing_ok=True)
    return kept


def _with_extension(name: str, content_type: str, data: bytes) -> str:
    """The first bytes tell a PDF; else the type the server states, and the name where that is too general."""
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix.lower()
    known = suffix in READERS or suffix in CONTAINERS
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return name if suffix == ".pdf" else f"{stem if known else name}.pdf"
    stated = _EXTENSIONS.get(content_type.lower())
    if stated is None or (known and stated == ".txt"):
        return name
    return name if known and READERS.get(suffix) == READERS[stated] else f"{stem if known else name}{stated}"


def _known_of(library: Library, source_id: str) -> dict[str, Any]:
    """What the library, or else the catalogue, says of a publication; unknown fields are left to the publication.

    Raises UsageError where neither knows it.
    """
    catalogued = _catalogued().get(source_id)
    if catalogued is None or library.holds(source_id):
        known = asdict(library.source(source_id))
    else:
        known = catalogued | {"licence": catalogued.get("licence_note")}
    return {key: known[key] for key in FIELDS if known.get(key)}


@cache
def _catalogued() -> dict[str, dict[str, Any]]:
    entries = yaml.load(_CATALOGUE.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {entry["id"]: entry for entry in entries}


def _fetched(library: Library, url: str, wanted: str | None) -> tuple[str, str, str] | None:
    """Source, tag and date of the last time something was stored from an address; None if not for the one wanted."""
    row: tuple[str, str, str] | None = library.connection.execute(
        "SELECT source_id, etag, last_modified FROM fetched WHERE url = ?", (shown(url),)
    ).fetchone()
    return row if row and wanted in (None, row[0]) else None


def _remember(connection: sqlite3.Connection, url: str, source_id: str, validators: Validators) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO fetched VALUES (?, ?, ?, ?)",
        (url, source_id, validators.etag, validators.last_modified),
    )


def _web(url: object) -> bool:
    return isinstance(url, str) and url.lower().startswith(("http://", "https://"))
