"""The process that reads files for another one: `python -m corpus.reading_worker MEGABYTES`.

Requests come on standard input, one path a line as JSON. Answers go to standard output: frames of a length (8 bytes,
big endian) and a pickle. A file answers with the seconds it asks for, its documents and "end".
"""

import json
import logging
import os
import pickle
import struct
import sys
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO, Literal

from corpus.reading import Parsed, parse_file

Frame = tuple[Literal["allow"], float] | tuple[Literal["document"], Parsed] | tuple[Literal["end"], str | None]
HEADER = struct.Struct(">Q")


def main() -> None:
    limit_memory(int(sys.argv[1]))
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # native libraries write there as they please
    logging.basicConfig(level=logging.ERROR, format="%(message)s", stream=sys.stderr)
    for line in sys.stdin.buffer:
        _answer(Path(json.loads(line)), channel)


def limit_memory(megabytes: int) -> None:
    """Bound the address space of this process, where the system can do that."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _answer(path: Path, channel: BinaryIO) -> None:
    def send(frame: Frame) -> None:
        data = pickle.dumps(frame, pickle.HIGHEST_PROTOCOL)
        channel.write(HEADER.pack(len(data)) + data)
        channel.flush()

    reason = None
    try:
        for parsed in parse_file(path, lambda seconds: send(("allow", seconds))):
            send(("document", parsed))
    except BrokenPipeError:
        os._exit(0)
    except MemoryError:
        reason = "reading it takes more memory than is allowed"
    except Exception as error:  # a parser may fail in ways of its own; the next file is read all the same
        logging.getLogger(__name__).exception("Cannot read %s", path)
        reason = f"{type(error).__name__}: {error}"
    send(("end", reason))


def end_with(parent: int) -> None:
    """End this process when the one it reads for has ended, however that was killed."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def load(data: bytes) -> Any:
    """A frame, unpickled with nothing but the classes that documents are made of."""
    import io

    return _Unpickler(io.BytesIO(data)).load()


class _Unpickler(pickle.Unpickler):
    """What read a hostile file is not believed either: no other class is ever looked up."""

    ALLOWED = frozenset(
        {("corpus.model", name) for name in ("Document", "Page", "Block", "WordBox")}
        | {("corpus.reading", "Parsed"), ("builtins", "set"), ("builtins", "frozenset")}
        | {("datetime", name) for name in ("date", "datetime", "timedelta", "timezone")}
    )

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self.ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a document")
        return super().find_class(module, name)


if __name__ == "__main__":
    main()
