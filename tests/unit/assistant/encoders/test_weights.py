"""A model is exported once, whoever asks, and an export that fails is said."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.encoders.weights import prepared
from corpus.errors import SetupError


def exporter(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> str:
    (folder / "made_for_a_test.py").write_text(f"import sys, time\nfrom pathlib import Path\n{code}\n", "utf-8")
    monkeypatch.syspath_prepend(str(folder))
    return "made_for_a_test"


def test_of_those_who_ask_at_once_one_exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = exporter(
        tmp_path, monkeypatch,
        "path = Path(sys.argv[1])\nlog = path.with_name('log').open('a')\nlog.write('x')\nlog.close()\n"
        "time.sleep(0.3)\npath.write_text('graph')",
    )  # fmt: skip
    with ThreadPoolExecutor(3) as pool:
        made = [*pool.map(lambda _: prepared(tmp_path / "models" / "m.onnx", slow, "model"), range(3))]
    assert {path.read_text() for path in made} == {"graph"}
    assert (tmp_path / "models" / "log").read_text() == "x"


def test_an_export_that_fails_is_said_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = exporter(tmp_path, monkeypatch, "raise ValueError('no room')")
    for _ in range(2):
        with pytest.raises(SetupError, match="Cannot prepare the model: ValueError: no room"):
            prepared(tmp_path / "m.onnx", failing, "model")
