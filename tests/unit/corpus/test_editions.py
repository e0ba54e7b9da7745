"""Series: what a title says of its edition."""

import pytest

from corpus.editions import base_symbol, series_of


@pytest.mark.parametrize(
    "title",
    ["Harbour Report 2031", "2031 Harbour Report", "Harbour Report (2031)", "Harbour Report, 3rd edition",
     "Harbour Report (2031 edition)", "Harbour Report (edition of 2031-05-02)", "Harbour Report 2030–2031"],
)  # fmt: skip
def test_editions_of_one_series_have_one_name(title: str) -> None:
    assert series_of(title, "Harbour Watch") == "Harbour Watch: Harbour Report"


@pytest.mark.parametrize(
    "title",
    ["Harbour Report", "Letter dated 25 February 2031 from the harbour", "Raids on the ports in October 2031",
     "The 2031 raids on the ports", "Resolution 2777 (2031)", "2031"],
)  # fmt: skip
def test_the_year_of_an_event_makes_no_series(title: str) -> None:
    assert series_of(title, "Harbour Watch") is None


def test_without_a_publisher_no_series_is_guessed() -> None:
    assert series_of("Annual Report 2031", None) is None


def test_an_addendum_belongs_to_its_document() -> None:
    assert base_symbol(("E/2031/9/Add.14",)) == "E/2031/9"
    assert base_symbol(("E/2031/9",)) is None
