"""Which places a text speaks of, and which edition."""

import json
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.library.store import Library
from assistant.questions.asked_places import origins_in, places_asked, places_in
from assistant.settings import Settings
from tests.conftest import add


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


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Which two countries did the US report move to Tier 3?", set()),
        ("How many are held, according to the United States?", set()),
        ("How many victims were found in the United States?", {"US"}),
        ("Which tier is Thailand on in the US report?", {"TH"}),
        ("How many did the Lao government find, according to the US State Department?", {"LA"}),
        ("What did the US government say of Laos?", {"LA"}),
    ],
)
def test_a_question_that_names_only_who_reports_asks_about_no_place(question: str, places: set[str]) -> None:
    assert places_asked(question) == places


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("Sudanese refugees were held in a warehouse.", {"SD"}),
        ("Young Lao women and Thai recruits were held in Myanmar.", {"LA", "TH"}),
        ("Sudanese refugees were held in Sudan.", set()),
        ("The Sudanese police held refugees.", set()),
    ],
)
def test_where_people_are_from_is_told_from_where_they_are(text: str, origins: set[str]) -> None:
    assert origins_in(text) == origins


def test_people_from_elsewhere_may_be_where_the_question_asks_about(
    library: Library, embedder: Embedder, tmp_path: Path
) -> None:
    text = (
        "Guards asked ransom of Sudanese refugees locked up in the warehouse. "
        "Guards asked ransom of Thai miners in a pit of Peru."
    )
    row = {"doc_id": "warehouse", "title": "Libya: the warehouse", "publisher": "Sand Desk", "published": "2024-02-01"}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row | {"text": text, "country": "Libya"}), "utf-8")
    add(library, embedder, tmp_path / "rows.jsonl")
    engine = Engine(Settings(library=library.folder), library)

    def told(question: str) -> str:
        return engine.ask(question).text

    assert "Sudanese" in told("Whom did guards in Libya ask for ransom?")
    assert "Thai miners" not in told("Whom did guards in Libya ask for ransom?")
    assert "Sudanese" not in told("What did guards ask of Vietnamese refugees in the warehouse?")


def test_a_figure_for_another_country_of_the_same_publisher_is_no_answer(engine: Engine) -> None:
    answer = engine.ask("How many trafficking victims did Harbour Watch count in Laos in 2022?")
    assert "590" not in answer.text


def test_a_country_is_found_by_any_of_its_names(engine: Engine) -> None:
    for name in ("Kampuchea", "Phnom Penh", "Cambodge"):
        answer = engine.ask(f"How many trafficking victims did Harbour Watch count in {name} in 2022?")
        assert answer.status == "answered" and "590" in answer.claims[0].text


def test_what_another_edition_says_is_no_answer_on_the_edition_asked_for(
    library: Library, embedder: Embedder, tmp_path: Path
) -> None:
    profile = {
        "doc_id": "index-peru",
        "title": "Harbour Index country profile: Peru (2023)",
        "publisher": "Harbour Watch",
        "published": "2023-09",
        "text": "In the 2021 edition of the Harbour Index, Peru had a score of 5.76. "
        "In the 2023 edition of the Harbour Index, Peru has a score of 6.18.",
    }
    (tmp_path / "profile.jsonl").write_text(json.dumps(profile), "utf-8")
    add(library, embedder, tmp_path / "profile.jsonl")
    answer = Engine(Settings(library=library.folder), library).ask(
        "What is the score of Peru in the 2023 edition of the Harbour Index?"
    )
    assert "6.18" in answer.text and "5.76" not in answer.text


def test_what_names_no_place_is_about_the_country_its_publication_is_on(tmp_path: Path, embedder: Embedder) -> None:
    row = {"title": "Port Survey: Peru — Crews in ports", "publisher": "Port Survey", "country": "Peru"}
    row["text"] = "Rating of ports: Special Case; for more details see the list of the harbour office."
    (tmp_path / "survey.jsonl").write_text(json.dumps(row), "utf-8")
    library = Library(tmp_path / "library", create=True)
    add(library, embedder, tmp_path / "survey.jsonl")
    engine = Engine(Settings(library=library.folder), library)
    assert "Special Case" in engine.ask("According to the Port Survey, what rating of ports does Peru have?").text
    assert engine.ask("According to the Port Survey, what rating of ports does Chile have?").status == "refused"
