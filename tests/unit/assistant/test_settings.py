"""Settings: the environment wins, typos and secrets in files are refused."""

import errno
from pathlib import Path

import pytest

from assistant.settings import load_settings
from corpus.errors import UsageError


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "assistant.toml"
    file.write_text('passage_tokens = 100\nchroma = "http://localhost:8000"\n', "utf-8")
    settings = load_settings({"ASSISTANT_PASSAGE_TOKENS": "120"}, file)
    assert (settings.passage_tokens, settings.chroma) == (120, "http://localhost:8000")


@pytest.mark.parametrize("text", ["passage_tokns = 3", "passage_tokens = 900", "passage_tokens =", 'llm_api_key = "x"'])
def test_a_bad_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "assistant.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError):
        load_settings({}, file)


def test_a_folder_in_the_files_place_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Is a directory"):
        load_settings({"ASSISTANT_CONFIG": str(tmp_path)})


def test_a_file_that_may_not_be_read_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object) -> str:
        raise PermissionError(errno.EACCES, "Permission denied")

    file = tmp_path / "assistant.toml"
    file.touch()
    monkeypatch.setattr(Path, "read_text", closed)
    with pytest.raises(UsageError, match=r"Cannot read .*assistant\.toml: Permission denied"):
        load_settings({}, file)


def test_a_file_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "assistant.toml"
    file.write_bytes('llm_model = "Übersetzer"'.encode("latin-1"))
    with pytest.raises(UsageError, match="Cannot read"):
        load_settings({}, file)


def test_an_unknown_variable_is_refused() -> None:
    with pytest.raises(UsageError):
        load_settings({"ASSISTANT_LIBARY": "/x"}, Path("none"))


def test_a_file_in_the_working_folder_is_not_read_and_one_in_the_users_folder_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents, own = tmp_path / "documents", tmp_path / "own"
    for folder, address in ((documents, "http://other.example"), (own, "http://localhost:8000")):
        folder.mkdir()
        (folder / "assistant.toml").write_text(f'chroma = "{address}"\n', "utf-8")
    monkeypatch.chdir(documents)
    monkeypatch.setattr("assistant.settings.user_config_path", lambda *_, **__: own)
    assert load_settings({}).chroma == "http://localhost:8000"
    (own / "assistant.toml").unlink()
    assert load_settings({}).chroma == "embedded"


def test_a_folder_that_cannot_be_looked_into_holds_no_settings(tmp_path: Path) -> None:
    assert load_settings({}, tmp_path / ("x" * 300) / "assistant.toml").chroma == "embedded"
