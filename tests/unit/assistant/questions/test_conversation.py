"""Follow-ups are made to stand alone; a new topic is never glued to an old one."""

import re

import pytest

from assistant.questions.conversation import Turn, read_follow_up, standalone
from assistant.questions.relative_dates import with_years
from assistant.questions.topic import with_names_only

BEFORE = "How many victims were detected in Cambodia in 2022?"


def after(question: str, *before: str) -> str:
    return standalone(question, [Turn(question=q, answer="") for q in before or (BEFORE,)])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("and in Laos?", "How many victims were detected in Laos in 2022?"),
        ("What about 2023?", "How many victims were detected in Cambodia in 2023?"),
        ("And Myanmar in 2021?", "How many victims were detected in Myanmar in 2021?"),
        ("and Laos'?", "How many victims were detected in Laos in 2022?"),
        ("and Thailand's?", "How many victims were detected in Thailand in 2022?"),
        ("and the year after?", "How many victims were detected in Cambodia in 2023?"),
        ("How many are held there now?", "How many are held in Cambodia now?"),
    ],
)
def test_a_new_place_or_period_takes_the_place_of_the_old(question: str, expected: str) -> None:
    assert after(question) == expected


@pytest.mark.parametrize(
    "question",
    ["Who said that?", "Why?", "Were they children?", "How old were the victims?", "How was that in the north?"],
)
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


@pytest.mark.parametrize(
    "about_the_answer",
    [
        "Who says so?",
        "says who?",
        "since when?",
        "Why?",
        "why did it fall?",
        "how come?",
        "is that confirmed?",
        "are you sure?",
        "is that victims or cases?",
        "is that more than in 2021?",
        "how many of them were women?",
        "what share were children?",
        "of those, how many were men?",
        "and if you leave out children?",
        "does anyone else say so?",
        "does the Harbour Office agree?",
    ],
)
def test_a_turn_on_the_answer_before_it_is_not_what_the_next_one_goes_on_from(about_the_answer: str) -> None:
    assert after("and in Laos?", BEFORE, about_the_answer) == "How many victims were detected in Laos in 2022?"
    assert after("and in 2023?", BEFORE, about_the_answer) == "How many victims were detected in Cambodia in 2023?"


def test_a_group_is_exchanged_for_that_of_the_turn_before() -> None:
    asked = after("and men?", BEFORE, "how many of them were women?")
    assert asked == "How many of them were men (on: victims detected in Cambodia in 2022)?"


def test_which_of_the_places_has_most_is_left_for_how_much_one_has() -> None:
    chain = ("How much do kilns earn a year, per the Harbour Office?", "which region earns the most?")
    assert after("and Africa?", *chain) == "How much do kilns earn a year in Africa, per the Harbour Office?"
    most = "Which country has the highest rate of debt bondage?"
    assert after("and Laos?", most) == "What is the rate of debt bondage in Laos?"
    assert after("and Laos?", "Which country had the most kilns?") == "How many kilns were there in Laos?"


@pytest.mark.parametrize(
    "question",
    ["is that more than in 2021?", "did it rise since 2021?", "Is it up on 2021?", "was it lower than in 2021?"],
)
def test_a_year_to_compare_with_leaves_the_period(question: str) -> None:
    assert after(question).endswith("(on: victims detected in Cambodia in 2022)?")


def test_the_year_of_an_edition_is_no_period() -> None:
    before = "By how much did detections rise in the Coast Bureau's 2024 report?"
    assert after("What happened to them in 2020?", before).endswith("rise in the Coast Bureau's 2024 report)?")
    assert "2024" not in after("What do the authors say in the 2020 one about it?", before)


def test_a_claim_may_be_of_any_period() -> None:
    assert after("who says it's one in five?") == "Who says it's one in five (on: victims detected in Cambodia)?"


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("and prosecutions?", "How many men were convicted in 2023?", "How many prosecutions were there in 2023?"),
        ("and victims?", "How many brokers were convicted in 2023?", "How many victims were there in 2023?"),
        ("how many arrests?", "How many boats were seized in Peru?", "How many arrests were there in Peru?"),
        ("and arrests?", "How many boats did the raid free in Peru?", "Arrests (on: boats the raid free in Peru)?"),
        ("and convictions?", "How many victims did Peru report?", "How many convictions did Peru report?"),
        ("and how many boats?", "How much was stolen in Peru?", "How many boats (on: stolen in Peru)?"),
        ("and smuggling?", "How is human trafficking scored in Peru?", "How is smuggling scored in Peru?"),
        ("and perpetrators?", "How are victims found in Peru?", "How are perpetrators found in Peru?"),
        (
            "and sexual exploitation?",
            "What share of victims were held for forced labour?",
            "What share of victims were held for sexual exploitation?",
        ),
    ],
)
def test_what_is_counted_is_exchanged_with_its_verb(question: str, before: str, expected: str) -> None:
    assert after(question, before) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many in Myanmar?", "How many Kenyans were held in Myanmar by 3 May 2024?"),
        ("and Ugandans?", "How many Ugandans were held in Laos by 3 May 2024?"),
        ("how many Thai nationals?", "How many Thai nationals were held in Laos by 3 May 2024?"),
        ("the day before?", "How many Kenyans were held in Laos by 2 May 2024?"),
        ("and since June that year?", "How many Kenyans were held in Laos since June 2024?"),
        ("how many of those in Bokeo?", "How many Kenyans were held in Laos by 3 May 2024 in Bokeo?"),
    ],
)
def test_people_and_places_are_each_exchanged_for_their_like(question: str, expected: str) -> None:
    assert after(question, "How many Kenyans were held in Laos by 3 May 2024?") == expected


def test_nobody_is_counted_before_a_nationality_is_named() -> None:
    assert after("and Kenyans?", "How many people were freed in Laos?") == "How many Kenyans were freed in Laos?"


def test_a_part_in_a_place_is_gone_on_from() -> None:
    chain = ("How many cases involving Kenyans were there up to March 2024?", "how many of those in Laos?")
    asked = after("and by December that year?", *chain)
    assert asked == "How many cases involving Kenyans were there by December 2024 in Laos?"
    assert "Kenyans" in after(chain[1], chain[0])


def test_the_newest_edition_is_exchanged_for_that_of_a_year() -> None:
    before = "What share are children, per the most recent Coast Bureau report?"
    assert after("and in the 2020 edition?", before) == "What share are children, per the 2020 Coast Bureau report?"
    counted = "How many ports does the 2025 harbour index rank?"
    assert after("how many in the 2021 one?", counted) == "How many ports does the 2021 harbour index rank?"


def test_nothing_is_left_of_a_contraction() -> None:
    assert after("who publishes it?", "What's the Harbour Index?") == "Who publishes it (on: the Harbour Index)?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("where was he sent?", "Where was Bruno Reyle sent?"),
        ("and what are his firms?", "What are Bruno Reyle's firms?"),
        ("who arrested him?", "Who arrested Bruno Reyle?"),
    ],
)
def test_he_is_the_person_asked_about_or_first_in_the_answer(question: str, expected: str) -> None:
    answer = "On 6 May 2024 Bruno Reyle was arrested in Peru, the Harbour Office told Alba Vidal."
    for before in ("When was Bruno Reyle arrested?", "Who was arrested in May?"):
        assert standalone(question, [Turn(question=before, answer=answer)]) == expected
    two = standalone(question, [Turn(question="When did Bruno Reyle meet Alba Vidal?", answer=answer)])
    assert two.endswith("(on: Bruno Reyle meet Alba Vidal)?"), "either may be meant"


def test_a_figure_asked_for_is_no_name_to_carry_over() -> None:
    history = [Turn(question="What score does Peru get in the 2023 index?", answer="The Tide Index gives Peru 6.1.")]
    asked = standalone("How much did it go up since 2021?", history)
    assert asked == "How much did it go up since 2021 (on: score Peru get in the 2023 index)?"


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("who else gives a figure?", "How much do kilns earn according to Delta Watch?", "How much do kilns earn? Do"),
        ("who disagrees?", "How many does Delta Watch say are held in Peru?", "How many are held in Peru? Do"),
        ("any other estimates?", "What's Delta Watch's estimate of kilns?", "What's the estimate of kilns? Do"),
        (
            "does the Coast Bureau use the same number?",
            "How much do kilns earn according to Delta Watch?",
            "How much do kilns earn according to the Coast Bureau?",
        ),
        (
            "does Peru say the same?",
            "How many does Delta Watch say are held in Peru?",
            "How many does Peru say are held in Peru?",
        ),
        ("what's HRW's figure?", "What's Delta Watch's estimate of kilns?", "What's HRW's estimate of kilns?"),
        ("and Interharbour?", "What did Delta Watch say of Peru?", "What did Interharbour say of Peru?"),
        ("who else says so?", "How many fled in 2020 according to HRW?", "How many fled in 2020? Do"),
        ("and according to HRW?", "How many fled in 2020?", "How many fled in 2020 according to HRW?"),
    ],
)
def test_whoever_else_is_asked_takes_the_place_of_the_source(question: str, before: str, expected: str) -> None:
    assert after(question, before).startswith(expected)


def test_a_law_is_no_other_source() -> None:
    assert after("what else did he own?", "Who is Bruno Reyle?") == "What else did Bruno Reyle own?"
    assert "according to" not in after("What does the Oslo Protocol say?")
    assert after("who else was arrested?") == "Who else was arrested (on: victims detected in Cambodia in 2022)?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("and Chile?", "What did Chile do (on: boats seized in the Delta case)?"),
        (
            "has Chile convicted anyone for it?",
            "Has Chile convicted anyone for it (on: boats seized in the Delta case)?",
        ),
        ("what share of GDP would that be?", "What share of GDP would that be (on: boats seized in the Delta case)?"),
        ("how did Chile respond?", "How did Chile respond (on: boats seized in the Delta case)?"),
    ],
)
def test_what_names_only_who_acts_goes_on(question: str, expected: str) -> None:
    chain = ("How many boats were seized in the Delta case?", *(["what did Peru do?"] if "and" in question else []))
    assert after(question, *chain) == expected


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Who paid for it (on: debt of kiln workers in Laos in 2021)?", "Who paid for it (on: Laos; 2021)?"),
        ("Who paid for it (on: survey that Harbour Watch made)?", "Who paid for it (on: Harbour Watch)?"),
        ("Who paid for it (on: debt of kiln workers)?", None),
        ("Why (on: debt of kiln workers in Laos)?", None),
        ("Who paid for it?", None),
    ],
)
def test_of_what_it_goes_on_from_a_question_may_keep_only_the_names(question: str, named: str | None) -> None:
    assert with_names_only(question) == named
