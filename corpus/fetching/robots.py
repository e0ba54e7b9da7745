"""robots.txt (RFC 9309), fetched as guarded as everything else, and read once a host."""

from urllib.robotparser import RobotFileParser

import httpx

from corpus.fetching.addresses import web_address
from corpus.fetching.retrying import TryAgain
from corpus.fetching.terms import PROJECT, FetchError, Limits

MAX_BYTES = 512 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Robots:
    """What each host lets programs fetch: without a robots.txt all, and nothing as long as it fails to give it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._known: dict[httpx.URL, RobotFileParser] = {}

    def require(self, client: httpx.Client, url: httpx.URL) -> None:
        """Raises FetchError where the host disallows the address, TryAgain where its robots.txt cannot be read now."""
        place = url.copy_with(raw_path=b"/robots.txt")
        if place not in self._known:
            self._known[place] = self._read(client, place)
        if not self._known[place].can_fetch(PROJECT, str(url)):
            raise FetchError(
                what=f"Will not fetch {url}", why="the robots.txt of its host does not allow it",
                fix="Open it in a browser, save it, and add the file",
            )  # fmt: skip

    def pause_s(self, url: httpx.URL) -> float:
        """Seconds that the host asks to leave between fetches, as far as is known and never beyond the longest wait."""
        parser = self._known.get(url.copy_with(raw_path=b"/robots.txt"))
        asked = parser.crawl_delay(PROJECT) if parser else None
        return min(max(self._limits.pause_s, float(asked or 0)), self._limits.longest_wait_s)

    def _read(self, client: httpx.Client, place: httpx.URL) -> RobotFileParser:
        target = place
        for _ in range(self._limits.redirects + 1):
            with client.stream("GET", target) as response:
                location = response.headers.get("Location")
                if response.status_code in _REDIRECTS and location:
                    target = web_address(location, base=target)
                    continue
                if response.status_code == 429 or response.status_code >= 500:
                    raise TryAgain(_unreadable(place, f"the server answers {response.status_code}"))
                text = _text(response, place) if response.status_code == 200 else ""
                return _parsed(text, place)
        raise _unreadable(place, "it redirects too often")


def _parsed(text: str, place: httpx.URL) -> RobotFileParser:
    parser = RobotFileParser()
    try:
        parser.parse(text.splitlines())
    except ValueError as error:  # a rule that is no path
        raise _unreadable(place, str(error)) from error
    return parser


def _text(response: httpx.Response, place: httpx.URL) -> str:
    data = b""
    try:
        for chunk in response.iter_bytes():
            data += chunk
            if len(data) > MAX_BYTES:  # RFC 9309: what lies beyond need not be read
                break
    except httpx.DecodingError as error:
        raise TryAgain(_unreadable(place, str(error))) from error
    return data[:MAX_BYTES].decode("utf-8-sig", "replace")


def _unreadable(place: httpx.URL, why: str) -> FetchError:
    return FetchError(
        what=f"Cannot tell what {place.host} lets programs fetch", why=f"{place}: {why}", fix="Try again later"
    )
