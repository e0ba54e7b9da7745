"""A question for one end of a ranking, or a place in it, is not answered with another."""

import pytest

from assistant.evidence.ranks import Rank, is_of_another_rank, places_wanted, rank_asked
from assistant.questions.question import read_question

HIGHEST = "Profits are highest in the north, at 84 billion dollars."
LOWEST = "Profits are lowest in the south, at 2 billion dollars."


@pytest.mark.parametrize(
    ("question", "rank"),
    [
        ("Which region has the highest profits?", Rank(place=1, from_top=True)),
        ("Which region has the second-highest profits?", Rank(place=2, from_top=True)),
        ("Which region earns the least?", Rank(place=1, from_top=False)),
        ("Which has the third lowest score?", Rank(place=3, from_top=False)),
        ("What ranks third?", Rank(place=3, from_top=True)),
        ("Which regions have the highest and the lowest profits?", None),
        ("Which region is this?", None),
        ("What was found in the last year?", None),
        ("What is the most recent figure?", None),
    ],
)
def test_the_rank_asked_for_is_read(question: str, rank: Rank | None) -> None:
    assert rank_asked(question) == rank


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("Which region has the highest profits?", HIGHEST, False),
        ("Which region has the highest profits?", LOWEST, True),
        ("Which region has the lowest profits?", HIGHEST, True),
        ("Which region has the lowest profits?", LOWEST, False),
        ("Which region has the second highest profits?", HIGHEST, True),
        ("Which region has the second highest profits?", f"{HIGHEST[:-1]}, the west comes second.", False),
        ("Which region has the second highest profits?", f"{HIGHEST[:-1]}, then 62 billion in the west.", False),
        ("Which region has the lowest profits?", "Profits were 84, 62 and 18 billion dollars.", False),
        ("What are the profits of the north?", HIGHEST, False),
        ("Which region has the highest profits?", "Fourth and fifth in profits are the east and the west.", True),
        ("Which region has the highest profits?", "The east ranked third with 18 billion dollars.", True),
        ("Which three regions have the highest profits?", "The east ranked third with 18 billion dollars.", False),
        ("Which two regions have the highest profits?", "The east ranked third with 18 billion dollars.", True),
        ("Which region has the highest profits?", f"{HIGHEST[:-1]}, the west ranked second.", False),
    ],
)
def test_a_sentence_on_another_rank_is_told(question: str, sentence: str, another: bool) -> None:
    assert is_of_another_rank(read_question(question), sentence) is another


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Which five ports have the highest fees?", ["five"]),
        ("List the five ports with the worst fees.", ["five"]),
        ("Top 3 ports by fees", ["3"]),
        ("Which five ports closed?", []),
        ("What are the highest fees of the 53 ports?", []),
        ("Which port has the highest fees in 2021?", []),
    ],
)
def test_how_many_places_of_a_ranking_are_wanted_is_no_figure_to_be_told(question: str, wanted: list[str]) -> None:
    assert [question[q.start : q.end] for q in places_wanted(read_question(question))] == wanted
