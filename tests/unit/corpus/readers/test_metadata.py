"""Metadata that can be counted: language and countries; titles as printed."""

import pytest

from corpus.metadata import named_countries
from corpus.model import Page
from corpus.outcomes import Unreadable
from corpus.readers import read
from tests.unit.corpus.readers.conftest import Printed, column
from tests.unit.corpus.test_sameness import STORY


def test_one_mention_names_no_country_and_a_title_does() -> None:
    pages = [Page(number=1, text="Men from Laos worked beside others. Laos was told. In Cambodia, Cambodia, Cambodia.")]
    assert named_countries("Ports of the south", pages) == ["KH"]
    assert named_countries("Ports of Vietnam", pages) == ["VN", "KH"]


def test_the_seat_of_an_organisation_names_no_country() -> None:
    pages = [Page(number=1, text="Meetings in Geneva, New York, Geneva, Geneva, New York and New York.")]
    assert named_countries("Meetings", pages) == []


def test_the_language_is_that_of_the_text_not_that_of_the_program(printed: Printed) -> None:
    dutch = (
        "De politie bevrijdde dinsdag eenenveertig arbeiders van twee vissersboten in de haven, nadat een kok",
        "een hulplijn van vrijwilligers had gebeld. De meeste mannen kwamen uit het zuiden en hadden geld betaald",
        "aan bemiddelaars die hun papieren hielden. De officier van justitie vervolgt de eigenaar van beide boten.",
    )
    assert read(printed(column(60, 120, *dutch, size=9)), "a.pdf").metadata["language"] == "nl"
    assert read(STORY.encode(), "a.txt").metadata["language"] == "en"
    assert "language" not in read(b"12 34 56", "a.txt").metadata


def test_the_largest_words_of_the_first_page_are_its_title(printed: Printed) -> None:
    page = [
        (60.0, 90.0, "Harbour Watch"),
        (60.0, 200.0, "Ports of the South", 30),
        (60.0, 236.0, "and their boats", 26),
    ]
    data = printed([*page, *column(60, 300, STORY[:80], STORY[80:160], STORY[160:240])], title="Draft for the printer")
    assert read(data, "a.pdf").metadata["title"] == "Ports of the South and their boats"


def test_a_stated_title_that_stands_on_the_page_is_kept(printed: Printed) -> None:
    page = [(60.0, 90.0, "PORTS OF THE SOUTH", 30), *column(60, 300, STORY[:80], STORY[80:160])]
    assert read(printed(page, title="Ports of the South"), "a.pdf").metadata["title"] == "Ports of the South"


def test_front_matter_means_what_it_says_and_norway_is_no_false() -> None:
    document = read(b"---\ncountries: [NO, SE]\npublished: 2031-05-02\nlicence:\n---\n\nForty.\n", "note.md")
    assert document.metadata["countries"] == ["NO", "SE"]
    assert document.metadata["published"] == "2031-05-02" and "licence" not in document.metadata


@pytest.mark.parametrize("between", ["Forty ports.", "- a\n- b", ""])
def test_what_stands_between_two_rules_and_is_no_mapping_is_text(between: str) -> None:
    document = read(f"---\n{between}\n---\n\nThe rest.\n".encode(), "note.md")
    assert between in document.pages[0].text and "The rest." in document.pages[0].text


@pytest.mark.parametrize("line", ["title: Ports: a review", "topics: &x [a]\ncountries: [*x, *x]"])
def test_front_matter_that_is_no_yaml_or_has_aliases_is_damaged(line: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(f"---\n{line}\n---\n\nForty.\n".encode(), "note.md")
    assert caught.value.outcome == "damaged"
