"""What a figure counts is told by the words around it."""

import pytest

from assistant.evidence.counting import counts_what_is_asked
from assistant.evidence.values import values_in
from assistant.questions.question import read_question


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Convictions in Port Amel rose from 557 in 2022 to 711 in 2023.", True),
        ("The fees of Port Amel went up from 557 in 2022 to 711 in 2023.", False),
        ("Convictions in Port Amel rose; fees went from 557 in 2022 to 711.", False),
    ],
)
def test_what_rose_or_fell_from_one_figure_to_another_is_counted(text: str, counts: bool) -> None:
    question = read_question("How many people were convicted in Port Amel?")
    assert [counts_what_is_asked(question, v, text) for v in values_in(question, text)] == [counts, counts]
