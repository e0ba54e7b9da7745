"""Of several figures, dates or names in a sentence, the one that the question asks for is marked."""

import pytest

from assistant.evidence.answer_spans import answer_spans
from assistant.questions.question import read_question

SENTENCES = [
    (
        "How many people are held in compounds in Cambodia, and who says so?",
        "Roughly 90,000 people of 66 nationalities may be held in Cambodia.",
        ["90,000"],
    ),
    (
        "How many casinos did Cambodia have in January 2019?",
        "Cambodia alone had 150 casinos in January 2019, up from 57 in 2014.",
        ["150"],
    ),
    (
        "When was Sok Dara extradited?",
        "Sok Dara was arrested in Laos on 6 January 2026 and was extradited to China by 7 January 2026.",
        ["7 January 2026"],
    ),
    (
        "How many foreigners were found?",
        "Police raided the buildings and found 2,724 people: 1,534 Filipinos and 1,190 foreigners.",
        ["1,190"],
    ),
    (
        "How much is the industry worth a year?",
        "The industry is worth 19 to 29 billion US dollars a year.",
        ["19", "29 billion US dollars"],
    ),
    (
        "Who signed the statement?",
        "It was signed by Ana Diaz, Siobhan Murphy and Vit Nowak.",
        ["Ana Diaz", "Siobhan Murphy", "Vit Nowak"],
    ),
    (
        "Which countries does the paper name?",
        "The paper names Laos, Thailand and Malaysia.",
        ["Laos", "Thailand", "Malaysia"],
    ),
    (
        "How many people work in the compounds?",
        "Hundreds of thousands work there, by their own account.",
        ["Hundreds of thousands"],
    ),
    ("What tier is Laos on?", "In 2024 Laos moved to the Tier 2 Watch List.", ["Tier 2 Watch List"]),
    ("What tier is Laos on?", "Tier rating: Tier 3 - the government does not comply.", ["Tier rating: Tier 3"]),
    ("Who reports on it?", "(c) Sense of what Ana Diaz told the court.", ["Ana Diaz"]),
    ("What share of the victims were girls?", "Of the victims one in four was a girl.", ["one in four"]),
    ("When was the camp closed?", "The camp was closed two years later.", ["two years later"]),
    ("Why did the casinos close?", "The casinos closed in 2020 for want of 3,000 guests.", []),
]


@pytest.mark.parametrize(("question", "sentence", "expected"), SENTENCES)
def test_the_asked_for_words_are_marked(question: str, sentence: str, expected: list[str]) -> None:
    spans = answer_spans(read_question(question), sentence)
    assert [sentence[a:b] for a, b in spans] == expected


def test_what_the_question_says_itself_is_no_answer() -> None:
    assert answer_spans(read_question("Who runs Harbour Watch?"), "It is run by Harbour Watch.") == []
