"""Follow-ups are made to stand alone; a new topic is never glued to an old one."""

import re

import pytest

from assistant.questions.conversation import Turn, read_follow_up, standalone
from assistant.questions.swaps import with_years

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


@pytest.mark.parametrize("question", ["Who said that?", "Why?", "Were they children?", "How old were the victims?"])
def test_what_points_back_carries_its_subject(question: str) -> None:
    assert after(question).endswith("(on: victims detected in Cambodia in 2022)?")


@pytest.mark.parametrize(
    "question",
    [
        "What is the Palermo Protocol?",
        "How many scam compounds did Amnesty International locate in Cambodia?",
        "When did the Global Organized Crime Index 2023 appear?",
        "What does the law say about forced marriage?",
        "How do the victims of brokers cope with stigma?",
    ],
)
def test_a_new_topic_is_left_as_it_is(question: str) -> None:
    assert after(question) == question


def test_things_asked_of_in_turn_are_set_against_each_other() -> None:
    before = ("What was the score of Cambodia in 2022?", "And of Laos?")
    assert after("Which of them is the highest?", *before) == "What was the score of Cambodia and Laos in 2022?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Compare that with 2021", "How many victims were detected in Cambodia in 2022 and 2021?"),
        ("How does that compare to Laos?", "How many victims were detected in Cambodia and Laos in 2022?"),
        ("Compare it with the census", "How many victims were detected in Cambodia in 2022 compared with the census?"),
    ],
)
def test_the_last_question_is_asked_of_what_it_is_compared_with_too(question: str, expected: str) -> None:
    both = re.sub(r"2021 and 2022", "2022 and 2021", re.sub("Laos and Cambodia", "Cambodia and Laos", after(question)))
    assert both == expected


def test_what_is_added_to_a_question_stands_before_what_it_is_about() -> None:
    before = ("How much do brokers earn a year?", "Which port makes the most?")
    assert after("And per victim?", *before) == "Which port makes the most per victim (on: brokers earn a year)?"


def test_a_first_question_is_left_as_it_is() -> None:
    assert standalone("and in Laos?", []) == "and in Laos?"


def test_a_chain_is_followed_from_its_beginning() -> None:
    assert after("what about 2023?", BEFORE, "and in Laos?") == "How many victims were detected in Laos in 2023?"


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        (
            "And in the Bai case?",
            "How many were sentenced in the Ming case?",
            "How many were sentenced in the Bai case?",
        ),
        ("And women?", "What share of victims are children?", "What share of victims are women?"),
        ("And the 2022 edition?", "How many countries does the 2024 report cover?", "2022 report"),
        ("what about irregular migrants?", "How many victims did the operation rescue?", "How many irregular migrants"),
        ("and how many two years before?", "How many were referred in 2024?", "How many were referred in 2022?"),
        ("And Night Watch IV?", "How many arrests did Operation Night Watch III bring?", "did Night Watch IV bring?"),
        (
            "And the Coast Bureau?",
            "What does Harbour Watch say about docks?",
            "What does the Coast Bureau say about docks?",
        ),
        ("And the Rome Accord?", "What is the Oslo Accord?", "What is the Rome Accord?"),
        ("What about bonded servitude?", "How many are in bonded labour?", "How many are in bonded servitude?"),
        (
            "And in West Africa?",
            "How many victims were found in the EU in 2020?",
            "How many victims were found in West Africa",
        ),
        (
            "And in Peru?",
            "How many victims were found in the EU in 2020?",
            "How many victims were found in Peru in 2020?",
        ),
        ("And per worker?", "How much do kilns earn?", "How much do kilns earn per worker?"),
        ("And worldwide?", "How much do gangs in Laos steal a year?", "How much do gangs worldwide steal a year?"),
        ("and Thailand?", "Which tier was Burma on in the US report?", "Which tier was Thailand on in the US report?"),
    ],
)
def test_a_fragment_is_exchanged_for_its_like(question: str, before: str, expected: str) -> None:
    assert expected in after(question, before)


@pytest.mark.parametrize("years", ["5" * 5000, "3000", "990", "5,000", "1.5"])
def test_only_years_that_a_report_may_tell_of_are_counted_to(years: str) -> None:
    asked = f"What happened in Amel in 1820 and {years} years earlier?"
    assert with_years(asked, asked) == asked


def test_who_said_so_carries_the_figures_of_the_answer() -> None:
    history = [Turn(question="How many work in scams?", answer="More than 150,000 people. [1]")]
    assert standalone("Who says so?", history) == "Who says so (on: work in scams; 150,000)?"


def test_a_person_named_by_the_answer_is_carried_over() -> None:
    history = [Turn(question="Who leads the army?", answer="Saw Chit Thu.")]
    assert "Saw Chit Thu" in standalone("Which of his sons were sanctioned?", history)


def test_a_comparison_takes_both_places() -> None:
    before = ("What was Laos's score in 2023?", "and Cambodia?")
    assert "Laos and Cambodia" in after("compare them", *before)


def test_a_question_that_may_open_a_topic_has_two_readings() -> None:
    reading = read_follow_up("How many sites were shut?", [Turn(question=BEFORE, answer="")])
    assert reading.text != reading.otherwise == "How many sites were shut?"


def test_a_place_and_a_pronoun_keep_what_the_chain_is_about() -> None:
    chain = ("What is the port score of Peru?", "And Chile's?")
    asked = after("Is it higher than in 2021?", *chain)
    assert "Chile" in asked and "port score" in asked and "Peru" not in asked


def test_a_town_that_a_question_is_about_is_kept_where_a_country_is_named() -> None:
    [*turns] = [Turn(question="How many people were held in the raid on Bavet?", answer="")]
    reading = read_follow_up("How many people fled to Thailand?", turns)
    assert reading.text == "How many people fled to Thailand?"
    assert reading.otherwise and "raid on Bavet" in reading.otherwise, "where nothing answers it by itself"
    assert read_follow_up("How many people fled to Thailand from the Blue Harbour camp?", turns).otherwise is None


def test_what_another_country_did_goes_on_from_what_the_last_one_did() -> None:
    reading = read_follow_up("And what did Chile do?", [Turn(question="What did Peru do about docks?", answer="")])
    assert "docks" in reading.text and "Peru" not in reading.text
