"""Dates as publications give them, and only such as there are."""

import pytest

from corpus.dates import interval, is_date


@pytest.mark.parametrize("text", ["2022-04-31", "2022-02-30", "2023-02-29", "2022-13", "2022-00", "2022-04-00", "0000"])
def test_a_day_or_month_there_is_not_makes_no_date(text: str) -> None:
    assert not is_date(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024-02-29", ("2024-02-29", "2024-02-29")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024", ("2024-01-01", "2024-12-31")),
    ],
)
def test_a_date_is_all_the_days_it_means(text: str, days: tuple[str, str]) -> None:
    found = interval(text)
    assert found is not None and tuple(map(str, found)) == days
