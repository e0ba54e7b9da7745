"""Reading in a process of its own: what goes wrong with one file stays with that file."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.library.importing import add_files
from assistant.library.reader import Failed, Limits, Reader
from assistant.library.store import Library
from corpus.reading import Parsed

Outcomes = list[tuple[str, str | None]]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "zz-good.txt"
    path.write_text("Forty ports were searched.", "utf-8")
    return path


@pytest.fixture
def strange_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the worker, and it alone, read .hang files with the given body of a reader."""

    def install(body: str) -> None:
        site = tmp_path / "site"
        site.mkdir()
        code = f"from corpus import readers\ndef strange(data):\n    {body}\nreaders.READERS['.hang'] = strange\n"
        (site / "sitecustomize.py").write_text(code, "utf-8")
        monkeypatch.syspath_prepend(str(site))

    return install


def add(library: Library, embedder: Embedder, *files: Path, seconds: float = 20, megabytes: int = 4_096) -> Outcomes:
    limits = Limits(seconds=seconds, megabytes=megabytes)
    return [(added.outcome, added.detail) for added in add_files(library, files, embedder, 180, limits)]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("import time; time.sleep(60)", "took longer than 4 seconds"),
        ("import ctypes; ctypes.string_at(0)", f"crashed (signal {signal.SIGSEGV.value})"),
        ("import os; os._exit(3)", "crashed (exit code 3)"),
        ("raise RuntimeError('odd')", "RuntimeError: odd"),
        ("bytearray(8_000_000_000)", "takes more memory than is allowed"),
        ("import os; os.write(1, b'noise'); raise ValueError('after noise')", "ValueError: after noise"),
    ],
)
def test_a_reader_that_fails_takes_down_only_its_file(
    library: Library, embedder: Embedder, tmp_path: Path, good: Path, strange_readers: Callable[[str], None],
    body: str, said: str,
) -> None:  # fmt: skip
    strange_readers(body)
    (tmp_path / "a.hang").write_bytes(b"x")
    (failed, why), after = add(library, embedder, tmp_path / "a.hang", good, seconds=4)
    assert failed == "failed" and why is not None and said in why
    assert after == ("added", None)


def test_pages_are_given_the_time_they_ask_for(
    library: Library, embedder: Embedder, tmp_path: Path, strange_readers: Callable[[str], None]
) -> None:
    strange_readers("raise RuntimeError('never called')")
    site = tmp_path / "site" / "sitecustomize.py"
    site.write_text(
        "import time\nfrom corpus import readers\n"
        "def strange(data, ocr, allow):\n    for _ in range(3):\n        allow(2); time.sleep(1.5)\n"
        "    return readers.text.read(data)\n"
        "readers.READERS['.hang'] = strange\nreaders._SEEING[strange] = strange\n",
        "utf-8",
    )
    (tmp_path / "a.hang").write_bytes(b"Slow words.")
    assert add(library, embedder, tmp_path / "a.hang", seconds=3) == [("added", None)]


def test_the_next_file_is_read_while_this_one_is_stored(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"Port {name} was searched.", "utf-8")
    with Reader(Limits()) as reader:
        for name in "abc":
            reader.ask(tmp_path / f"{name}.txt")
        answers: list[Iterator[Parsed | Failed]] = [reader.answer() for _ in range(3)]
        texts = [found.document.pages[0].text for each in answers for found in each if isinstance(found, Parsed)
                 and found.document]  # fmt: skip
    assert texts == [f"Port {name} was searched." for name in "abc"]


@pytest.mark.parametrize("gone", [True, False], ids=["gone before it is asked", "perhaps still dying"])
def test_a_worker_killed_between_files_is_replaced(tmp_path: Path, good: Path, gone: bool) -> None:
    with Reader(Limits()) as reader:
        reader.ask(good)
        list(reader.answer())
        process = reader._worker.process  # type: ignore[union-attr]
        os.kill(process.pid, signal.SIGKILL)
        if gone:
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        reader.ask(good)
        [failed] = reader.answer()
        assert isinstance(failed, Failed)
        reader.ask(good)
        [parsed] = reader.answer()
        assert isinstance(parsed, Parsed) and parsed.document is not None


def test_a_module_in_the_working_folder_is_not_run(tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(9)", "utf-8")
    monkeypatch.chdir(tmp_path)
    with Reader(Limits()) as reader:
        reader.ask(good)
        [parsed] = reader.answer()
        assert isinstance(parsed, Parsed) and parsed.document is not None


def test_no_worker_outlives_the_reader(tmp_path: Path, good: Path) -> None:
    with Reader(Limits()) as reader:
        reader.ask(good)
        list(reader.answer())
        process = reader._worker.process  # type: ignore[union-attr]
    assert process.poll() is not None


def test_what_is_no_ordinary_file_is_not_opened(library: Library, embedder: Embedder, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    begun = time.monotonic()
    assert add(library, embedder, tmp_path / "pipe.txt") == [("unsupported", "it is no ordinary file")]
    assert add(library, embedder, Path("/dev/zero")) == [("unsupported", "it is no ordinary file")]
    assert time.monotonic() - begun < 2
