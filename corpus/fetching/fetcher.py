"""The order of a fetch: the address, robots.txt, redirects, the rest of an earlier download, the whole file."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from filelock import FileLock, Timeout

from corpus.fetching.addresses import web_address
from corpus.fetching.names import declared, media_type, safe_name, stated_name
from corpus.fetching.network import Deadline, open_client
from corpus.fetching.partial import Beginning, Partial, TooLarge, beginning
from corpus.fetching.retrying import PASSING, TryAgain, retry_after, with_retries
from corpus.fetching.robots import Robots
from corpus.fetching.terms import Fetched, FetchError, Limits, Outside, Validators

_LOCK = "fetching.lock"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")


def fetch(
    url: str,
    *,
    folder: Path,
    allow_private: bool = False,
    known: Validators | None = None,
    limits: Limits | None = None,
    outside: Outside | None = None,
) -> Fetched:
    """Fetch one address into a folder. Raises FetchError."""
    return Fetcher(folder, allow_private=allow_private, limits=limits, outside=outside).fetch(url, known)


class Fetcher:
    """Fetches one address after another into one folder, with a pause between two from the same host."""

    def __init__(
        self,
        folder: Path,
        *,
        allow_private: bool = False,
        limits: Limits | None = None,
        outside: Outside | None = None,
    ) -> None:
        self._folder, self._allow_private = folder, allow_private
        self._limits, self._outside = limits or Limits(), outside or Outside()
        self._robots = Robots(self._limits)
        self._last: dict[str, float] = {}

    def fetch(self, url: str, known: Validators | None = None) -> Fetched:
        """The whole file, or that it has not changed since `known`.

        A file whose server tells neither its length nor where it ends counts as whole when the server closes.
        Raises FetchError; what has come is kept, and the next call goes on from there where the server allows it.
        """
        asked = web_address(url)
        self._pause(asked)
        deadline = Deadline(asked, self._outside.clock, self._limits.total_s)
        client = open_client(self._outside, deadline, self._limits, allow_private=self._allow_private)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / _LOCK, timeout=self._limits.total_s), client:
                once = _Once(
                    client=client, asked=asked, known=known, partial=Partial(self._folder, str(asked)),
                    robots=self._robots, limits=self._limits, outside=self._outside,
                )  # fmt: skip
                return with_retries(
                    once.run, url=str(asked), limits=self._limits, deadline=deadline, sleep=self._outside.sleep
                )
        except Timeout as error:
            raise _trouble(
                asked, "another process is fetching into the same folder", "Wait until it is done"
            ) from error
        except OSError as error:
            raise _trouble(asked, f"the download cannot be stored: {error}", f"Check {self._folder}") from error
        finally:
            self._last[asked.host] = self._outside.clock()

    def _pause(self, asked: httpx.URL) -> None:
        if (last := self._last.get(asked.host)) is not None:
            wait_s = last + self._robots.pause_s(asked) - self._outside.clock()
            if wait_s > 0:
                self._outside.sleep(wait_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Once:
    """One try of one fetch."""

    client: httpx.Client
    asked: httpx.URL
    known: Validators | None
    partial: Partial
    robots: Robots
    limits: Limits
    outside: Outside

    def run(self) -> Fetched:
        target = self.asked
        for _ in range(self.limits.redirects + 1):
            self.robots.require(self.client, target)
            begun = self.partial.resumable(str(target))
            with self.client.stream("GET", target, headers=self._conditions(begun)) as response:
                if response.status_code not in _REDIRECTS:
                    return self._taken(response, begun)
                if not (location := response.headers.get("Location")):
                    raise _trouble(target, "it redirects to nowhere", "Look for the publication's new address")
                target = web_address(location, base=target)
        raise _trouble(
            self.asked,
            f"it redirects more than {self.limits.redirects} times",
            "Look for the publication's own address",
        )

    def _conditions(self, begun: Beginning | None) -> dict[str, str]:
        headers = {}
        if self.known and self.known.etag:
            headers["If-None-Match"] = self.known.etag
        if self.known and self.known.last_modified:
            headers["If-Modified-Since"] = self.known.last_modified
        if begun and begun.validator:
            headers |= {"Range": f"bytes={self.partial.size}-", "If-Range": begun.validator}
        return headers

    def _taken(self, response: httpx.Response, begun: Beginning | None) -> Fetched:
        status = response.status_code
        if status == 304 and self.known:
            return self._unchanged(response, self.known)
        if status == 200:
            begun = beginning(response)
            self._require_room(begun.total)
            if begun.encoding not in ("identity", "", "gzip", "x-gzip"):
                raise _trouble(self.asked, f"it is packed as {begun.encoding}, unasked", "Download it with a browser")
            self.partial.begin(begun)
        elif status == 206 and begun and _continues(response, self.partial.size, begun):
            pass
        elif begun and status in (206, 416):
            self.partial.discard()
            raise TryAgain(_trouble(self.asked, "it changed while it came", "Try again"), wait_s=0.0)
        else:
            raise self._refused(response)
        with self._limited():
            self.partial.append(response.iter_raw(), self.limits.max_bytes)
        if begun.total is not None and self.partial.size != begun.total:
            if self.partial.size > begun.total:
                self.partial.discard()
            raise TryAgain(_trouble(self.asked, f"only {self.partial.size} of {begun.total} bytes came", "Try again"))
        return self._finished(begun)

    def _finished(self, begun: Beginning) -> Fetched:
        stated = stated_name(begun.disposition, begun.url)
        try:
            kind = media_type(
                begun.content_type, self.partial.head(begun.encoding) if self.partial.size else b"", stated
            )
            name = safe_name(stated, kind)
            extension = "".join(Path(name).suffixes[-1:])
            with self._limited():
                path, digest, size = self.partial.finish(begun.encoding, extension, self.limits.max_bytes)
        except ValueError as error:
            self.partial.discard()
            raise TryAgain(_trouble(self.asked, str(error), "Try again, or download it with a browser")) from error
        return Fetched(
            url=str(self.asked), final_url=begun.url, path=path, name=name, media_type=kind,
            charset=declared(begun.content_type)[1], size=size, sha256=digest,
            validators=Validators(etag=begun.etag, last_modified=begun.last_modified), fetched_at=self._now(),
        )  # fmt: skip

    def _unchanged(self, response: httpx.Response, known: Validators) -> Fetched:
        url = str(response.request.url)
        self.partial.discard()
        return Fetched(
            url=str(self.asked), final_url=url, path=None, name="", media_type="", charset=None, size=0, sha256=None,
            validators=Validators(
                etag=response.headers.get("ETag", known.etag),
                last_modified=response.headers.get("Last-Modified", known.last_modified),
            ),
            fetched_at=self._now(),
        )  # fmt: skip

    def _refused(self, response: httpx.Response) -> FetchError | TryAgain:
        status, url = response.status_code, response.request.url
        why = f"the server answers {status} {response.reason_phrase}".rstrip()
        if status in PASSING:
            wait_s = retry_after(response.headers.get("Retry-After"), self.outside.now())
            asks = "" if wait_s is None else f" and asks to wait {wait_s:.0f} s"
            return TryAgain(_trouble(url, why + asks, "Try again later; what has come is kept"), wait_s)
        fixes = {404: "Look for the publication's new address", 410: "Look for the publication's new address"}
        return _trouble(url, why, fixes.get(status, "Open it in a browser, save it, and add the file"))

    def _require_room(self, total: int | None) -> None:
        if total is not None and total > self.limits.max_bytes:
            raise self._too_large()

    @contextmanager
    def _limited(self) -> Iterator[None]:
        try:
            yield
        except TooLarge:
            self.partial.discard()
            raise self._too_large() from None

    def _too_large(self) -> FetchError:
        megabytes = self.limits.max_bytes / 1024 / 1024
        return FetchError(
            what=f"Cannot fetch {self.asked}", why=f"it is larger than {megabytes:g} MB",
            fix="Look for a smaller edition of it, or split it", outcome="too_large",
        )  # fmt: skip

    def _now(self) -> str:
        return self.outside.now().isoformat(timespec="seconds")


def _continues(response: httpx.Response, size: int, begun: Beginning) -> bool:
    """Whether a partial answer is the rest of what has come: same place, same length, packed the same way."""
    match = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    encoding = response.headers.get("Content-Encoding", begun.encoding).strip().lower()
    if match is None or int(match[1]) != size or encoding != begun.encoding:
        return False
    return begun.total is None or int(match[2]) == begun.total


def _trouble(url: httpx.URL, why: str, fix: str) -> FetchError:
    return FetchError(what=f"Cannot fetch {url}", why=why, fix=fix)
