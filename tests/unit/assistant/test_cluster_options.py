"""`library add --on`: what cannot be done is said before anything is read."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.library.cluster import connected
from corpus.errors import SetupError


@pytest.mark.parametrize(
    ("options", "why"), [(["--on", "mars"], "neither here nor ray"), (["--address", "h:1"], "--on ray")]
)
def test_options_without_sense_are_wrong_usage(documents: Path, tmp_path: Path, options: list[str], why: str) -> None:
    command = [sys.executable, "-m", "assistant", "--library", str(tmp_path / "new"), "library", "add", str(documents)]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and why in done.stderr
    assert not (tmp_path / "new").exists()


def test_without_ray_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(SetupError) as error, connected(None):
        pass
    assert "pip install '.[cluster]'" in error.value.fix


@pytest.mark.parametrize("address", ["127.0.0.1:9", "nowhere"])
def test_a_cluster_that_does_not_answer_is_a_clear_error_at_once(address: str) -> None:
    pytest.importorskip("ray", reason="the extra `cluster` is not installed")
    with pytest.raises(SetupError, match="ray start"), connected(address):
        pass
