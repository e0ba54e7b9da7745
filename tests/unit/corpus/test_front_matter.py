"""What front pages state: dates, symbols and publishers in fixed forms, and nothing that is merely mentioned."""

import pytest

from corpus.front_matter import FrontMatter, front_matter, iso_date

MASTHEAD = """United Nations A/86/801-S/2031/121

General Assembly Security Council

Distr.: General 27 February 2031

Original: English

Agenda items 32 and 61

Letter dated 25 February 2031 from the Permanent Representative of Ruritania

In my letter of 1 January 2031 (S/2031/3) I wrote of this."""


def test_a_masthead_gives_the_documents_own_symbols_and_date() -> None:
    assert front_matter([MASTHEAD]) == FrontMatter(
        symbols=("A/86/801", "S/2031/121"), published="2031-02-27", publisher="United Nations"
    )


def test_a_masthead_in_another_language_is_one_too() -> None:
    spanish = MASTHEAD.replace("United Nations", "Naciones Unidas").replace("27 February 2031", "27 de febrero de 2031")
    assert front_matter([spanish]).published == "2031-02-27"


def test_a_text_that_mentions_a_document_has_no_symbol() -> None:
    text = "The General Assembly of the United Nations took note of A/86/801 on 27 February 2031."
    assert front_matter([text]) == FrontMatter()


@pytest.mark.parametrize(
    ("page", "published"),
    [
        ("Ports of the South\n\nPublished: 3 May 2031", "2031-05-03"),
        ("Ports of the South\n\nMarch 2031", "2031-03"),
        ("Ports of the South\n\nGeneva, 4 June 2031", "2031-06-04"),
        ("Ports of the South\n\nNo. 49, 2031", "2031"),
        ("Havens\n\nDatum 19 april 2031", "2031-04-19"),
        ("Ports\n\n© 2029, 2031 Harbour Watch. All rights reserved.", "2031"),
        ("Ports\n\nSuggested citation: Harbour Watch (2031). Ports of the South.", "2031"),
        ("Ports of the South\n\nDate of publication: 05/10/2031", "2031"),  # day and month cannot be told apart
    ],
)
def test_a_date_in_a_fixed_form_is_believed(page: str, published: str) -> None:
    assert front_matter([page]).published == published


@pytest.mark.parametrize(
    "page",
    [
        "In March 2031 the police raided two ports of the south, as they had in May 2030.",
        "Data from\n\n1/1/2031 - 12/31/2031\n\nwere used.",
        "Signed at Sandport on 3 May 2031 by the ministers of the five countries that took part in the talks.",
    ],
)
def test_a_date_in_running_text_is_not(page: str) -> None:
    assert front_matter([page]).published is None


def test_a_date_after_the_file_was_made_is_not_believed() -> None:
    assert front_matter(["Ports of the South\n\nMarch 2031"], created="2029-01-01").published is None


@pytest.mark.parametrize(
    ("page", "publisher"),
    [
        ("© 2031 Harbour Watch. All rights reserved.", "Harbour Watch"),
        ("Copyright © Harbour Watch, March 2031", "Harbour Watch"),
        ("Published by the Mekong Bureau, Sandport", "Mekong Bureau, Sandport"),
        ("Cover photo © Ivar Teun", None),
        ("© 2031 All rights reserved", None),
    ],
)
def test_a_publisher_is_named_by_a_dated_copyright_or_as_publisher(page: str, publisher: str | None) -> None:
    assert front_matter([page]).publisher == publisher


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("29 avril 2031", "2031-04-29"), ("2031年3月5日", "2031-03-05"), ("25 شباط/فبراير 2031", "2031-02-25"),
        ("13 мая 2031", "2031-05-13"), ("November 2031", "2031-11"), ("31 2031", None),
    ],
)  # fmt: skip
def test_dates_of_the_six_languages_are_read(written: str, date: str | None) -> None:
    assert iso_date(written) == date
