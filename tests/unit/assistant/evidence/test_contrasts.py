"""Accounts that a text itself sets against each other are shown as such."""

import json
from pathlib import Path

import pytest

from assistant.disagreements.disagreement import ACCOUNTS
from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.library.store import Library
from assistant.settings import Settings
from tests.conftest import add

CANAL = (
    "The embassy said in 2020 that the Amel canal has nothing to do with the Coral Road. A 2017 report by the agency "
    "Nordnet, by contrast, had called the Amel canal part of the Coral Road."
)
TOWER = (
    "The Amel tower was built by masons of Sandport in 1931. Unlike the tower of Port Quill, the Amel tower has a lift "
    "that was built by masons of Sandport."
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("told")
    rows = [{"doc_id": i, "title": i, "published": "2021-02-01", "text": t} for i, t in (("a", CANAL), ("b", TOWER))]
    (folder / "told.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    library = Library(folder / "library", create=True)
    add(library, embedder, folder / "told.jsonl")
    return Engine(Settings(library=library.folder), library)


def test_accounts_set_against_each_other_are_a_disagreement(told: Engine) -> None:
    answer = told.ask("Is the Amel canal part of the Coral Road?")
    [accounts] = answer.disagreements
    assert (accounts.note, accounts.comparable) == (ACCOUNTS, False)
    assert [(r.value.split()[1], r.as_of) for r in accounts.readings] == [("embassy", "2020"), ("2017", "2017")]
    quotes = {c.n: c.quote for c in answer.citations}
    assert all(r.value == quotes[r.citation] for r in accounts.readings)


def test_what_is_only_unlike_another_thing_is_no_other_account(told: Engine) -> None:
    answer = told.ask("Who built the Amel tower?")
    assert answer.status == "answered" and not answer.disagreements
