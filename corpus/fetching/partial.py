"""A download on its way: bytes as sent, and a note beside them of what they are the beginning of."""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

import httpx

CHUNK = 256 * 1024


class TooLarge(Exception):
    """More bytes than the limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a server said when it began to send a version of a file."""

    url: str  # that answered, after redirects
    validator: str | None  # names this very version; without one a download cannot go on later
    total: int | None  # bytes as sent
    encoding: str
    content_type: str | None
    disposition: str | None
    etag: str | None
    last_modified: str | None


class Partial:
    """The unfinished download of one address in a folder; one process at a time."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder, self.key = folder, sha256(url.encode()).hexdigest()[:32]
        self._body, self._note = folder / f"{self.key}.part", folder / f"{self.key}.part.json"

    @property
    def size(self) -> int:
        return self._body.stat().st_size if self._body.is_file() else 0

    def resumable(self, url: str) -> Beginning | None:
        """What lies here, where the same address can be asked for the rest of the same version."""
        if not self.size or not self._note.is_file():
            return None
        try:
            begun = Beginning(**json.loads(self._note.read_text("utf-8")))
        except (ValueError, TypeError):
            return None  # a note of another version of the project, or half written: begin anew
        return begun if begun.validator and begun.url == url else None

    def begin(self, begun: Beginning) -> None:
        """Start anew. The note is there before the first byte is."""
        self.discard()
        self._note.write_text(json.dumps(asdict(begun)), "utf-8")

    def append(self, chunks: Iterable[bytes], limit: int) -> None:
        """Raises TooLarge past the limit; what came before any other trouble is kept."""
        size = self.size
        with self._body.open("ab") as body:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge
                body.write(chunk)

    def discard(self) -> None:
        self._body.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def head(self, encoding: str) -> bytes:
        """The first bytes of the file, unpacked. Raises ValueError where they cannot be."""
        return next(self._unpacked(encoding), b"")

    def finish(self, encoding: str, extension: str, limit: int) -> tuple[Path, str, int]:
        """Path, sha256 and size of the whole file, unpacked, under a name that only the address and its kind decide.

        Raises TooLarge, and ValueError where it cannot be unpacked.
        """
        self._body.touch()
        unpacked, digest, size = self._folder / f"{self.key}.new", sha256(), 0
        try:
            with unpacked.open("wb") as target:
                for chunk in self._unpacked(encoding):
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge
                    digest.update(chunk)
                    target.write(chunk)
            path = unpacked.replace(self._folder / f"{self.key}{extension}")
        finally:
            unpacked.unlink(missing_ok=True)
        self.discard()
        return path, digest.hexdigest(), size

    def _unpacked(self, encoding: str) -> Iterator[bytes]:
        packed = encoding in ("gzip", "x-gzip")
        try:
            with gzip.open(self._body, "rb") if packed else self._body.open("rb") as source:
                while chunk := source.read(CHUNK):
                    yield chunk
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ValueError(f"the server packed it badly ({error})") from error


def beginning(response: httpx.Response) -> Beginning:
    headers = response.headers
    length = headers.get("Content-Length", "")
    return Beginning(
        url=str(response.request.url),
        validator=_validator(headers),
        total=int(length) if length.isdigit() else None,
        encoding=headers.get("Content-Encoding", "identity").strip().lower(),
        content_type=headers.get("Content-Type"),
        disposition=headers.get("Content-Disposition"),
        etag=headers.get("ETag"),
        last_modified=headers.get("Last-Modified"),
    )


def _validator(headers: httpx.Headers) -> str | None:
    """A strong ETag, or a date of change well before the date of the answer (RFC 9110, 8.8.2.2)."""
    etag, changed, sent = headers.get("ETag"), headers.get("Last-Modified"), headers.get("Date")
    if etag:
        return None if etag.startswith("W/") else str(etag)
    try:
        age = parsedate_to_datetime(sent) - parsedate_to_datetime(changed)
    except (TypeError, ValueError):
        return None
    return str(changed) if age.total_seconds() >= 60 else None
