"""An asynchronous stream read from ordinary code: it can be ended at any moment, and the connection ends with it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue

LOOKING = 0.05  # seconds between two looks at whether the reader has left


def streamed(
    pieces: Callable[[], AsyncIterator[str]], timeout_s: float, stop: threading.Event | None = None
) -> Iterator[str]:
    """What `pieces` yields, as it comes, for at most `timeout_s` seconds in all.

    Setting `stop`, or leaving the iterator, cancels the reading wherever it waits, so that its connection is closed
    and the server stops as well. Raises TimeoutError past the time, and what `pieces` raises.
    """
    heard: SimpleQueue[str | BaseException | None] = SimpleQueue()
    running: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = []
    left = threading.Event()

    async def read() -> None:
        task = asyncio.current_task()
        assert task is not None  # asyncio.run always makes one
        running.append((asyncio.get_running_loop(), task))
        if left.is_set():
            return
        async with asyncio.timeout(timeout_s):
            async for piece in pieces():
                heard.put(piece)

    def work() -> None:
        try:
            asyncio.run(read())
            heard.put(None)
        except BaseException as error:  # handed to the reader, who raises it
            heard.put(error)

    thread = threading.Thread(target=work, daemon=True, name="model")
    thread.start()
    try:
        while (piece := _next(heard, stop)) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        left.set()
        for loop, task in running:
            with suppress(RuntimeError):  # the loop has ended by itself, and there is nothing left to cancel
                loop.call_soon_threadsafe(task.cancel)
        thread.join(timeout=LOOKING * 20)


def _next(heard: "SimpleQueue[str | BaseException | None]", stop: threading.Event | None) -> str | BaseException | None:
    while stop is None or not stop.is_set():
        with suppress(Empty):
            return heard.get(timeout=LOOKING)
    return None
