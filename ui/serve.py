"""`assistant serve`: the page and the API on one port."""

import errno
import socket
import sys

from corpus.errors import UsageError


def serve(host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the page and the HTTP API until Ctrl-C."""
    listening = _listen(host, port)  # before the slow part, so that a port in use is said at once
    import uvicorn

    from assistant.commands.opening import open_engine
    from ui.app import create_app

    app = create_app(open_engine())
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    print(f"Open {address} in a browser. Ctrl-C stops.", file=sys.stderr, flush=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    config.timeout_graceful_shutdown = 5  # an open page holds a connection that never ends by itself
    uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises UsageError where it is in use, not ours, or no address."""
    what = f"Cannot serve on {host}, port {port}"
    if not 0 <= port <= 65_535:
        raise UsageError(what=what, why="ports go from 0 to 65535", fix="Give another --port")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "another program uses the port" if taken else error.strerror or str(error)
        fix = "Stop it, or give another --port" if taken else "Give an address of this machine and a free --port"
        raise UsageError(what=what, why=why, fix=fix) from error
    return listening
