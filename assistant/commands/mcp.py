"""`mcp`: the assistant as tools of other programs' models."""

import socket
import sys
from contextlib import suppress
from typing import Annotated

import typer

from corpus.errors import SetupError, UsageError

Http = Annotated[bool, typer.Option("--http", help="Serve over HTTP, to this machine alone, instead of stdio.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="Port for --http; 0 takes a free one.")]
HERE = "127.0.0.1"


def register(app: typer.Typer) -> None:
    app.command()(mcp)


def mcp(http: Http = False, port: Port = 8765) -> None:
    """Serve the Model Context Protocol: ask, search_passages, get_source, check_claim."""
    try:
        from assistant.mcp.server import http_app, make_server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise SetupError(
            what="Cannot serve MCP", why=f"{error.name} is not installed", fix="pip install '.[mcp]'"
        ) from error
    from concurrent.futures import ThreadPoolExecutor

    from assistant.commands.opening import open_engine

    listening = _listen(port) if http else None
    opening = ThreadPoolExecutor(1, thread_name_prefix="opening").submit(open_engine)
    server = make_server(opening.result)  # greets its client at once; the first call waits for the library
    if listening is None:
        server.run("stdio")
        return
    import uvicorn

    print(f"MCP at http://{HERE}:{listening.getsockname()[1]}/mcp. Ctrl-C stops.", file=sys.stderr, flush=True)
    config = uvicorn.Config(http_app(server), log_level="warning", access_log=False, server_header=False)
    config.timeout_graceful_shutdown = 2
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HERE, port))
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(what=f"Cannot listen on port {port}", why=why, fix="Give another --port") from error
