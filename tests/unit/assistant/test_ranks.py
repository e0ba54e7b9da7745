"""A question for one end of a ranking, or a place in it, is not answered with another."""

import pytest

from assistant.ranks import Rank, is_of_another_rank, rank_asked

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
    ],
)
def test_a_sentence_on_another_rank_is_told(question: str, sentence: str, another: bool) -> None:
    assert is_of_another_rank(question, sentence) is another
