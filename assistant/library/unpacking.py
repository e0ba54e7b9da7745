"""Bodies that a server packed although nobody asked it to: unpacked as they come, and whole or not at all."""

import zlib
from collections.abc import Iterator

import httpx

_GZIP = frozenset({"gzip", "x-gzip"})


def is_packed(response: httpx.Response) -> bool:
    """Whether a body is sent in another form than it has: a Range counts the bytes of that form."""
    return _encoding(response) not in ("", "identity")


def unpacked(response: httpx.Response) -> Iterator[bytes]:
    """The body in pieces. Raises DecodingError where it cannot be unpacked, RemoteProtocolError where it ends early,
    which httpx tells by the length alone, and not every server states one."""
    if _encoding(response) not in _GZIP:
        yield from response.iter_bytes()
        return
    reading = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for chunk in response.iter_raw():
        try:
            yield reading.decompress(chunk)
        except zlib.error as error:
            raise httpx.DecodingError(str(error)) from error
        if reading.eof:
            return
    raise httpx.RemoteProtocolError("what the server sent is cut off")


def _encoding(response: httpx.Response) -> str:
    return str(response.headers.get("content-encoding", "")).strip().lower()
