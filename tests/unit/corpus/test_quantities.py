"""Figures are read with value, unit and exact span."""

from decimal import Decimal

import pytest

from corpus.quantities import read_quantities, same_quantity


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit", "date"),
    [
        ("US$12.5 billion", "money", "12.5e9", "USD", None),
        ("12.5 billion US dollars", "money", "12.5e9", "USD", None),
        ("21,000 pounds", "money", "21000", "GBP", None),
        ("€2bn", "money", "2e9", "EUR", None),
        ("74 per cent", "percent", "74", None, None),
        ("74%", "percent", "74", None, None),
        ("120 000", "number", "120000", None, None),
        ("1.2 million", "number", "1200000", None, None),
        ("1,200,000", "number", "1200000", None, None),
        ("twenty-eight", "number", "28", None, None),
        ("one hundred and twenty thousand", "number", "120000", None, None),
        ("9 November 2023", "date", "0", None, "2023-11-09"),
        ("November 9, 2023", "date", "0", None, "2023-11-09"),
        ("Nov. 9", "date", "0", None, "--11-09"),
        ("August 2020", "date", "0", None, "2020-08"),
        ("2023-08-29", "date", "0", None, "2023-08-29"),
        ("2024", "year", "2024", None, "2024"),
        ("42nd", "ordinal", "42", None, None),
    ],
)
def test_one_figure_is_read_whole(text: str, kind: str, value: str, unit: str | None, date: str | None) -> None:
    (found,) = read_quantities(f"They said {text} then.")
    assert (found.kind, found.value, found.unit, found.date) == (kind, Decimal(value), unit, date)
    assert f"They said {text} then."[found.start : found.end] == text


def test_the_lower_end_of_a_range_takes_scale_and_currency_of_the_upper() -> None:
    low, high = read_quantities("between 27.4 to 36.5 billion US dollars")
    assert (low.value, low.unit) == (Decimal("27.4e9"), "USD")
    assert (high.value, high.unit) == (Decimal("36.5e9"), "USD")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2 to 3 million people", (2_000_000, 3_000_000)),
        ("1.5–2 million people", (1_500_000, 2_000_000)),
        ("from 400 to 3 million people", (400, 3_000_000)),
        ("from 400 to 3 million dollars", (400, 3_000_000)),
        ("2 and 3 million people", (2, 3_000_000)),
        ("2 or 3 people", (2, 3)),
    ],
)
def test_the_lower_end_of_a_range_is_below_the_upper(text: str, values: tuple[int, int]) -> None:
    assert tuple(q.value for q in read_quantities(text)) == values


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("they may be 5 people", [("number", None)]),
        ("Employers may 10 times a day", [("number", None)]),
        ("of the 10, 5 may be minors", [("number", None), ("number", None)]),
        ("on 5 May and may 9, 2023", [("date", "--05-05"), ("date", "2023-05-09")]),
        ("9 may 2023, may 2022, 1 MAY", [("date", "2023-05-09"), ("date", "2022-05"), ("date", "--05-01")]),
        ("what began on may 5", [("date", "--05-05")]),
        ("39 March 2020", [("number", None), ("date", "2020-03")]),
        ("31 April 2022", [("number", None), ("date", "2022-04")]),
        ("April 31, 2022", [("number", None), ("year", "2022")]),
        ("2022-04-31", [("date", "2022-04"), ("number", None)]),
        ("30 February, 29 February 2023", [("number", None), ("number", None), ("date", "2023-02")]),
        ("29 February, 29 February 2024", [("date", "--02-29"), ("date", "2024-02-29")]),
    ],
)
def test_a_date_has_a_month_and_a_day_there_is(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(q.kind, q.date) for q in read_quantities(text)] == found


def test_won_the_verb_is_no_money() -> None:
    _, cases = read_quantities("In 2021, 14 won their cases")
    assert (cases.kind, cases.end) == ("number", len("In 2021, 14"))
    assert [q.unit for q in read_quantities("500,000 won, 3 million won, three thousand won")] == ["KRW"] * 3


@pytest.mark.parametrize(
    ("asked", "given", "same"),
    [
        ("2023", "9 November 2023", True),
        ("9 November", "9 November 2023", True),
        ("9 November 2023", "2023", False),
        ("12.5 billion", "US$12.5 billion", True),
        ("US$12.5 billion", "12.5 billion", False),
        ("12.5 billion euros", "US$12.5 billion", False),
        ("100,000", "about 100,000 people", True),
        ("100,000", "100,001", False),
        ("74 per cent", "74", False),
        ("2024", "2,024", False),
    ],
)
def test_figures_agree_only_where_value_and_unit_do(asked: str, given: str, same: bool) -> None:
    (a,), (b,) = read_quantities(asked), read_quantities(given)
    assert same_quantity(a, b) is same
