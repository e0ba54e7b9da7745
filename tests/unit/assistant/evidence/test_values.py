"""Values are read as far as a question asks for them: ranges, vague numbers, shares and labels included."""

from decimal import Decimal

import pytest

from assistant.evidence.counting import counts_what_is_asked
from assistant.evidence.values import Value, values_in
from assistant.questions.question import read_question
from assistant.questions.terms import terms


def read(question: str, text: str) -> list[str]:
    asked = read_question(question)
    found = [v for v in values_in(asked, text) if counts_what_is_asked(asked, v, text)]
    return [text[v.start : v.end] for v in found]


@pytest.mark.parametrize(
    ("question", "text", "values"),
    [
        ("How much does it earn a year?", "It earns 27.4 to 36.5 billion euros.", ["27.4 to 36.5 billion euros"]),
        ("How many people are held?", "Hundreds of thousands of people are held.", ["Hundreds of thousands"]),
        ("What share of women is it?", "Women were two thirds of all.", ["two thirds"]),
        ("What tier is it on?", "Tier rating: Tier 2 Watch List", ["Tier 2 Watch List"]),
        ("What tier is it on?", "It is on the tier 2 watch list.", ["tier 2 watch list"]),
        ("What level of risk is it at?", "At whatever level a crew is, it pays.", []),
        ("What level of risk is it at?", "It is at level A of risk.", ["level A"]),
        ("What category is it in?", "It is in a category I know.", []),
        ("What category is it in?", "It is in Category I of the list.", ["Category I"]),
        ("How many boats were found?", "Of 300 people, 17 boats were found by the crew.", ["17"]),
        ("How many people fled?", "The count of people who had crossed stood at 1,049.", ["1,049"]),
        ("How many people are in it?", "It is at 104.6 per 1,000 people.", []),
        ("How many victims were there?", "There were 24 registered victims per million inhabitants.", []),
        ("How many people fled in 2023?", "It was written in 2023.", []),
        ("How much is the trade worth a year?", "The trade employs 150,000 people.", []),
        ("How much is the trade worth a year?", "The trade makes 9 billion dollars.", ["9 billion dollars"]),
        ("Where are camps in Laos?", "Of camps in Laos the April 2025 report speaks.", []),
        ("Where are camps in Laos?", "The first camps stood in Cambodia, then in Laos.", []),
        ("Where are camps in Laos?", "The camps of Laos lie in Bokeo.", ["Bokeo"]),
        ("Who audits the fund?", "The fund is audited once a year by Treasury.", []),
        ("Who audits the fund?", "The fund is audited by Ana Diaz.", ["Ana Diaz"]),
        ("How many people are in bondage?", "Nearly one in eight people are in bondage.", []),
        ("How many people are in bondage?", "Of every 20 people, 700 miles away, none is in bondage.", []),
        ("How much do traffickers make?", "They make 900 euros per victim.", []),
        ("How much do traffickers make per victim?", "They make 900 euros per victim.", ["900 euros"]),
        ("How many Kenyans are held?", "In the camp 138 Ethiopians and 12 Kenyans are held.", ["12"]),
        ("How many Kenyans are held?", "The Kenyans held there numbered up to 500.", ["500"]),
        ("How long is the report?", "The report names 53 camps on 240 pages.", ["240"]),
        ("How long did it last?", "It led to 281 arrests within 5 days.", ["5"]),
        ("By how much did profits rise?", "Profits rose by 64 billion euros.", ["64 billion euros"]),
        ("By how much did profits rise?", "Up by 37 per cent, profits are 236 billion euros.", ["37 per cent"]),
        ("How much do they earn?", "Profits rose by 64 billion euros.", []),
        ("What share are children?", "After a 25 per cent rise, 38 per cent were children.", ["38 per cent"]),
        ("How many victims were there?", "There were 32 victims, and records of 336 further victims.", ["32"]),
        ("How many victims were there?", "There were 32 victims, and a further 11 a day later.", ["32"]),
        ("What length of time did it take?", "In 18 months 281 people were met.", ["18"]),
        ("Was it 42 or 47 per cent?", "It was 47 per cent.", ["47 per cent"]),
        ("How many more camps were there?", "A further 45 camps are on a list, 45 further camps in all.", ["45", "45"]),
        ("How much do they earn?", "Each victim yields a profit of 9,995 dollars.", []),
        ("How much do they earn?", "Every year they earn 9 billion dollars.", ["9 billion dollars"]),
        ("When was power cut?", "Power was gone, the report of 8 September 2025 says.", []),
        ("When was the report on power published?", "The report of 8 May 2025 is on power.", ["8 May 2025"]),
        ("How many citizens are held?", "The ministry counted 333 of its citizens there.", ["333"]),
        ("How many parties are there?", "Under article 3 of the United Treaty parties meet.", []),
        ("What was the ship worth?", "The ship had a value of 15 billion dollars.", ["15 billion dollars"]),
        ("What is the human trafficking score?", "Human trafficking has a score of 8.50.", ["8.50"]),
    ],
)  # fmt: skip
def test_values_of_the_kind_and_thing_asked_for(question: str, text: str, values: list[str]) -> None:
    assert read(question, text) == values


def number(low: int, high: int | None = None, *, rough: bool = False) -> Value:
    return Value(kind="number", start=0, end=1, low=Decimal(low), high=Decimal(high or low), rough=rough)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Kestrel Group", "Harrier Group", False),
        ("Ana Diaz", "Ana Ruiz", False),
        ("Ana Diaz", "Diaz", True),
        ("Colonel Ana Diaz", "General Ana Diaz", True),
        ("Kestrel", "Kestrel Group", True),
    ],
)
def test_names_are_the_same_where_one_is_within_the_other(one: str, other: str, same: bool) -> None:
    a, b = (Value(kind="name", start=0, end=1, words=" ".join(terms(name))) for name in (one, other))
    assert a.same(b) is same


def test_a_rounded_figure_agrees_with_the_exact_one_and_exact_neighbours_differ() -> None:
    assert number(260, rough=True).same(number(261))
    assert not number(23).same(number(24))
    assert number(27, 36).same(number(30))
    assert not number(27, 36).same(number(40))
    assert number(49_600_000).same(number(50_000_000)), "rounded, it is the other"
    assert not number(49_600_000).same(number(49_700_000))
    assert not number(100_000).same(number(120_000))
    assert not number(47).same(number(50))
