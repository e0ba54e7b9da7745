"""Which places a text speaks of."""

import pytest

from assistant.asked_places import places_in
from assistant.engine import Engine


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Which tier is Thailand on in the 2025 US trafficking report?", {"TH"}),
        ("What did the US report say?", {"US"}),
        ("The US Department of State placed Laos on Tier 2.", {"LA"}),
        ("How many victims did EU states register?", {"EU"}),
        ("Governments identified 133,943 victims worldwide.", {"WORLD"}),
        ("Scam centres between Thailand and Myanmar", {"TH", "MM"}),
        ("Nothing is named here.", set()),
    ],
)
def test_who_reports_is_no_place_where_another_is_named(text: str, places: set[str]) -> None:
    assert places_in(text) == places


def test_a_figure_for_another_country_of_the_same_publisher_is_no_answer(engine: Engine) -> None:
    answer = engine.ask("How many trafficking victims did Harbour Watch count in Laos in 2022?")
    assert "590" not in answer.text


def test_a_country_is_found_by_any_of_its_names(engine: Engine) -> None:
    for name in ("Kampuchea", "Phnom Penh", "Cambodge"):
        answer = engine.ask(f"How many trafficking victims did Harbour Watch count in {name} in 2022?")
        assert answer.status == "answered" and "590" in answer.claims[0].text
