"""A figure of some only (children, one sector, one country) is not set against that of everybody."""

import json
from pathlib import Path

import pytest

from assistant.answer import Disagreement
from assistant.embedding import Embedder
from assistant.engine import Engine
from assistant.library.store import Library
from assistant.question import read_question
from assistant.readings import readings_of
from assistant.settings import Settings
from assistant.subgroups import gives_only_the_whole, subgroups, subgroups_asked, subgroups_of
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
        ("In the private sector 17 people were coerced.", "17", {"private sector"}),
        ("There were 17 women and men.", "17", {"women"}),
        ("Women and men, 17 in all, were sexually exploited.", "17", set()),
        ("Women and men, sexually exploited, were 17.", "17", {"sexual exploitation"}),
    ],
)
def test_a_figure_is_of_those_named_before_it_or_in_its_clause(text: str, figure: str, named: set[str]) -> None:
    assert subgroups_of(text, text.index(figure) + len(figure)) == named


def test_women_and_men_are_everybody() -> None:
    assert subgroups("women, men, girls and boys, adults or children") == frozenset()


def test_money_made_in_the_private_sector_is_all_there_is() -> None:
    assert subgroups_asked(read_question("How much do traffickers earn?")) == {"private sector"}
    assert subgroups_asked(read_question("How many people are held?")) == frozenset()


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
    assert "7,000 [" not in disagreement.note.replace("650,000 [", "")
    assert "different places: Laos, world" in disagreement.note


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
