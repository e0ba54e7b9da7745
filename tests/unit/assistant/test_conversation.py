"""Follow-ups are made to stand alone; a new topic is never glued to an old one."""

import pytest

from assistant.conversation import Turn, standalone

BEFORE = "How many victims were detected in Cambodia in 2022?"


def after(question: str, *before: str) -> str:
    return standalone(question, [Turn(question=q, answer="") for q in before or (BEFORE,)])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("and in Laos?", "How many victims were detected in Laos in 2022?"),
        ("What about 2023?", "How many victims were detected in Cambodia in 2023?"),
        ("And Myanmar in 2021?", "How many victims were detected in Myanmar in 2021?"),
        ("and the year after?", "How many victims were detected in Cambodia in 2023?"),
        ("How many are held there now?", "How many are held in Cambodia now?"),
    ],
)
def test_a_new_place_or_period_takes_the_place_of_the_old(question: str, expected: str) -> None:
    assert after(question) == expected


@pytest.mark.parametrize("question", ["Who said that?", "Why?", "Were they children?"])
def test_what_points_back_carries_its_subject(question: str) -> None:
    assert after(question).endswith("(on: victims detected in Cambodia in 2022)?")


@pytest.mark.parametrize(
    "question",
    [
        "What is the Palermo Protocol?",
        "How many scam compounds did Amnesty International locate in Cambodia?",
        "When did the Global Organized Crime Index 2023 appear?",
    ],
)
def test_a_new_topic_is_left_as_it_is(question: str) -> None:
    assert after(question) == question


def test_a_first_question_is_left_as_it_is() -> None:
    assert standalone("and in Laos?", []) == "and in Laos?"


def test_a_chain_is_followed_from_its_beginning() -> None:
    assert after("what about 2023?", BEFORE, "and in Laos?") == "How many victims were detected in Laos in 2023?"
