"""A share, a change or a sum of money does not say how many there were."""

from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.evidence.shares import counts_nothing_asked
from assistant.library.store import Library
from assistant.questions.question import read_question
from assistant.settings import Settings
from tests.conftest import add

HOW_MANY = "How many victims did the bureau find in 2021?"


@pytest.mark.parametrize(
    "text",
    [
        "The bureau found 14 per cent more victims in 2021 than in 2019.",
        "Victims found in 2021 were up by about 14 per cent, the bureau says.",
        "Of the victims found in 2021, 39 per cent were women and 16 per cent boys.",
        "The victims found in 2021 were paid 3 million dollars.",
    ],
)
def test_changes_shares_of_groups_and_money_are_no_count(text: str) -> None:
    assert counts_nothing_asked(read_question(HOW_MANY), text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (HOW_MANY, "The bureau found 412 victims in 2021, 14 per cent more than in 2019."),
        (HOW_MANY, "The bureau found hundreds of victims."),
        (HOW_MANY, "Nine in ten cases were known by 60 per cent of those asked."),
        ("How many victims were women?", "Of the victims found in 2021, 39 per cent were women."),
        ("Of ten victims, how many were found by the police?", "The police found 28 per cent more boys."),
        ("How many more victims were found in 2021?", "The bureau found 14 per cent more victims in 2021."),
        ("By how many victims did the number rise?", "It rose by 14 per cent."),
        ("How many victims, in per cent, were boys?", "It rose by 14 per cent."),
        ("How many dollars were the victims paid?", "The victims were paid 3 million dollars."),
        ("What share of the victims were women?", "The bureau found 14 per cent more victims."),
    ],
)
def test_counts_and_what_else_is_asked_for_are_kept(question: str, text: str) -> None:
    assert not counts_nothing_asked(read_question(question), text)


def test_a_count_asked_for_is_refused_where_only_its_change_is_told(tmp_path: Path, embedder: Embedder) -> None:
    told = "Trafficking victims that the Amel bureau found in 2021 were 14 per cent more than in 2019."
    (tmp_path / "told.txt").write_text(told, "utf-8")
    library = Library(tmp_path / "library", create=True)
    add(library, embedder, tmp_path / "told.txt")
    engine = Engine(Settings(library=library.folder), library)
    assert engine.ask("How many trafficking victims did the Amel bureau find in 2021?").status == "refused"
    answer = engine.ask("By how many per cent did trafficking victims found by the Amel bureau rise from 2019 to 2021?")
    assert [c.text for c in answer.claims] == [told]
