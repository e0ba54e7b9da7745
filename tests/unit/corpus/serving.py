"""A real web server on this machine's loopback addresses, for tests: each path answers as its function says."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext

PUBLIC, PRIVATE = "127.0.0.2", "127.0.0.1"  # both loopback: tests permit the first and leave the second closed


class Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        place = self.path.partition("?")[0]
        self.server.site.seen.append((place, {k.lower(): v for k, v in self.headers.items()}))
        answer = self.server.site.routes.get(place)
        if answer is None:
            self.give(404, b"not here")
        else:
            answer(self)

    def give(self, status: int, body: bytes = b"", **headers: str) -> None:
        """A whole answer; `content_type` becomes Content-Type. `Content_Length` overrides the true length."""
        self.send_response(status)
        named = {key.replace("_", "-").title(): value for key, value in headers.items()}
        if status != 304:
            named.setdefault("Content-Length", str(len(body)))
        for key, value in named.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def give_chunks(self, chunks: Iterator[bytes], **headers: str) -> None:
        """An answer whose length is not declared."""
        self.send_response(200)
        for key, value in {"Transfer-Encoding": "chunked", **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def give_until_closed(self, body: bytes, **headers: str) -> None:
        """An answer that ends with the connection."""
        self.send_response(200)
        for key, value in {"Connection": "close", **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)
        self.cut()

    def cut(self) -> None:
        self.wfile.flush()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: "Site"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that leave early are part of the tests."""


@dataclass(kw_only=True)
class Site:
    """Routes by path, requests seen, and where the server listens."""

    host: str
    port: int = 0
    routes: dict[str, Callable[[Request], None]] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str, scheme: str = "http") -> str:
        return f"{scheme}://{self.host}:{self.port}{path}"

    def asked(self, path: str) -> list[dict[str, str]]:
        """Headers of the requests for a path, in order."""
        return [headers for place, headers in self.seen if place == path]


@contextmanager
def serving(host: str, tls: SSLContext | None = None) -> Iterator[Site]:
    server = _Server((host, 0), Request)
    site = server.site = Site(host=host, port=server.server_address[1])
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
