"""Sentences end where a reader would end them."""

import pytest

from corpus.sentences import sentence_spans


@pytest.mark.parametrize(
    "sentences",
    [
        ["Police freed 3.5 tons of fish.", "They left."],
        ["The U.S. Department of State said so.", "Others did not."],
        ["Dr. Sok and Mr. Dara met at 5 p.m. in Phnom Penh.", "Nobody came!", "Why?"],
        ["“We were sold.”", "She wept."],
        ["See Art. 3 of the Protocol.", "It defines trafficking."],
        ["人口贩运是犯罪。", "警方逮捕了三人。"],
        ["ពួកគេត្រូវបានលក់។", "នគរបាលបានមក។"],
        ["كم عدد الضحايا؟", "لا نعرف."],
    ],
)
def test_sentences_are_told_apart(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[a:b] for a, b in sentence_spans(text)] == sentences


def test_a_blank_line_ends_a_sentence_without_a_full_stop() -> None:
    text = "A heading\n\nThe text follows."
    assert [text[a:b] for a, b in sentence_spans(text)] == ["A heading", "The text follows."]


def test_each_item_of_a_list_stands_by_itself() -> None:
    text = (
        "The law asks for:\n- A register of boats\n- Crew: 12\n* Pay in cash\nOther matters:\n• Fees • Fines and fees"
    )
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "The law asks for:", "- A register of boats", "- Crew: 12", "* Pay in cash", "Other matters:", "• Fees",
        "• Fines and fees",
    ]  # fmt: skip


def test_a_dash_within_a_sentence_opens_no_list() -> None:
    for text in ("The harbour – which is old –\n– closed.", "Rates of 3 - 5 per cent were paid."):
        assert [text[a:b] for a, b in sentence_spans(text)] == [text]
