"""Fields: lines that name a thing and give its value."""

import pytest

from corpus.fields import Field, field_of, fields_in


@pytest.mark.parametrize(
    ("text", "label", "value"),
    [
        ("Boats inspected: 312", "Boats inspected", "312"),
        ("- Treaty signed: Yes", "Treaty signed", "Yes"),
        ("• Harbour fees (2022): N/A", "Harbour fees (2022)", "N/A"),
    ],
)
def test_a_label_with_its_value_is_a_field(text: str, label: str, value: str) -> None:
    assert field_of(text) == Field(label=label, value=value)


@pytest.mark.parametrize(
    "text",
    [
        "The police freed 41 workers.",
        "Harbour fees:",
        "The report says this: the boats had no papers, no lights, and no one on board who had ever been paid a wage",
        "Fees: none were paid. The boats left.",
        "https://harbour.example/fees",
    ],
)
def test_a_sentence_is_none(text: str) -> None:
    assert field_of(text) is None


def test_the_fields_of_a_text_are_those_of_its_lines() -> None:
    assert [f.label for f in fields_in("Enforcement:\n- Boats: 3\n- Crew: 12\nNo more is known.")] == ["Boats", "Crew"]
