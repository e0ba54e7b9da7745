"""Which sentences can answer a question at all, as far as that can be seen."""

from typing import Any

import pytest

from assistant.evidence.features import Asked
from assistant.questions.question import read_question
from tests.unit.assistant.sentences import sentences


def asked(question: str) -> Asked:
    return Asked(read_question(question), lambda _: 1.0)


def can_answer(question: str, text: str, **of: Any) -> bool:
    """Whether the first sentence of a text can."""
    sentence = sentences(text, **of)[0]
    return asked(question).admits(sentence) and asked(question).features(sentence).can_answer


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("On 5 May 2025 the council closed the port of Amel.", True),
        ("On 12 November 2025 the council closed the port of Amel.", False),
        ("On 12 November 2025, and before that on 5 May 2025, the council closed it.", True),
        ("The council closed the port of Amel in 2025.", True),
        ("In 2025 the council closed the port of Amel.", True),
    ],
)
def test_a_sentence_on_other_months_of_the_year_answers_nothing(text: str, can: bool) -> None:
    assert can_answer("Which port did the council close in May 2025?", text) is can


def test_what_a_publication_of_the_month_asked_about_tells_may_be_of_any_month() -> None:
    told = "From January 2025 to March 2025 the office counted 40 boats."
    assert can_answer("What did the office report in May 2025 on boats?", told, published="2025-05-21")
    assert not can_answer("What did the office report in May 2025 on boats?", told, published="2025-04-21")


@pytest.mark.parametrize(
    ("question", "can"),
    [
        ("How many boats did the Coast Bureau's Storm Makers II stop?", True),
        ("How many boats did the Coast Bureau's Storm Makers 2 stop?", True),
        ("How many boats did the Coast Bureau's Storm Makers III stop?", False),
        ("How many boats did the Coast Bureau's Storm Makers I stop?", False),
        ("How many boats did the Coast Bureau's Storm Makers 1 stop?", False),
    ],
)
def test_of_another_one_of_a_series_nothing_is_answered(question: str, can: bool) -> None:
    assert can_answer(question, "The Coast Bureau's Operation Storm Makers II stopped 12 boats.") is can


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many people entered the NRM?", "In all 40 people entered the National Referral Mechanism."),
        ("How many people entered the National Referral Mechanism?", "In all 40 people entered the NRM."),
        ("How many boats did Storm Makers 2 stop?", "Storm Makers II stopped 12 boats."),
        ("How many boats did Storm Makers II stop?", "Storm Makers 2 stopped 12 boats."),
    ],
)
def test_a_name_is_heard_in_its_short_and_its_long_form(question: str, text: str) -> None:
    [sentence] = sentences(text)
    assert asked(question).features(sentence).names == 1.0
    [other] = sentences(
        text.replace("National Referral", "Border Repair").replace("NRM", "BRM").replace("Storm", "Sea")
    )
    assert asked(question).features(other).names < 1.0


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("The bureau urged the ports to license brokers.", True),
        ("Ports should license brokers, the bureau writes.", True),
        ("The bureau counted brokers in nine ports.", False),
    ],
)
@pytest.mark.parametrize(
    "question",
    ["What does the bureau recommend on brokers?", "Recommendations of the bureau on brokers", "What should ports do?"],
)
def test_only_what_is_recommended_answers_what_somebody_recommends(question: str, text: str, can: bool) -> None:
    assert can_answer(question, text) is can


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("For boat smuggling, Amel scored 7.50.", True),
        ("With 6.18, the criminality score of Amel is high.", False),
    ],
)
@pytest.mark.parametrize(
    "question", ["What boat smuggling score did Amel get?", "What is the boat smuggling score of Amel?"]
)
def test_the_score_of_one_kind_is_no_other_score(question: str, text: str, can: bool) -> None:
    assert can_answer(question, text) is can


def test_a_score_named_otherwise_is_none_of_what_is_asked() -> None:
    told = "In the index resilience is told as well. Amel scored 6.84 for criminality."
    [_, sentence] = sentences(told)
    assert not asked("What resilience score did Amel get?").admits(sentence)
    assert asked("What criminality score did Amel get?").admits(sentence)
    [plain] = sentences("Its score was 6.84.")
    assert asked("What resilience score did Amel get?").admits(plain), "whose score that is the text before may tell"


@pytest.mark.parametrize(
    ("countries", "title", "can"),
    [
        (("PE", "CL", "BO", "EC"), "Operation Heron", False),
        (("PE", "CL", "BO", "EC"), "Operation Heron in Peru", True),
        (("PE",), "Operation Heron", True),
    ],
)
def test_a_figure_of_a_publication_on_many_countries_is_none_of_one(
    countries: tuple[str, ...], title: str, can: bool
) -> None:
    asks = "How many arrests were made in Peru?"
    assert can_answer(asks, "In all 2,517 arrests were made.", countries=countries, title=title) is can


def test_a_figure_of_another_group_of_the_kind_answers_nothing() -> None:
    assert not can_answer("What share of the men were coerced?", "Of the boys 45 per cent were coerced.")


def test_a_name_typed_in_small_letters_is_heard_in_its_short_form() -> None:
    [sentence] = sentences("The BRK is led by Ana Diaz.")
    [other] = sentences("The brk of Amel is led by Ana Diaz.")
    wanted = asked("who leads the border rescue korps")
    assert wanted.features(sentence).coverage > wanted.features(other).coverage


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("The bureau fined the Amel Border Army and four of its leaders.", False),
        ("The bureau fined the man who leads the Amel Harbour Guard.", False),
        ("The Amel Harbour Guard is led by Ana Diaz.", True),
        ("Since November 2024 Diaz has led the Amel Harbour Guard.", True),
    ],
)
@pytest.mark.parametrize(
    "question",
    [
        "Who is the leader of the Amel Harbour Guard?",
        "What is the name of the woman who leads the Amel Harbour Guard?",
    ],
)
def test_where_somebodys_name_is_asked_for_a_sentence_that_names_nobody_answers_nothing(
    question: str, text: str, can: bool
) -> None:
    assert can_answer(question, text) is can


def test_an_item_below_a_heading_on_recommendations_is_one() -> None:
    assert can_answer("What does the bureau recommend?", "License every broker.", section="Recommendations")


@pytest.mark.parametrize(
    ("text", "can"),
    [
        ("Piracy is done for gain, whereas privateering is done for a state.", True),
        ("The court confused piracy with privateering.", True),
        ("Piracy is done for gain. Privateering was older.", True),
        ("The treaty covers piracy and privateering.", False),
        ("Piracy is not done for a state.", False),
    ],
)
@pytest.mark.parametrize(
    "question",
    ["What is the difference between piracy and privateering?", "How does piracy differ from privateering?"],
)
def test_a_difference_is_told_by_a_sentence_on_both_that_tells_them_apart(question: str, text: str, can: bool) -> None:
    assert can_answer(question, text) is can


@pytest.mark.parametrize(
    ("text", "coverage"),
    [
        ("Children work in the brick kilns.", 1.0),
        ("Minors labour in the brick kilns.", 0.75),
        ("Women work in the brick kilns.", 0.75),
    ],
)
def test_a_word_that_says_the_same_counts_as_the_one_asked(text: str, coverage: float) -> None:
    [sentence] = sentences(text)
    assert asked("How many youngsters work in brick kilns?").features(sentence).coverage == coverage


def test_a_name_is_not_said_by_another_word() -> None:
    [sentence] = sentences("The army of Amel has 40 boats.")
    assert asked("How many boats has the Junta Watch?").features(sentence).names == 0.0


def test_how_many_of_a_people_there_are_is_told_only_where_it_is_named() -> None:
    [sentence] = sentences("The ministry counted 24 Kenyans in the first group.")
    assert not asked("How many Ugandans were in the first group?").admits(sentence)
    assert asked("How many Kenyans were in the first group?").admits(sentence)
    titled = sentences("The ministry counted 24 in the first group.", title="Ugandans who came home")[0]
    assert asked("How many Ugandans were in the first group?").admits(titled)


def test_a_year_that_another_is_compared_with_is_not_told_of_though_a_title_has_the_one_told_of() -> None:
    text = "Fraud cost 5.6 billion dollars in 2023, 45 per cent more than in 2022, says the Fraud Report 2023."
    assert not can_answer("How much did fraud cost in 2022?", text)
    assert can_answer("How much did fraud cost in 2023?", text)
