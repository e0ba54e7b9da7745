"""Reading a question: editions, parts, directions on the form of the answer, and words to search by."""

import pytest

from assistant.questions.answer_types import ASKS_NAME
from assistant.questions.asked_parts import Part
from assistant.questions.question import read_question


def test_a_year_ends_a_name_before_another_one() -> None:
    named = read_question("Compare the Harbour Survey 2017 and the Harbour Survey 2022").names
    assert [name.text for name in named] == ["Harbour Survey 2017", "Harbour Survey 2022"]
    assert [name.text for name in read_question("Compare Trade and Ports 2017").names] == ["Trade and Ports 2017"]
    assert [name.text for name in read_question("Is Aruba on Tier 2?").names] == ["Aruba", "Tier 2"]
    named = read_question("How do the HRW and Harbour Watch differ?").names
    assert [name.text for name in named] == ["HRW", "Harbour Watch"], "a short form ends a name, too"
    named = read_question("How do Delta Watch's and the Peruvian figures differ?").names
    assert [name.text for name in named] == ["Delta Watch's", "Peruvian"], "so does a possessive"


def test_denials_are_not_searched_for_however_they_are_typed() -> None:
    texts = ("Why hasn't the port closed?", "Why hasn’t the port closed?", "Why hasnt the port closed?")
    assert {read_question(text).content for text in texts} == {("port", "close")}


@pytest.mark.parametrize(
    ("text", "editions"),
    [
        ("What tier was it on in the edition dated 2015-11-29?", ("2015-11-29",)),
        ("What does the report of May 2024 say?", ("2024-05",)),
        ("How many were found in the 2022 edition?", ("2022",)),
        ("How many survivors did the office interview for its 2026 scam report?", ("2026",)),
        ("How many victims were identified in 2022?", ()),
        ("How many victims were reported between 2019 and 2021?", ()),
    ],
)
def test_the_date_of_an_edition_is_told_from_the_year_it_is_about(text: str, editions: tuple[str, ...]) -> None:
    assert read_question(text).editions == editions


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("What does article 3 of the protocol say?", (Part(kind="article", number="3"),)),
        ("What stands on page xii?", (Part(kind="page", number="xii"),)),
        ("Which country leads Table 2.1?", (Part(kind="table", number="2.1"),)),
        ("What are the titles of the chapters?", (Part(kind="contents"),)),
        ("What is the e-mail address of the author?", (Part(kind="email"),)),
        ("Who wrote this report?", (Part(kind="cover"),)),
        ("How many people own a phone?", ()),
        ("How did art market sales change?", ()),
    ],
)
def test_parts_of_a_publication_are_heard(text: str, parts: tuple[Part, ...]) -> None:
    assert read_question(text).parts == parts


def test_directions_on_the_form_of_the_answer_are_not_searched_for() -> None:
    question = read_question("How many victims were found? Please write the answer as a whole number.")
    assert question.sought == ("victim", "found")
    assert question.text.endswith("whole number.")
    assert question.text[slice(*question.places[0])] == "victims"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("What law applies in Peru? Give the sentences that courts imposed in 2011.", "courts imposed in 2011"),
        ("Give the most common form of smuggling in Peru. How many boats were there?", "smuggling in Peru"),
        ("Who was tried? State the order of the court.", "order of the court"),
        ("Who was tried? Give the aims pursued in order to leave Peru.", "leave Peru"),
        ("Who was tried? Give the fines and the sentences in Peru.", "sentences in Peru"),
    ],
)
def test_sentences_forms_and_orders_may_be_what_is_asked_about(text: str, kept: str) -> None:
    assert kept in read_question(text).subject


@pytest.mark.parametrize(
    "form",
    [
        "Give the answer in two sentences.",
        "Return the names as a comma-separated list.",
        "Give them in alphabetical order.",
        "Answer in YYYY-MM-DD format.",
        "Write 2 sentences.",
        "Your answer should be a whole number.",
        "The answer must be a comma-separated list of names.",
        "Round it to two decimal places.",
        "Please answer in one short sentence and cite nothing.",
    ],
)
def test_what_the_answer_should_look_like_is_no_subject(form: str) -> None:
    assert read_question(f"Who fled? {form}").subject.strip(" .") == "Who fled?"


def test_a_question_that_is_only_directions_is_kept() -> None:
    assert read_question("Write a list of countries in order.").sought


@pytest.mark.parametrize(
    ("text", "sought"),
    [("What is the date of the report?", ("date", "report")), ("the of and", ("the", "of", "and"))],
)
def test_a_question_without_content_is_searched_by_the_best_words_it_has(text: str, sought: tuple[str, ...]) -> None:
    assert read_question(text).sought == sought


@pytest.mark.parametrize(
    ("text", "editions"),
    [
        ("According to the Global Report on Trafficking in Persons 2020, how many victims were found?", ("2020",)),
        ("What does the Harbour Index 2023 say of Peru?", ("2023",)),
        ("How many are held, according to the 2022 Global Estimates?", ("2022",)),
        ("How many are held in the bureau's 2022 estimates?", ("2022",)),
        ("How many are held in Peru in the estimates for 2022?", ()),
        ("Are there 2022 estimates of those held in Peru?", ()),
        ("How many victims were found in Peru in 2023?", ()),
    ],
)
def test_a_year_that_ends_a_title_names_the_edition(text: str, editions: tuple[str, ...]) -> None:
    assert read_question(text).editions == editions


def test_countries_are_also_sought_by_their_usual_name() -> None:
    assert {"cambodian", "cambodia"} <= set(read_question("What did Cambodian police say?").sought)


@pytest.mark.parametrize(
    ("text", "contested"),
    [
        ("Estimates of victims are all over the place. Who says what?", True),
        ("How many fled? The sources don't match.", True),
        ("How many fled? I've seen three different figures.", True),
        ("What share is it? Give me the competing numbers.", True),
        ("I have found conflicting reports on Peru. How many fled?", True),
        ("I have read several estimates: how many fled?", True),
        ("I read two reports on Peru: how many fled?", False),
        ("I have found no figures on Peru, how many fled?", False),
        ("Which sources report on forced labour?", False),
        ("How many conflicts did the report name?", False),
        ("What did the ministry say about the place?", False),
    ],
)
def test_a_question_may_say_that_accounts_differ(text: str, contested: bool) -> None:
    question = read_question(text)
    assert question.contested is contested
    assert len(question.subject) == len(text)


def test_what_is_said_of_accounts_is_the_question_where_nothing_else_is_asked() -> None:
    assert read_question("Who says what?").subject == "Who says what?"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Which judge sentenced the mayor?", "person"),
        ("What is the name of the zone's boss?", "person"),
        ("What do leaders say about it?", "open"),
        ("Which judge's ruling was it?", "open"),
    ],
)
def test_a_role_is_asked_for_by_name(text: str, asks: str) -> None:
    assert (read_question(text).asks, bool(ASKS_NAME.search(text))) == (asks, asks == "person")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("When was the mayor tried?", "date"),
        ("In Peru, when did the law pass?", "date"),
        ("Who was arrested, and when?", "date"),
        ("law on trafficking passed when", "date"),
        ("Can you tell me when the camp closed?", "date"),
        ("What happens when a victim has no papers?", "open"),
        ("What did the mother say when the officer rang?", "open"),
        ("Does the register show when the work began?", "yes-no"),
        ("When may an inspector enter a factory?", "open"),
        ("When does an employer have to return a passport?", "open"),
        ("When a ship is detained, which law applies?", "open"),
        ("In 2023, who ran the camp?", "person"),
        ("To whom does the fund pay?", "person"),
        ("The camp closed when a famous man vanished. Who was it?", "person"),
        ("What do recruiters promise workers who bring others?", "open"),
        ("Did police trace those who fled?", "yes-no"),
        ("Where was the man who fled found?", "place"),
        ("camps in Peru, where are they", "place"),
        ("How did reporters work out where the camps are?", "open"),
    ],
)
def test_a_question_word_that_only_says_more_of_something_asks_nothing(text: str, asks: str) -> None:
    assert read_question(text).asks == asks


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("What is the current US tier for Laos?", "label"),
        ("What is the profit from forced labour?", "money"),
        ("What were the yearly illegal profits of brokers?", "money"),
        ("What drives the profits of brokers?", "open"),
        ("What were Peruvian losses to online scams?", "money"),
        ("What sums passed through the bank?", "money"),
        ("How many billion dollars do the camps make?", "money"),
        ("I need the size of the workforce of the camps.", "number"),
        ("What length of time did the study take?", "number"),
        ("What is the reason for the losses?", "open"),
        ("What’s Cambodia’s tier now?", "label"),
        ("Which tier was Laos placed on in 2024?", "label"),
        ("What is the tier of a wedding cake?", "open"),
        ("What's the latest global estimate of modern slavery?", "number"),
        ("What is the total number of scam centres?", "number"),
        ("What is the population of Port Amel?", "number"),
        ("What was Thailand’s criminality score in 2023?", "number"),
    ],
)
def test_a_tier_or_a_number_is_asked_for_in_many_ways(text: str, asks: str) -> None:
    assert read_question(text).asks == asks


def test_the_year_before_is_asked_about_too() -> None:
    assert read_question("Were more found in 2023 than the year before?").years == ("2023", "2022")
    assert read_question("How many were found in 2023 and the year after?").years == ("2023", "2024")
    assert read_question("What happened the year before?").years == ()
