"""What sites allow programs to fetch: robots.txt (RFC 9309), read once a site."""

from collections.abc import Callable

import httpx
from protego import Protego

MAX_BYTES = 500 * 1024
LONGEST_DELAY = 30.0  # seconds; a longer one is shortened, as a person fetching by hand would


class Robots:
    """Answers for every site, fetching its robots.txt with `get` when it is first asked about."""

    def __init__(self, agent: str, get: Callable[[str], httpx.Response]) -> None:
        self._agent, self._get = agent, get
        self._rules: dict[str, Protego] = {}

    def allows(self, url: httpx.URL) -> bool:
        return bool(self._site(url).can_fetch(str(url), self._agent))

    def delay(self, url: httpx.URL) -> float:
        """Seconds to leave between two requests."""
        return min(float(self._site(url).crawl_delay(self._agent) or 0.0), LONGEST_DELAY)

    def _site(self, url: httpx.URL) -> Protego:
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if origin not in self._rules:
            self._rules[origin] = Protego.parse(self._text(origin))
        return self._rules[origin]

    def _text(self, origin: str) -> str:
        """No robots.txt allows everything; one that the server fails to give allows nothing (RFC 9309, 2.3.1)."""
        response = self._get(f"{origin}/robots.txt")
        if response.status_code >= 500 or response.status_code == 429:
            return "User-agent: *\nDisallow: /"
        return response.text if response.is_success else ""
