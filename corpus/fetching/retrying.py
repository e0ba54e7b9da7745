"""Trying again: with growing waits, or the wait that the server asks for."""

import ssl
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

from corpus.fetching.network import Deadline
from corpus.fetching.terms import FetchError, Limits

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
Got = TypeVar("Got")


class TryAgain(Exception):
    """A trouble that may pass; `error` is what to say if it does not, `wait_s` how long the server asks to wait."""

    def __init__(self, error: FetchError, wait_s: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.wait_s = error, wait_s


def with_retries(
    step: Callable[[], Got], *, url: str, limits: Limits, deadline: Deadline, sleep: Callable[[float], None]
) -> Got:
    """Take the step until it succeeds. Raises FetchError when the tries or the time are used up."""
    attempt = 0
    while True:
        attempt += 1
        try:
            return step()
        except TryAgain as again:
            error, wait_s = again.error, again.wait_s
        except httpx.TransportError as failure:
            error, wait_s = unreachable(url, failure), None
            if _is_about_certificate(failure):
                raise error from failure
        wait_s = 2.0 ** (attempt - 1) if wait_s is None else wait_s
        if attempt >= limits.tries or wait_s > limits.longest_wait_s or wait_s >= deadline.left_s:
            raise error
        sleep(wait_s)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait, from a Retry-After header in either of its forms; None where it says nothing."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (then - now).total_seconds()) if then.tzinfo else None


def unreachable(url: str, failure: httpx.TransportError) -> FetchError:
    why = str(failure) or type(failure).__name__
    if isinstance(failure, httpx.TimeoutException):
        why = "the server did not answer in time"
    fix = "Check the address and the connection, and try again: what has come is kept"
    if _is_about_certificate(failure):
        why, fix = f"its certificate is not to be trusted ({why})", "Check the address, or get the file another way"
    return FetchError(what=f"Cannot fetch {url}", why=why, fix=fix)


def _is_about_certificate(failure: BaseException | None) -> bool:
    while failure is not None:
        if isinstance(failure, ssl.SSLCertVerificationError):
            return True
        failure = failure.__cause__ or failure.__context__
    return False
