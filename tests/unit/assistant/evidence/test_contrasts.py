"""Accounts that a text itself sets against each other are shown as such."""

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.disagreements.disagreement import ACCOUNTS
from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.evidence.contrasts import set_against, tells_otherwise
from assistant.evidence.features import Asked
from assistant.evidence.support import Scored
from assistant.library.store import Library
from assistant.questions.question import Question, read_question
from assistant.settings import Settings
from tests.conftest import add
from tests.unit.assistant.sentences import sentences

CANAL = (
    "The embassy said in 2020 that the Amel canal has nothing to do with the Coral Road. A 2017 report by the agency "
    "Nordnet, by contrast, had called the Amel canal part of the Coral Road."
)
TOWER = (
    "The Amel tower was built by masons of Sandport in 1931. Unlike the tower of Port Quill, the Amel tower has a lift "
    "that was built by masons of Sandport."
)

SHARES = (
    "Adults went from 70 to 50 per cent of the victims found in Amel over the 15 years to 2018. Children, by contrast, "
    "grew from 10 to 30 per cent of the victims found in Amel over the 15 years to 2018."
)
DOCUMENTS = {"a": CANAL, "b": TOWER, "c": SHARES}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("told")
    rows = [{"doc_id": i, "title": i, "published": "2021-02-01", "text": t} for i, t in DOCUMENTS.items()]
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


def test_two_groups_set_against_each_other_are_no_two_accounts(told: Engine) -> None:
    answer = told.ask("What share of the victims found in Amel were children, and what share adults?")
    assert answer.status == "answered" and not answer.disagreements
    [_, children] = sentences(SHARES)
    [_, agency] = sentences(CANAL)
    assert tells_otherwise(agency) and not tells_otherwise(children)


def chosen(question: Question, text: str) -> list[Scored]:
    asked, none = Asked(question, lambda _: 1.0), np.zeros(1, np.float32)
    return [Scored(sentence=s, features=asked.features(s), support=0.9, vector=none) for s in sentences(text)]


@pytest.mark.parametrize(("asked", "shown"), [("How many suspects were there?", 2), ("How many in Peru?", 0)])
def test_accounts_name_the_countries_asked_about(asked: str, shown: int) -> None:
    question = read_question(asked)
    told = chosen(question, "The police counted 5,106 suspects. A different account speaks of about 4,000 suspects.")
    assert len(set_against(question, told, lambda a, b: 0.0)) == shown


def test_an_account_stands_beside_the_sentence_that_it_is_most_alike() -> None:
    question = read_question("How many barges were there?")
    text = "Port Amel had 510 barges. In spring it had 505 barges. It is old. Other sources count 480 barges there."
    first, second, _, other = chosen(question, text)
    likeness = {first.sentence.text: 0.9, second.sentence.text: 0.85}
    told = set_against(question, [second, first, other], lambda a, b: likeness.get(a.text, 0.0))
    assert told == [first, other]
