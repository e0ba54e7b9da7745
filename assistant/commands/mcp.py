"""`mcp`: the assistant as tools of other programs' models."""

import sys
from contextlib import suppress
from typing import Annotated

import typer

from assistant.settings import load_settings
from corpus.errors import SetupError

Http = Annotated[bool, typer.Option("--http", help="Serve over HTTP instead of stdio; where people log in, to keys.")]
Host = Annotated[str, typer.Option(help="Address for --http; others than this machine's own only once people log in.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="Port for --http; 0 takes a free one.")]


def register(app: typer.Typer) -> None:
    app.command()(mcp)


def mcp(http: Http = False, host: Host = "127.0.0.1", port: Port = 8765) -> None:
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

    from assistant.access.addresses import listen, names_of, shown
    from assistant.access.guard import access_to
    from assistant.commands.opening import open_engine

    settings = load_settings()
    access = access_to(settings)
    listening = listen(host, port, settings, login=access is not None) if http else None
    opening = ThreadPoolExecutor(1, thread_name_prefix="opening").submit(open_engine)
    server = make_server(opening.result)  # greets its client at once; the first call waits for the library
    if listening is None:
        server.run("stdio")
        return
    import uvicorn

    print(f"MCP at {shown(host, listening)}/mcp. Ctrl-C stops.", file=sys.stderr, flush=True)
    config = uvicorn.Config(
        http_app(server, access, names_of(settings)), log_level="warning", access_log=False, server_header=False,
        forwarded_allow_ips=settings.proxies,
    )  # fmt: skip
    config.timeout_graceful_shutdown = 2
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
