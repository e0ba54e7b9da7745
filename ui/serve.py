"""`assistant serve`: the page and the API on one port."""

import errno
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer

from assistant.access.accounts import Accounts
from assistant.access.guard import Access
from assistant.access.limits import Limits
from assistant.settings import Settings, load_settings
from corpus.errors import UsageError

Host = Annotated[str, typer.Option(help="Address to listen on; the default is reached from this machine only.")]
Port = Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")]


Editing = Annotated[
    bool | None,
    typer.Option(
        "--editing/--read-only",
        help="Whether the page can add, change and remove publications; by default where it is reached from this "
        "machine alone, and for editors where people log in.",
    ),
]


def serve(host: Host = "127.0.0.1", port: Port = 7860, editing: Editing = None) -> None:
    """Serve the page and the HTTP API until Ctrl-C."""
    settings = load_settings()
    accounts = Accounts(settings.library_folder)
    login = accounts.any()
    listening = _listen(host, port, settings, login)  # before the slow part, so that a port in use is said at once
    import uvicorn
    from uvicorn.config import LOGGING_CONFIG

    with _private_files():
        from assistant.commands.opening import open_engine
        from assistant.operating.observers import set_up
        from ui.app import create_app
        from ui.stopping import LAST_WORDS, Server, quiet_about_open_pages

        alone = ip_address(listening.getsockname()[0]).is_loopback
        limits = Limits(settings.questions_per_minute)
        access = Access(accounts, limits, settings.session_hours * 3600) if login else None
        names = [*settings.hosts.split(), socket.gethostname()]
        app = create_app(
            open_engine(), editing=alone or login if editing is None else editing, access=access, hosts=names,
            metrics=set_up(settings),
        )  # fmt: skip
        address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
        print(f"Open {address} in a browser. Ctrl-C stops.", file=sys.stderr, flush=True)
        config = uvicorn.Config(
            app, log_level="warning", log_config=None if settings.log_format == "json" else LOGGING_CONFIG,
            access_log=False, server_header=False, forwarded_allow_ips=settings.proxies,
        )  # fmt: skip
        config.timeout_graceful_shutdown = LAST_WORDS
        quiet_about_open_pages()
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn raises what stopped it again, once it has
        with suppress(KeyboardInterrupt):
            Server(config).run(sockets=[listening])
    print("Stopped.", file=sys.stderr)


@contextmanager
def _private_files() -> Iterator[None]:
    """A folder that only this user can read for files sent to and made by the page; it goes when the server stops."""
    with tempfile.TemporaryDirectory(prefix="assistant-") as folder:
        before, tempfile.tempdir = tempfile.tempdir, folder
        os.environ["GRADIO_TEMP_DIR"] = str(Path(folder) / "gradio")
        try:
            yield
        finally:
            tempfile.tempdir = before


def _listen(host: str, port: int, settings: Settings, login: bool) -> socket.socket:
    """A socket bound to the address. Raises UsageError where it is in use, not ours, or no address, and where others
    could reach a server that asks nobody to log in."""
    what = f"Cannot serve on {host}, port {port}"
    if not 0 <= port <= 65_535:
        raise UsageError(what=what, why="ports go from 0 to 65535", fix="Give another --port")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        if not login and (settings.hosts or not ip_address(address[0]).is_loopback):
            raise UsageError(
                what=what, why="others could reach it, and nobody has a login yet",
                fix="Run `assistant user add NAME` first, or serve on 127.0.0.1 without ASSISTANT_HOSTS",
            )  # fmt: skip
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
