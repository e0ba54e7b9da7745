"""An import that is killed at any moment: nothing is lost, nothing is doubled, and the next run finishes it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.index.searching import Indexes
from assistant.library.checking import check
from assistant.library.schema import FILE
from assistant.library.store import Library
from assistant.settings import Settings

KILLS = 50
FILES = 40
DOCUMENTS = 36 + 4 * 3
LONGEST = 12.0  # seconds a run is left before it is killed


def import_of(folder: Path, library: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "assistant", "--library", str(library), "library", "add", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_files(folder: Path) -> None:
    folder.mkdir()
    words = "port boat crew broker hotline owner shelter union police cook paper season berth debt visa ferry".split()
    chance = random.Random(1)
    for number in range(FILES):
        texts = [" ".join(chance.choices(words, k=60)) for _ in range(3)]
        if number % 10 == 9:
            lines = [{"doc_id": f"line-{number}-{part}", "text": text} for part, text in enumerate(texts)]
            (folder / f"{number}.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
        else:
            (folder / f"port-{number}.txt").write_text("\n\n".join(texts), "utf-8")


def problems(folder: Path) -> list[str]:
    library = Library(folder)
    try:
        return check(library, Indexes(library, Settings(library=folder)))
    finally:
        library.close()


def state(folder: Path) -> tuple[str, int, int, list[tuple[str]]]:
    library = Library(folder)
    try:
        ids = library.connection.execute("SELECT id FROM passage ORDER BY id").fetchall()
        revisions = library.connection.execute("SELECT count(*) FROM revision").fetchone()[0]
        return library.fingerprint, len(library.sources), revisions, ids
    finally:
        library.close()


@pytest.mark.slow
def test_fifty_kills_lose_nothing(tmp_path: Path) -> None:
    make_files(tmp_path / "files")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert import_of(tmp_path / "files", whole).wait() == 0
    chance = random.Random(7)
    kills = finished = 0
    while kills < KILLS:
        run = import_of(tmp_path / "files", killed)
        try:
            run.wait(chance.uniform(0.2, LONGEST))
            finished += 1
        except subprocess.TimeoutExpired:
            os.kill(run.pid, signal.SIGKILL)
            run.wait()
            kills += 1
        if finished and (killed / FILE).exists():  # begin anew: a whole library has nothing left to lose
            assert state(killed) == state(whole)
            assert problems(killed) == []
            killed, finished = tmp_path / f"killed-{kills}", 0
    assert import_of(tmp_path / "files", killed).wait() == 0
    assert state(killed) == state(whole)
    assert problems(killed) == []


def test_one_kill_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    make_files(tmp_path / "files")
    run = import_of(tmp_path / "files", tmp_path / "library")
    begun = time.monotonic()
    while time.monotonic() - begun < 60:
        time.sleep(0.05)
        if (tmp_path / "library" / FILE).exists() and state(tmp_path / "library")[1] > 3:
            break
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    between = state(tmp_path / "library")
    assert 3 < between[1] < DOCUMENTS
    assert import_of(tmp_path / "files", tmp_path / "library").wait() == 0
    after = state(tmp_path / "library")
    assert after[1] == after[2] == DOCUMENTS
    assert set(between[3]) <= set(after[3])
    assert problems(tmp_path / "library") == []
