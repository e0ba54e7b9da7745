"""Connections that go only where they may.

A name is looked up once, its addresses are checked, and one of exactly those is connected to. The TLS server name and
the Host header stay those of the name.
"""

import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from corpus.fetching.addresses import open_addresses
from corpus.fetching.terms import FetchError, Limits, Outside, user_agent

_AS_HTTPX: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.TimeoutException, httpx.ReadTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.NetworkError, httpx.ReadError),
    (httpcore.ProtocolError, httpx.RemoteProtocolError),
)


class Deadline:
    """The end of a whole fetch, however slowly bytes drip."""

    def __init__(self, url: httpx.URL, clock: Callable[[], float], total_s: float) -> None:
        self._url, self._clock, self._total_s, self._end = url, clock, total_s, clock() + total_s

    @property
    def left_s(self) -> float:
        return self._end - self._clock()

    def within(self, timeout_s: float | None) -> float:
        """`timeout_s`, or what is left where that is less. Raises FetchError where nothing is left."""
        if (left := self.left_s) <= 0:
            raise FetchError(
                what=f"Stopped fetching {self._url}", why=f"it took longer than {self._total_s:g} s",
                fix="Try again: what has come is kept, and the download goes on from there where the server allows it",
            )  # fmt: skip
        return left if timeout_s is None else min(timeout_s, left)


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        timeout = self._deadline.within(timeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _GuardedBackend(httpcore.NetworkBackend):
    def __init__(self, outside: Outside, deadline: Deadline, *, allow_private: bool) -> None:
        self._outside, self._deadline, self._allow_private = outside, deadline, allow_private
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = open_addresses(host, port, self._outside, allow_private=self._allow_private)
        except OSError as error:
            raise httpcore.ConnectError(f"its name cannot be looked up now: {error}") from error
        failure: Exception = httpcore.ConnectError("its name leads to no address")
        for address in addresses:
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._deadline.within(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("sockets of this machine are not fetched from")


class GuardedTransport(httpx.BaseTransport):
    """httpx over the guarded connections."""

    def __init__(self, outside: Outside, deadline: Deadline, *, allow_private: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=outside.tls or httpx.create_ssl_context(trust_env=False),
            network_backend=_GuardedBackend(outside, deadline, allow_private=allow_private),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        with _as_httpx():
            response = self._pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


@contextmanager
def _as_httpx() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        for ours, theirs in _AS_HTTPX:
            if isinstance(error, ours):
                raise theirs(str(error)) from error
        raise


def open_client(outside: Outside, deadline: Deadline, limits: Limits, *, allow_private: bool) -> httpx.Client:
    """A client for one fetch: nothing of the environment, no redirects of its own, no cookies from before."""
    return httpx.Client(
        transport=GuardedTransport(outside, deadline, allow_private=allow_private),
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(limits.read_s, connect=limits.connect_s),
        headers={"User-Agent": user_agent(), "Accept": "*/*", "Accept-Encoding": "gzip"},
    )
