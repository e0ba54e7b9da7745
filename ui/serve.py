"""`assistant serve`: the page and the API on one port."""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer

from assistant.access.addresses import is_private, listen, names_of, shown
from assistant.access.guard import access_to
from assistant.settings import load_settings

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
    access = access_to(settings)
    login = access is not None
    listening = listen(host, port, settings, login=login)  # before the slow part, so that a port in use is said at once
    import uvicorn
    from uvicorn.config import LOGGING_CONFIG

    with _private_files():
        from assistant.commands.opening import open_engine
        from assistant.operating.observers import set_up
        from ui.app import create_app
        from ui.stopping import LAST_WORDS, Server, quiet_about_open_pages

        may_edit = is_private(listening) or login if editing is None else editing
        app = create_app(
            open_engine(), editing=may_edit, access=access, hosts=names_of(settings), metrics=set_up(settings)
        )
        print(f"Open {shown(host, listening)}/ in a browser. Ctrl-C stops.", file=sys.stderr, flush=True)
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
