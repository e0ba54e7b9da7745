"""Virtual environments for peers: made once for what a script says it needs (PEP 723), found again afterwards."""

import re
import shutil
import subprocess
import sys
import tomllib
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from corpus.errors import SetupError

_METADATA = re.compile(r"^# /// script\n(?P<lines>(?:#.*\n)+?)# ///$", re.MULTILINE)
READY = "ready"


def dependencies_of(script: str) -> list[str]:
    """The `dependencies` of a script's inline metadata. Raises ValueError where it has none."""
    match = _METADATA.search(script)
    if match is None:
        raise ValueError("the script has no inline metadata (# /// script)")
    lines = (line.removeprefix("#").removeprefix(" ") for line in match["lines"].splitlines())
    found: list[str] = tomllib.loads("\n".join(lines))["dependencies"]
    return found


def python_of(script: Path, folder: Path, lock: Path) -> Path:
    """The interpreter of an environment with the script's dependencies, made under `folder` where it is not there.

    What we lock, it gets in the same version, so that resolving is quick and a difference is not one of versions.
    Raises SetupError where installing fails.
    """
    needed = dependencies_of(script.read_text("utf-8"))
    constraints = locked(lock.read_text("utf-8"))
    place = folder / f"{script.stem}-{sha256((constraints + ' '.join(needed)).encode()).hexdigest()[:12]}"
    python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (place / READY).is_file():
        shutil.rmtree(place, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(place)], script.stem)
        (place / "constraints.txt").write_text(constraints, "utf-8")
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--constraint", str(place / "constraints.txt"), *needed], script.stem)
        (place / READY).touch()
    return python


def locked(lock: str) -> str:
    """The lock as pip's constraints, torch being the build that this environment has."""
    lines = [line for line in lock.splitlines() if not line.startswith("torch==")]
    return "\n".join([*lines, f"torch=={version('torch')}"]) + "\n"


def _run(command: list[str], name: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["it stopped without a word"])[-1]
        raise SetupError(
            what=f"Cannot install {name}", why=why, fix="Check that the Python package index can be reached"
        )
