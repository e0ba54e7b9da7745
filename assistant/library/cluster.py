"""Reading, splitting and embedding on a Ray cluster; storing stays here, where the one writer is.

Workers get the bytes of files and share nothing with this machine but the installed program. What a lost worker had in
hand is done again by another (Ray keeps the lineage of every block), and each document is stored once, in the order of
the files, so that a library made on a cluster is the one made on one core.
"""

import os
import pickle
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from assistant.encoders.embedding import Embedder, make_embedder
from assistant.library.describing import Stated, source_from
from assistant.library.importing import add_items, item_of, without_reading
from assistant.library.incoming import Added, Incoming, Item, sidecar
from assistant.library.reader import Failed, Limits, Reader
from assistant.library.store import Library
from assistant.library.writing import Embedded, embedded
from assistant.settings import Settings
from corpus.errors import SetupError, UsageError
from corpus.reading import Parsed

ANSWERING = 10.0  # seconds
GROUP_MB = 256  # bytes of files that are on their way at one time
Rows = dict[str, Any]
Found = list[tuple[Parsed | Failed, Embedded | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How workers are to read and embed."""

    settings: Settings
    limits: Limits


def add_on_cluster(
    library: Library, files: Iterable[Path], embedder: Embedder, settings: Settings, limits: Limits
) -> Iterator[Added]:
    """As `add_files`, with the work done by the cluster that is `connected`. The caller holds the writer lock."""
    work = Work(settings=settings, limits=limits)
    incoming = (Incoming(path=path, label=str(path)) for path in files)
    items = (
        item
        for group in _groups(incoming, lambda file: without_reading(library, file, embedder))
        for item in _items(group, work)
    )
    yield from add_items(library, items, embedder, settings.passage_tokens)


@contextmanager
def connected(address: str | None) -> Iterator[None]:
    """Join the cluster at `address` (HOST:PORT), or start one on this machine, and leave it again.

    Raises SetupError where Ray is not installed or the cluster does not answer.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # before Ray is loaded: it would report to its makers
    try:
        import ray
    except ModuleNotFoundError as error:
        raise SetupError(
            what="Cannot add on a cluster", why=f"{error.name} is not installed", fix="pip install '.[cluster]'"
        ) from error
    local = {"include_dashboard": False} if address is None else {}
    try:
        if address is not None:
            _require_answer(address)
        ray.init(
            address=address or "local", log_to_driver=False, logging_level="ERROR", configure_logging=True, **local
        )
    except (OSError, RuntimeError, ValueError) as error:
        raise SetupError(
            what="Cannot add on a cluster", why=f"Ray at {address or 'this machine'} says: {error}",
            fix="Start it with `ray start --head`, and name its HOST:PORT with --address",
        ) from error  # fmt: skip
    try:
        yield
    finally:
        ray.shutdown()


def _require_answer(address: str) -> None:
    """Ray itself tries for minutes. Raises OSError, or ValueError for what is no HOST:PORT."""
    host, _, port = address.rpartition(":")
    socket.create_connection((host, int(port)), timeout=ANSWERING).close()


def _groups(
    files: Iterable[Incoming], known: Callable[[Incoming], Added | None]
) -> Iterator[list[tuple[Incoming, Added | None]]]:
    """Files in turn, about GROUP_MB together, each with its outcome where it need not be read."""
    group: list[tuple[Incoming, Added | None]] = []
    held = 0
    for file in files:
        outcome = known(file)
        group.append((file, outcome))
        held += file.path.stat().st_size if outcome is None else 0
        if held >= GROUP_MB * 1_000_000:
            yield group
            group, held = [], 0
    if group:
        yield group


def _items(group: Sequence[tuple[Incoming, Added | None]], work: Work) -> Iterator[Item | Added]:
    answers = _answers([file for file, outcome in group if outcome is None], work)
    for file, outcome in group:
        if outcome is not None:
            yield outcome
            continue
        for parsed, parts in next(answers):
            yield item_of(file, parsed, parts)


def _answers(files: Sequence[Incoming], work: Work) -> Iterator[Found]:
    """What the cluster makes of each file, in the order of the files."""
    if not files:
        return
    import ray

    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    rows = [{"name": file.path.name, "by_hand": pickle.dumps(_by_hand(file)), "data": _bytes(file)} for file in files]
    todo = ray.data.from_items(rows, override_num_blocks=len(rows))
    done = todo.map_batches(_read, fn_args=(work,), batch_size=1, num_cpus=1)  # tasks: any node that is left takes them
    for row in done.iter_rows():
        found: Found = pickle.loads(row["found"])  # noqa: S301  made by our own workers
        yield found


def _bytes(file: Incoming) -> bytes | None:
    """None where the file has gone meanwhile: its worker says so."""
    try:
        return file.path.read_bytes()
    except OSError:
        return None


def _by_hand(file: Incoming) -> Mapping[str, Any]:
    try:
        return sidecar(file.path)
    except UsageError:
        return {}  # said when the document is stored


def _read(batch: Rows, work: Work) -> Rows:
    worker = _worker(work)
    found = [
        pickle.dumps(worker.read(str(name), pickle.loads(by_hand), data))  # noqa: S301  made by our own driver
        for name, by_hand, data in zip(batch["name"], batch["by_hand"], batch["data"], strict=True)
    ]
    return {"found": np.array(found, dtype=object)}


@lru_cache(maxsize=1)
def _worker(work: Work) -> "Worker":
    """One in each process of the cluster, for as long as the process lives."""
    return Worker(work)


class Worker:
    """One core, one reader, one embedder."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._embedder = make_embedder(work.settings, threads=1)
        self._reader = Reader(work.limits)  # its process ends with this one

    def read(self, name: str, by_hand: Mapping[str, Any], data: bytes | None) -> Found:
        if data is None:
            return [(Failed(why="the file could not be read"), None)]
        with TemporaryDirectory(prefix="assistant-cluster-") as folder:
            path = Path(folder) / PurePath(name).name
            path.write_bytes(data)
            self._reader.ask(path)
            return [(parsed, self._embedded(name, by_hand, parsed)) for parsed in self._reader.answer()]

    def _embedded(self, name: str, by_hand: Mapping[str, Any], parsed: Parsed | Failed) -> Embedded | None:
        """Passages and vectors, by what the document and its sidecar file say of it; what only the library knows of it
        is found out when it is stored."""
        if isinstance(parsed, Failed) or parsed.document is None:
            return None
        fields = {key: value for key, value in by_hand.items() if key != "id"}
        metadata = parsed.document.metadata
        source = source_from(Stated(source_id="", name=PurePath(name).stem, metadata=metadata, by_hand=fields))
        return embedded(source, parsed.document, self._embedder, self._work.settings.passage_tokens)
