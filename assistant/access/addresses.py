"""Where a server listens: on this machine alone, and elsewhere not before somebody can log in."""

import errno
import socket
from ipaddress import ip_address
from typing import Any

from assistant.settings import Settings
from corpus.errors import UsageError


def listen(host: str, port: int, settings: Settings, *, login: bool) -> socket.socket:
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
        return _bound(socket.socket(family, kind, protocol), address)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "another program uses the port" if taken else error.strerror or str(error)
        fix = "Stop it, or give another --port" if taken else "Give an address of this machine and a free --port"
        raise UsageError(what=what, why=why, fix=fix) from error


def _bound(listening: socket.socket, address: Any) -> socket.socket:
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


def is_private(listening: socket.socket) -> bool:
    """Whether only this machine reaches it."""
    return ip_address(listening.getsockname()[0]).is_loopback


def names_of(settings: Settings) -> list[str]:
    """Under which names a server answers, besides those of this machine's loopback interface."""
    return [*settings.hosts.split(), socket.gethostname()]


def shown(host: str, listening: socket.socket) -> str:
    """The address as a person enters it."""
    return f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
