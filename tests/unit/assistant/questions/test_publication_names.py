"""Short names of publications are read as their titles."""

import pytest

from assistant.encoders.embedding import Embedder, minilm
from assistant.questions.conversation import Turn
from assistant.questions.publication_names import spelled_out
from assistant.questions.question import read_question
from assistant.questions.understanding import understand


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("pages of the glotip 2024", "pages of the Global Report on Trafficking in Persons 2024"),
        ("What does GEMS say?", "What does Global Estimates of Modern Slavery say?"),
        ("Who trades in gems?", "Who trades in gems?"),
    ],
)
def test_a_short_name_is_spelled_out(text: str, read: str) -> None:
    assert spelled_out(text) == read


def test_a_year_beside_it_names_the_edition(embedder: Embedder) -> None:
    embed = minilm(embedder)
    assert read_question(understand("What share were men in GLOTIP 2022?", [], embed).text).editions == ("2022",)
    earlier = [Turn(question="How many countries does GLOTIP 2022 cover?", answer="141.")]
    assert understand("And the 2024 edition?", earlier, embed).text.startswith("How many countries does Global Report")
