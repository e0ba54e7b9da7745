"""How a server stops: nothing new is begun, what is being answered is answered, then open pages are let go."""

import asyncio
import logging
import socket
from time import monotonic

import uvicorn

from assistant.observing import OBSERVERS

LONGEST = 30.0  # seconds an answer under way is waited for
LAST_WORDS = 2  # seconds for what has been answered to reach its reader


class Server(uvicorn.Server):
    """uvicorn's, whose own patience is the same for an answer under way and for a page that merely stays open."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()
        ends = monotonic() + LONGEST
        while OBSERVERS.busy and monotonic() < ends and not self.force_exit:
            await asyncio.sleep(0.05)
        await super().shutdown([])


def quiet_about_open_pages() -> None:
    """An open page holds a connection that never ends by itself; that it is cut when the server stops is no error."""
    logging.getLogger("uvicorn.error").addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    cut = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not cut and "timeout graceful shutdown exceeded" not in record.getMessage()
