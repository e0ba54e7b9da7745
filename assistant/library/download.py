"""Downloads: polite, bounded, resumed where they broke off, and never from a machine that was not meant."""

import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Self

import httpx

from assistant.library.addresses import AddressRefused, CheckedTransport, Permits, is_public
from assistant.library.partial import Partial, Validators
from assistant.library.robots import MAX_BYTES as ROBOTS_BYTES
from assistant.library.robots import Robots
from assistant.library.unpacking import is_packed, unpacked
from corpus.reading import MAX_BYTES

AGENT = "trafficking-assistant"
USER_AGENT = f"{AGENT}/0.1 (fetches publications its user asks for)"
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_USER = re.compile(r"//[^/?#]*@")
_RANGE = re.compile(r"bytes (\d+)-\d+/")


class DownloadError(Exception):
    """Why a publication could not be had, in words; `outcome` is what became of it."""

    def __init__(self, why: str, outcome: str = "failed") -> None:
        super().__init__(why)
        self.outcome = outcome


class _Again(Exception):
    """Worth another try, `after` so many seconds where the server says so."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    megabytes: float = MAX_BYTES / 1024 / 1024
    seconds: float = 600.0  # for one try
    silence: float = 30.0  # seconds without a byte
    attempts: int = 4
    back_off: float = 1.0  # seconds before the second try; each further one waits twice as long
    longest_wait: float = 60.0  # of what a server may ask for
    redirects: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A complete body on disk; None for `path` where it has not changed since `known`."""

    url: str  # after redirects, without credentials
    path: Path | None
    content_type: str
    file_name: str | None  # as the server names it
    validators: Validators


class Downloader:
    """Use as a context. `permits` says which addresses may be contacted; `sleep` is how it waits."""

    def __init__(
        self, folder: Path, *, permits: Permits = is_public, limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self._folder, self._limits, self._sleep = folder, limits or Limits(), sleep
        # environment variables could lead requests through a proxy, past the check of addresses
        self._client = httpx.Client(
            transport=CheckedTransport(permits), trust_env=False, follow_redirects=False,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(self._limits.silence, connect=min(15.0, self._limits.silence)),
        )  # fmt: skip
        self._robots = Robots(AGENT, self._robots_txt)
        self._last: dict[str, float] = {}

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, url: str, known: Validators | None = None) -> Download:
        """Fetch `url`, trying again where that may help. Raises DownloadError.

        With `known` validators an unchanged copy is not sent again. What a broken connection left behind is completed,
        in this run or a later one.
        """
        why = ""
        for attempt in range(self._limits.attempts):
            try:
                return self._follow(httpx.URL(url), known or Validators())
            except AddressRefused as error:
                raise DownloadError(f"{error}; --allow-private contacts it all the same") from error
            except httpx.InvalidURL as error:
                raise DownloadError(f"it is no address ({error})") from error
            except httpx.DecodingError as error:
                raise DownloadError(f"the server sent what cannot be unpacked ({error})") from error
            except (_Again, httpx.TransportError) as error:
                why = str(error) or type(error).__name__
                if attempt + 1 < self._limits.attempts:
                    self._sleep(self._wait(attempt, getattr(error, "after", None)))
        raise DownloadError(f"{why} ({self._limits.attempts} tries)")

    def _wait(self, attempt: int, asked: float | None) -> float:
        if asked is not None:
            return min(asked, self._limits.longest_wait)
        return float(self._limits.back_off * 2**attempt * random.uniform(1.0, 1.25))

    def _follow(self, url: httpx.URL, known: Validators) -> Download:
        """One try: redirects are followed by hand, since each leads to a place that must be allowed anew."""
        first = url
        for _ in range(self._limits.redirects + 1):
            if url.scheme not in ("http", "https") or not url.host:
                raise DownloadError(f"{shown(url)} is no web address")
            if not self._robots.allows(url):
                raise DownloadError(f"{url.host} asks programs not to fetch it (robots.txt)")
            self._pause(url)
            partial = Partial.of(self._folder, str(url))
            with self._response(url, self._headers(partial, known)) as response:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    url = url.join(response.headers["location"])
                    continue
                return self._received(url, response, partial)
        raise DownloadError(f"{shown(first)} redirects without end")

    def _headers(self, partial: Partial, known: Validators) -> dict[str, str]:
        if partial.size and partial.matcher:
            return {"Range": f"bytes={partial.size}-", "If-Range": partial.matcher}
        wanted = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        return {name: value for name, value in wanted.items() if value}

    @contextmanager
    def _response(self, url: httpx.URL, headers: dict[str, str]) -> Iterator[httpx.Response]:
        with self._client.stream("GET", url, headers=headers) as response:
            yield response

    def _received(self, url: httpx.URL, response: httpx.Response, partial: Partial) -> Download:
        validators = Validators(etag=response.headers.get("etag"), last_modified=response.headers.get("last-modified"))
        if response.status_code == 304:
            return self._download(url, response, None, validators)
        if response.status_code == 416:  # what is there is no part of what the server has now
            partial.forget()
            raise _Again("the server has another file than before")
        if response.status_code in _TRY_AGAIN:
            raise _Again(_status(response), _retry_after(response.headers.get("retry-after")))
        if response.status_code not in (200, 206):
            raise DownloadError(_status(response))
        try:
            self._write(response, partial, validators)
        except (httpx.RequestError, _Again):
            if is_packed(response):
                partial.forget()
            raise
        return self._download(url, response, partial.path, validators if is_packed(response) else partial.validators)

    def _write(self, response: httpx.Response, partial: Partial, validators: Validators) -> None:
        begins = _RANGE.match(response.headers.get("content-range", ""))
        fits = begins and int(begins[1]) == partial.size and not is_packed(response)
        if response.status_code == 206 and not fits:
            partial.forget()
            raise _Again("the server sent another part than was asked for")
        if response.status_code == 200:
            partial.begin(Validators() if is_packed(response) else validators)  # without any it is never gone on with
        most = int(self._limits.megabytes * 1024 * 1024)
        declared = response.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) + partial.size > most:
            partial.forget()
            raise DownloadError(f"it is larger than {self._limits.megabytes:.0f} MB", "too_large")
        deadline = time.monotonic() + self._limits.seconds
        with partial.path.open("ab") as file:
            for chunk in unpacked(response):
                file.write(chunk)
                if file.tell() > most:
                    break
                if time.monotonic() > deadline:
                    raise _Again(f"it took longer than {self._limits.seconds:.0f} seconds")
        if partial.size > most:
            partial.forget()
            raise DownloadError(f"it is larger than {self._limits.megabytes:.0f} MB", "too_large")

    def _download(
        self, url: httpx.URL, response: httpx.Response, path: Path | None, validators: Validators
    ) -> Download:
        return Download(
            url=shown(url), path=path, content_type=response.headers.get("content-type", "").partition(";")[0].strip(),
            file_name=_file_name(response.headers.get("content-disposition", "")), validators=validators,
        )  # fmt: skip

    def _pause(self, url: httpx.URL) -> None:
        """Leave the site the time it asks for between two requests."""
        since = time.monotonic() - self._last.get(url.host, float("-inf"))
        if (left := self._robots.delay(url) - since) > 0:
            self._sleep(left)
        self._last[url.host] = time.monotonic()

    def _robots_txt(self, url: str) -> httpx.Response:
        """A robots.txt, redirects followed, no more of it than counts; its address is checked like any other."""
        at = httpx.URL(url)
        for _ in range(5):
            with self._response(at, {}) as response:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    at = at.join(response.headers["location"])
                    continue
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > ROBOTS_BYTES:
                        break
                return httpx.Response(response.status_code, content=bytes(body))
        return httpx.Response(404)


def shown(url: httpx.URL | str) -> str:
    """An address as it may be shown and stored: without a name or password in it."""
    try:
        url = httpx.URL(url)
    except httpx.InvalidURL:
        return _USER.sub("//", str(url))
    return str(url.copy_with(username=None, password=None, fragment=None)) if url.userinfo else str(url)


def _status(response: httpx.Response) -> str:
    return f"the server answered {response.status_code} {response.reason_phrase}".rstrip()


def _retry_after(value: str | None) -> float | None:
    """Seconds from a Retry-After header, which gives a number of them or a date."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None


def _file_name(disposition: str) -> str | None:
    from email.message import Message

    message = Message()
    message["content-disposition"] = disposition
    return message.get_filename()
