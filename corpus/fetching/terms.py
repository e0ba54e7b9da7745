"""What a fetch is given and what it gives back."""

import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from corpus.errors import CorpusError
from corpus.outcomes import Outcome

PROJECT = "trafficking-assistant"
Resolve = Callable[[str, int], Sequence[str]]


class FetchError(CorpusError):
    """An address that gives no publication; `outcome` says what became of it."""

    def __init__(self, *, what: str, why: str, fix: str, outcome: Outcome = "failed") -> None:
        super().__init__(what=what, why=why, fix=fix)
        self.outcome: Outcome = outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much, how long and how often; seconds unless said otherwise."""

    max_bytes: int = 200 * 1024 * 1024  # as sent, and again unpacked
    connect_s: float = 10.0
    read_s: float = 30.0  # without a byte
    total_s: float = 900.0  # the whole fetch, waits included
    redirects: int = 5
    tries: int = 4
    longest_wait_s: float = 120.0  # a server that asks for more patience is given up
    pause_s: float = 1.0  # between two fetches from one host, unless its robots.txt asks for more


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server said of the version it sent: with them it can answer that nothing has changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A publication as its server sent it, or (path None) that it has not changed since `known`."""

    url: str  # as asked for
    final_url: str  # after redirects
    path: Path | None
    name: str  # safe as a file name; its extension says what the bytes are
    media_type: str
    charset: str | None  # as the server stated it
    size: int  # bytes of the file, unpacked
    sha256: str | None
    validators: Validators
    fetched_at: str  # ISO 8601, UTC

    @property
    def not_modified(self) -> bool:
        return self.path is None


def resolve_host(host: str, port: int) -> list[str]:
    """Every address of a host, as the system knows them. Raises OSError where there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a fetch takes from the machine it runs on."""

    resolve: Resolve = resolve_host
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    tls: ssl.SSLContext | None = None  # None: certificates as the certifi package knows them
    permitted: tuple[IPv4Network | IPv6Network, ...] = ()  # closed ranges that may be connected to all the same


def user_agent() -> str:
    """The project and its version, as servers see them."""
    try:
        return f"{PROJECT}/{version(PROJECT)}"
    except PackageNotFoundError:
        return PROJECT
