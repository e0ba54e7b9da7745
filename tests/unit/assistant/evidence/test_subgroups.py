"""A figure of some only (children, one sector, one country) is not set against that of everybody."""

import json
from pathlib import Path

import pytest

from assistant.answer import Disagreement
from assistant.disagreements.readings import readings_of
from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.evidence.subgroups import (
    gives_only_the_whole,
    is_of_siblings_only,
    names_nationals_asked,
    names_outcome_asked,
    subgroups,
    subgroups_asked,
    subgroups_of,
)
from assistant.library.store import Library
from assistant.questions.question import read_question
from assistant.settings import Settings
from tests.conftest import add

DOCUMENTS = [
    ("north-2022", "North Office", "2022-05-01", "In 2021, 800,000 people worldwide were in bonded labour."),
    ("north-part", "North Office", "2022-05-02", "In 2021, 90,000 children worldwide were in bonded labour."),
    ("south-2022", "South Trust", "2022-06-01", "In 2021, 650,000 people worldwide were in bonded labour."),
    ("south-laos", "South Trust", "2022-06-02", "In 2021, 7,000 people in Laos were in bonded labour."),
    ("east-2022", "East Index", "2022-07-01", "In 2021, 950,000 people worldwide were in modern servitude. Of these, "
     "most were in bonded labour."),
    ("west-2024", "West Report", "2024-03-01", "For 2021 the 2024 report counts 640,300 people in bonded labour."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "figure", "named"),
    [
        ("In all 27 people were in forced labour, 3 of them children.", "27", {"forced labour"}),
        ("In all 27 people were in forced labour, 3 of them children.", "3", {"forced labour", "children"}),
        ("Almost all of them were children, 3 in all.", "3", {"children"}),
        ("Since 2022, 30 victims received help from the bureau.", "30", {"those helped"}),
        ("With the help of the police 30 victims fled.", "30", set()),
        ("With help from divers the police identified 30 victims.", "30", set()),
        ("The hotline helped identify 30 victims.", "30", set()),
        ("The bureau helped 30 victims.", "30", {"those helped"}),
        ("The bureau provided services to 30 victims.", "30", {"those helped"}),
        ("The bureau sheltered 30 victims.", "30", {"those helped"}),
        ("Services were provided to 30 victims.", "30", {"those helped"}),
        ("The police referred 30 victims for services.", "30", set()),
        ("The police supported the search that found 30 victims.", "30", set()),
        ("The Ministry of Agriculture and Fisheries counted 30 victims.", "30", set()),
        ("Since the construction of the shelter 30 victims came.", "30", set()),
        ("In construction 30 victims were found.", "30", {"construction"}),
        ("In the private sector 17 people were coerced.", "17", {"private sector"}),
        ("There were 17 women and men.", "17", {"women"}),
        ("Women and men, 17 in all, were sexually exploited.", "17", set()),
        ("Women and men, sexually exploited, were 17.", "17", {"sexual exploitation"}),
        ("With 35 billion dollars a year, industry comes second.", "35 billion dollars", {"industry"}),
        ("Gains of 5 billion dollars were made in farming.", "5 billion dollars", {"agriculture"}),
        ("Gains of 49 billion were linked to international migrants.", "49 billion", {"migrants"}),
        ("In 2024, 2,492 Albanian nationals came.", "2,492", {"nationals of AL"}),
        ("Victims of Albanian nationality were 12.", "12", {"nationals of AL"}),
        ("In 2024, 12 people came.", "12", set()),
    ],
)
def test_a_figure_is_of_those_named_before_it_or_in_its_clause(text: str, figure: str, named: set[str]) -> None:
    assert subgroups_of(text, text.index(figure) + len(figure)) == named


def test_women_and_men_are_everybody() -> None:
    assert subgroups("women, men, girls and boys, adults or children") == frozenset()


def test_money_made_by_forced_labour_in_the_private_sector_is_all_there_is() -> None:
    assert subgroups_asked(read_question("How much do traffickers earn?")) == {"private sector", "forced labour"}
    assert subgroups_asked(read_question("How many people are held?")) == frozenset()


@pytest.mark.parametrize(
    ("question", "whose"), [("How many Kenyans are held?", "KE"), ("What number of UK nationals are held?", "GB")]
)
def test_a_nationality_is_asked_about_by_its_people(question: str, whose: str) -> None:
    assert subgroups_asked(read_question(question)) == {f"nationals of {whose}"}


@pytest.mark.parametrize("question", ["How many Kenya referrals are there?", "How many of Kenya's victims are held?"])
def test_the_name_of_a_country_asks_about_no_nationality(question: str) -> None:
    assert subgroups_asked(read_question(question)) == frozenset()


@pytest.mark.parametrize(
    ("sentence", "named"),
    [("Kenya counted 24 people.", True), ("Of 23 Kenyans we know.", True), ("About 7,000 people came.", False)],
)
def test_people_are_of_a_nationality_only_where_it_is_named(sentence: str, named: bool) -> None:
    assert names_nationals_asked(read_question("How many Kenyans were freed?"), sentence) is named
    assert names_nationals_asked(read_question("How many people were freed?"), sentence)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("girls", {"girls"}),
        ("women and girls", {"women"}),
        ("boys and men", {"men"}),
        ("girls and boys", {"children"}),
    ],
)
def test_girls_are_no_women_but_where_both_are_named_together(text: str, groups: set[str]) -> None:
    assert subgroups(text) == groups


@pytest.mark.parametrize(
    ("question", "sentence", "siblings"),
    [
        ("What share of the men were coerced?", "Of the boys 45 per cent were coerced.", True),
        ("What share of the men were coerced?", "Of the women 39, of the men 23 per cent were coerced.", False),
        ("What share of the men were coerced?", "In all 45 per cent were coerced.", False),
        ("How much comes from fishing?", "Farming brings 5 billion dollars.", True),
        ("How many Kenyans were freed?", "In 2025, 138 Ethiopian nationals were freed.", True),
        ("Which men were coerced?", "Of the boys 45 per cent were coerced.", False),
        ("How many people were convicted?", "In all 33 people were arrested.", True),
        ("How many people were convicted?", "In all 33 people were arrested, 20 of them convicted.", False),
        ("How many people were convicted?", "In all 33 people were there.", False),
        ("How many people died?", "In all 33 people were there.", True),
        ("How many people died?", "The fire claimed 33 lives.", False),
        ("How many people were executed?", "In Amel 11 were put to death.", False),
        ("How many people were executed?", "In Amel 14 people died in the dormitory.", True),
        ("How many people were executed?", "In Amel a court sentenced 11 people to death.", True),
        ("How many people were executed?", "Death sentences on 11 people were carried out.", False),
        ("How many were sentenced to death?", "In the fire 33 people died.", True),
        ("How many were sentenced to death?", "The court sentenced 11 to death.", False),
        ("What was their average age?", "The youngest was 14 years old, 45 per cent of the age of others.", True),
        ("What was their average age?", "They were 14 years old on average.", False),
        ("How many countries does each edition cover?", "The edition covers 148 countries.", False),
    ],
)
def test_a_figure_of_another_group_of_the_kind_is_told(question: str, sentence: str, siblings: bool) -> None:
    assert is_of_siblings_only(read_question(question), sentence) is siblings


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("subgroups")
    rows = [
        {"doc_id": i, "title": i, "publisher": who, "published": day, "text": text} for i, who, day, text in DOCUMENTS
    ]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    library = Library(folder / "library", create=True)
    add(library, embedder, folder / "rows.jsonl")
    return Engine(Settings(library=library.folder), library)


def compared(engine: Engine, question: str) -> Disagreement:
    [disagreement] = engine.ask(question).disagreements
    return disagreement


def test_a_part_and_a_wider_whole_are_no_readings_beside_the_whole(library: Engine) -> None:
    shown = {r.value for r in compared(library, "How many people were in bonded labour in 2021?").readings}
    assert {"800,000", "650,000"} <= shown
    assert not shown & {"90,000", "950,000"}


def test_a_country_is_not_set_against_the_world(library: Engine) -> None:
    disagreement = compared(library, "How many people were in bonded labour in 2021?")
    assert "800,000 [" in disagreement.note, "two counts of the world are"
    assert "7,000" not in {reading.value for reading in disagreement.readings}


def test_a_figure_is_of_the_year_it_tells_of_not_of_the_edition(library: Engine) -> None:
    readings = compared(library, "How many people were in bonded labour in 2021?").readings
    assert {r.as_of for r in readings if r.value in ("640,300", "650,000")} == {"2021"}


@pytest.mark.parametrize(
    ("sentence", "only_the_whole"),
    [
        ("The union found 53 docks in Port Amel.", True),
        ("The union went to 52 of the 53 docks in Port Amel.", False),
        ("Inspectors of the union went to 52 docks in Port Amel.", False),
    ],
)
def test_the_whole_that_a_part_is_asked_of_is_no_answer(sentence: str, only_the_whole: bool) -> None:
    assert (
        gives_only_the_whole(read_question("How many of the 53 docks did the union visit?"), sentence) is only_the_whole
    )
    assert not gives_only_the_whole(read_question("Which 53 docks did the union visit?"), sentence)


def test_a_figure_of_the_world_or_of_a_place_compared_with_is_none_of_the_place_asked_about(
    tmp_path: Path, embedder: Embedder
) -> None:
    texts = (
        "In 2021, 7,000 people in Laos were in bonded labour.",
        "In 2021, 9,000 people in Thailand were in bonded labour, more than in Laos.",
        "In 2021, 800,000 people worldwide were in bonded labour.",
    )
    rows = [{"doc_id": f"d{n}", "title": f"d{n}", "country": "Laos", "text": text} for n, text in enumerate(texts)]
    (tmp_path / "laos.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    library = Library(tmp_path / "library", create=True)
    add(library, embedder, tmp_path / "laos.jsonl")
    engine = Engine(Settings(library=library.folder), library)
    question = read_question("How many people in Laos were in bonded labour in 2021?")
    hits = engine.search(question.text)
    assert len(hits) == 3
    assert [found.written for found in readings_of(question, hits, engine.idf)] == ["7,000"]


def test_an_outcome_that_is_counted_is_named_by_what_tells_of_it() -> None:
    question = read_question("How many people were arrested in Amel?")
    assert names_outcome_asked(question, "In Amel the police rounded up 12 people.")
    assert not names_outcome_asked(question, "In Amel 88 young people were made to work.")
    assert names_outcome_asked(read_question("How many people worked in Amel?"), "In Amel 88 people worked.")
    assert names_outcome_asked(read_question("Who was arrested in Amel?"), "In Amel they found Rosa Quint.")
