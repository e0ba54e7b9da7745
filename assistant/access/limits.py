"""How often one person or address may do something (moving windows by `limits`); in memory, gone at a restart."""

import math
import time
from collections.abc import Mapping, MutableMapping
from functools import partial
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from corpus.errors import UsageError

_ANY = RateLimitItemPerMinute(1_200, namespace="any")  # a page that is opened asks for some sixty files
_NEARBY = RateLimitItemPerMinute(6_000, namespace="address")  # of all people behind one address together
_TRIES = RateLimitItemPerMinute(5, 15, namespace="tries")  # passwords for one name from one address
_TRIES_NEARBY = RateLimitItemPerMinute(60, 15, namespace="tries-address")  # for any name from one address
_TRIES_ON_NAME = RateLimitItemPerHour(100, namespace="tries-name")  # for one name from anywhere
_MORE = "assistant.more_questions"


class TooOften(UsageError):
    """What was asked for came too soon after the rest; `wait` is after how many seconds to try again."""

    def __init__(self, wait: int) -> None:
        why = "too many requests came in a short time"
        super().__init__(what="Cannot do this now", why=why, fix=f"Wait {wait} seconds")
        self.wait = wait


class Limits:
    """Every method returns None where it is allowed, else after how many seconds to try again."""

    def __init__(self, questions_per_minute: int) -> None:
        self._asking = RateLimitItemPerMinute(questions_per_minute, namespace="asking")
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._seen = time.time()

    def request(self, who: str, address: str, *, asks: bool) -> int | None:
        """A request of a person, or of nobody known (`who` is empty), which perhaps asks for an answer."""
        limits: list[tuple[RateLimitItem, str]] = [(_NEARBY, network_of(address))]
        if who:
            limits += [(_ANY, who), *([(self._asking, who)] if asks else [])]
        return self._hit(limits)

    def more_questions(self, who: str, count: int) -> int | None:
        """So many more answers for a request that was let in; a minute's are enough for any."""
        count = min(count, self._asking.amount - 1)
        return None if count < 1 or self._windows.hit(self._asking, who, cost=count) else 60

    def login(self, name: str, address: str) -> int | None:
        """A password that is about to be tried."""
        near, name = network_of(address), name.casefold()
        return self._hit([(_TRIES, f"{near} {name}"), (_TRIES_NEARBY, near), (_TRIES_ON_NAME, name)])

    def logged_in(self, name: str, address: str) -> None:
        """The password was right: earlier tries from there no longer count against this name."""
        self._windows.clear(_TRIES, f"{network_of(address)} {name.casefold()}")

    def _hit(self, limits: list[tuple[RateLimitItem, str]]) -> int | None:
        if (now := time.time()) < self._seen - 60:  # the clock was put back: what is counted lies in the future
            self._windows.storage.reset()
        self._seen = now
        for limit, key in limits:
            if not self._windows.hit(limit, key):
                return max(1, math.ceil(self._windows.get_window_stats(limit, key).reset_time - time.time()))
        return None


def network_of(address: str) -> str:
    """The address, or the /64 network of an IPv6 one, all of which one machine may use."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{parsed}/64", strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)


def hold_to(scope: MutableMapping[str, Any], limits: Limits, who: str) -> None:
    """Let what handles a request of a person (an ASGI scope) count the questions in it with `require_turns`."""
    scope[_MORE] = partial(limits.more_questions, who)


def require_turns(scope: Mapping[str, Any], questions: int) -> None:
    """Raises TooOften where a request holds more questions than its person may ask now."""
    more = scope.get(_MORE)
    if more is not None and (wait := more(questions - 1)) is not None:
        raise TooOften(wait)
