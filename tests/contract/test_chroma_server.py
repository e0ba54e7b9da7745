"""A real Chroma server: several readers and one writer, and the server killed under them. Nothing is lost."""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.index.searching import Indexes
from assistant.index.vectors import StoreUnreachable
from assistant.library.checking import check
from assistant.library.store import Library
from assistant.settings import Settings

STARTING = 30.0
QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"
READER = """
import json, pathlib, sys, time
import numpy as np
from assistant.index.searching import Indexes
from assistant.library.store import Library
from assistant.settings import load_settings
from corpus.errors import LibraryError
stop, settings = pathlib.Path(sys.argv[1]), load_settings()
library = Library(settings.library_folder)
indexes, found, errors = Indexes(library, settings), 0, []
while not stop.exists():
    _, vectors = library.vectors()
    try:
        indexes.refresh()
        found += bool(indexes.nearest(vectors[found % len(vectors)], 5, None))
    except LibraryError as error:
        errors.append(error.as_dict())
    time.sleep(0.02)
print(json.dumps({"found": found, "errors": errors}))
"""


class Server:
    """`chroma run` in a folder, on one port, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.address, self.folder = f"http://127.0.0.1:{self.port}", folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = str(Path(sys.executable).with_name("chroma"))
        command = [program, "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        self._process = subprocess.Popen(command, **quiet)  # type: ignore[call-overload]
        end = time.monotonic() + STARTING
        while time.monotonic() < end:
            try:
                httpx.get(f"{self.address}/api/v2/heartbeat").raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise TimeoutError("the Chroma server did not begin")

    def kill(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "chroma")
    running.start()
    yield running
    running.kill()


@pytest.fixture
def settings(server: Server, library: Library) -> Settings:
    return Settings(library=library.folder, chroma=server.address, exact_scan_limit=1)


def every_passage_is_found(library: Library, indexes: Indexes) -> bool:
    keys, vectors = library.vectors()
    return all(
        key in {found for found, _ in indexes.nearest(vector, 3, None)}
        for key, vector in zip(keys.tolist(), vectors, strict=True)
    )


def test_a_killed_server_is_a_clear_error_and_its_index_goes_on_when_it_is_back(
    server: Server, settings: Settings, library: Library, embedder: Embedder
) -> None:
    engine = Engine(settings, library)
    before = engine.ask(QUESTION)
    server.kill()
    with pytest.raises(StoreUnreachable) as error:
        engine.ask(QUESTION)
    assert server.address in error.value.fix
    mark = next((library.folder / "index").glob("passages-*/followed")).stat().st_mtime_ns
    server.start()
    assert engine.ask(QUESTION).claims == before.claims
    assert next((library.folder / "index").glob("passages-*/followed")).stat().st_mtime_ns == mark  # not made again
    assert check(library, Indexes(library, settings)) == []


def test_a_server_that_has_lost_its_disk_is_filled_again(
    server: Server, settings: Settings, library: Library, tmp_path: Path
) -> None:
    engine = Engine(settings, library)
    before = engine.ask(QUESTION)
    server.kill()
    server.folder = tmp_path / "new-disk"
    server.start()
    assert engine.ask(QUESTION).claims == before.claims
    assert every_passage_is_found(library, Indexes(library, settings))
    assert check(library, Indexes(library, settings)) == []


def test_a_reader_goes_on_after_another_process_has_made_the_index_again(settings: Settings, library: Library) -> None:
    reader = Indexes(library, settings)
    reader.refresh()
    query = np.ascontiguousarray(library.vectors()[1][0])
    before = reader.nearest(query, 5, None)
    assert before and run(settings, "library", "rebuild-index").returncode == 0
    reader.refresh()
    assert [key for key, _ in reader.nearest(query, 5, None)] == [key for key, _ in before]


def test_connections_end_with_the_index_that_opened_them(settings: Settings, library: Library) -> None:
    reader = Indexes(library, settings)
    reader.refresh()
    assert reader.nearest(np.ascontiguousarray(library.vectors()[1][0]), 5, None)
    gc.collect()  # what other tests have left behind
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", ResourceWarning)
        del reader
        gc.collect()
    port = settings.chroma.rpartition(":")[2]
    assert [str(w.message) for w in said if w.category is ResourceWarning and port in str(w.message)] == []


def environment(settings: Settings) -> dict[str, str]:
    named = {"LIBRARY": str(settings.library_folder), "CHROMA": settings.chroma, "EXACT_SCAN_LIMIT": "1"}
    return os.environ | {f"ASSISTANT_{key}": value for key, value in named.items()}


def run(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment(settings))


@pytest.mark.slow
def test_readers_and_a_writer_live_through_a_server_that_is_killed_again_and_again(
    server: Server, settings: Settings, library: Library, tmp_path: Path
) -> None:
    Indexes(library, settings).refresh()
    stop = tmp_path / "stop"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(stop)], env=environment(settings), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]  # fmt: skip
    written = []
    for number in range(8):
        path = tmp_path / f"port-{number}.txt"
        path.write_text("\n\n".join(f"Port {number} held {n} crews without pay. " * 30 for n in range(4)), "utf-8")
        adding = subprocess.Popen(
            [sys.executable, "-m", "assistant", "library", "add", str(path)], env=environment(settings), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        if number % 3 == 1:
            time.sleep(0.4 * (number // 3 + 1))  # at another moment of the import each time
            server.kill()
        said = adding.communicate(timeout=120)[1]
        assert adding.returncode == 0 or "Start the Chroma server" in said, said[-500:]
        written.append(adding.returncode)
        if number % 3 == 1:
            server.start()
    stop.touch()
    heard = [json.loads(reader.communicate(timeout=60)[0]) for reader in readers]
    assert all(each["found"] > 20 for each in heard)
    assert {e["what"] for each in heard for e in each["errors"]} <= {
        "Cannot use the vector index", "Cannot search the library",
    }  # fmt: skip
    assert {f"port-{n}" for n in range(8)} <= set(library.sources)
    indexes = Indexes(library, settings)
    assert indexes.refresh()
    assert every_passage_is_found(library, indexes)
    assert check(library, indexes) == []
    assert run(settings, "library", "check").stdout.strip() == "The library is whole."
