"""Questions that ask several things, or the same of several things, are taken apart."""

import json
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.library.store import Library
from assistant.questions.subquestions import AT_MOST, sub_questions
from assistant.settings import Settings
from tests.conftest import add


def texts(question: str) -> list[str]:
    return [part.text for part in sub_questions(question)]


@pytest.mark.parametrize(
    "question",
    [
        "How many trafficking victims did Peru identify in 2021?",
        "Who was charged in March, and what for?",
        "How many people are held in the camps, and who says so?",
        "Which ministry and agency signed the agreement between Peru and Chile?",
        "How many people crossed the border of Peru and Chile?",
        "What did Save the Children and Terre des Hommes report on brick kilns?",
        "What is the name of the firm's owner in Peru, whom the police arrested?",
        "",
    ],
)
def test_a_question_that_asks_one_thing_stays_whole(question: str) -> None:
    assert sub_questions(question) == ()


def test_clauses_are_asked_by_themselves_with_what_they_leave_unsaid() -> None:
    first, second = texts("What did the Harbour Office do to Delta Trading, and how many ships did it own?")
    assert first == "What did the Harbour Office do to Delta Trading?"
    assert second.startswith("How many ships did it own (on: ") and "Delta Trading" in second


def test_a_clause_names_whom_the_first_one_names() -> None:
    assert texts("Where is Alba Vidal now, and what would she be tried for in Peru?") == [
        "Where is Alba Vidal now?", "What would Alba Vidal be tried for in Peru?",
    ]  # fmt: skip
    _, second = texts("Who runs Delta Trading, and how much did its ships earn?")
    assert second == "How much did Delta Trading's ships earn?"
    two = texts("When did Alba Vidal meet Bruno Salas, and what was he paid?")
    assert two[1].startswith("What was he paid (on: "), "either may be meant"


def test_accounts_of_two_are_those_of_each() -> None:
    assert texts("Do Delta Watch's and the Peruvian government's accounts of the raids differ?") == [
        "Do Delta Watch's accounts of the raids differ?", "Do the Peruvian government's accounts of the raids differ?",
    ]  # fmt: skip
    assert texts("How many ships of Delta Watch's and mine left?") == []


def test_a_clause_that_names_something_can_be_asked_by_itself() -> None:
    bare, _ = sub_questions("Raids in Peru: what was found, and how many of the men were arrested?")
    assert "Peru" in bare.text and bare.by_itself is None
    named = sub_questions("Raids in May: what was found in Peru, and how many were arrested in Chile?")
    assert [part.by_itself for part in named] == ["What was found in Peru?", "How many were arrested in Chile?"]
    assert all(part.by_itself is None for part in sub_questions("Thailand or Vietnam: which scored higher?"))


def test_what_is_told_first_goes_with_every_clause() -> None:
    parts = texts("Raids in southern Peru: what was found in Puno, and how many were arrested in Tacna?")
    assert parts == [
        "What was found in Puno (on: Raids in southern Peru)?",
        "How many were arrested in Tacna (on: Raids in southern Peru)?",
    ]


def test_a_request_behind_a_question_is_asked_too() -> None:
    parts = texts("How did the ministry react? I want the minister's words in May and the law passed in June.")
    assert [part.partition(" (on")[0] for part in parts] == [
        "How did the ministry react?", "The minister's words in May", "The law passed in June",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Peru or Chile: which has the higher score for 2023?",
            ["Peru: which has the higher score for 2023?", "Chile: which has the higher score for 2023?"],
        ),
        ("traffickers convicted 2021 vs 2022", ["traffickers convicted 2021", "traffickers convicted 2022"]),
        (
            "Did Peru convict more traffickers in 2022 than the year before?",
            ["Did Peru convict more traffickers in 2022?", "Did Peru convict more traffickers in 2021?"],
        ),
        (
            "How many victims were identified in Peru, Chile and Bolivia?",
            [f"How many victims were identified in {place}?" for place in ("Peru", "Chile", "Bolivia")],
        ),
        (
            "Which brought more arrests, Operation Heron or Operation Kite?",
            ["Which brought more arrests, Operation Heron?", "Which brought more arrests, Operation Kite?"],
        ),
        (
            "How did arrests change between Harbour Survey 2017 and Harbour Survey 2022?",
            [f"How did arrests change between Harbour Survey {year}?" for year in (2017, 2022)],
        ),
    ],
)
def test_a_comparison_is_asked_of_each_thing_compared(question: str, parts: list[str]) -> None:
    assert texts(question) == parts


def test_there_are_never_more_parts_than_can_be_answered_at_once() -> None:
    assert (
        len(sub_questions("How many victims were found in " + ", ".join(["Peru", "Chile", "Laos", "Mali", "Togo"])))
        == AT_MOST
    )


def test_each_part_is_answered_with_its_own_citation(engine: Engine) -> None:
    answer = engine.ask(
        "How many trafficking victims did Harbour Watch count in Cambodia in 2022, "
        "and how many fishing boats with forced labourers did the Mekong Bureau find off Laos?"
    )
    assert {"590", "17"} <= {figure for claim in answer.claims for figure in ("590", "17") if figure in claim.text}
    assert len({c.source_id for c in answer.citations}) == 2


def test_the_part_that_nothing_answers_is_named(engine: Engine) -> None:
    answer = engine.ask(
        "How many trafficking victims did Harbour Watch count in Cambodia in 2022, and who is the president of Brazil?"
    )
    assert answer.status == "answered"
    [notice] = [n for n in answer.notices if n.code == "part_not_found"]
    assert "president of Brazil" in notice.message and "Harbour Watch" not in notice.message


def test_both_years_of_a_comparison_are_told(engine: Engine) -> None:
    answer = engine.ask("How many trafficking victims did Harbour Watch count in Cambodia, 2020 vs 2022?")
    said = " ".join(claim.text for claim in answer.claims)
    assert "412" in said and "590" in said


def test_a_part_compares_only_where_it_still_asks_to() -> None:
    assert [part.compares for part in sub_questions("Peru or Chile: which has the higher score?")] == [True, True]
    assert [part.compares for part in sub_questions("traffickers convicted 2021 vs 2022")] == [False, False]


def test_a_sentence_on_the_other_thing_is_none_on_both(tmp_path: Path, embedder: Embedder) -> None:
    told = "In 2024, 2,492 Peruvian nationals were referred. Referrals of Chilean nationals went to 2,153 in 2024."
    row = {"doc_id": "office", "title": "Office report", "country": ["Peru", "Chile"], "text": told}
    (tmp_path / "office.jsonl").write_text(json.dumps(row), "utf-8")
    library = Library(tmp_path / "library", create=True)
    add(library, embedder, tmp_path / "office.jsonl")
    answer = Engine(Settings(library=library.folder), library).ask("Were more Peruvians or Chileans referred in 2024?")
    assert all(figure in answer.text for figure in ("2,492", "2,153"))
    assert not [n for n in answer.notices if n.code == "part_not_found"]


def test_of_each_year_asked_about_its_own_figure_is_told(tmp_path: Path, embedder: Embedder) -> None:
    text = (
        "Referrals to the harbour scheme of Amel reached a record 19,125 people in 2024. "
        "At first publication, the scheme of Amel had put referrals of people for 2023 at 17,004. "
        "For 2023, the statistics released in 2025 show 16,990 referrals of people to the harbour scheme of Amel. "
        "In 2022 referrals of people to the harbour scheme of Amel were 16,921."
    )
    (tmp_path / "scheme-2024.txt").write_text(text, "utf-8")
    library = Library(tmp_path / "library", create=True)
    add(library, embedder, tmp_path / "scheme-2024.txt")
    answer = Engine(Settings(library=library.folder), library).ask(
        "How many people were referred to the harbour scheme of Amel in 2022, 2023 and 2024?"
    )
    told = [[f for f in ("16,921", "16,990", "17,004", "19,125") if f in c.text] for c in answer.claims]
    assert sorted(told[:3]) == [["16,921"], ["16,990"], ["19,125"]]


def test_a_thing_compared_that_is_only_named_is_told_of_as_well(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "peru.txt").write_text("The crime index gives Peru a score of 6.18 for 2023.", "utf-8")
    (tmp_path / "index" / "chile.txt").write_text(
        "With 6.55, the score of Chile in the crime index for 2023 was higher than that of Peru.", "utf-8"
    )
    library = Library(tmp_path / "library", create=True)
    add(library, embedder, tmp_path / "index")
    answer = Engine(Settings(library=library.folder), library).ask(
        "Peru or Chile: which has the higher score in the crime index for 2023?"
    )
    assert all(score in answer.text for score in ("6.55", "6.18"))


def test_a_question_of_which_no_part_is_answered_is_refused(engine: Engine) -> None:
    answer = engine.ask("Who is the president of Brazil, and how many people live in Oslo?")
    assert (answer.status, answer.citations) == ("refused", ())
    assert not [n for n in answer.notices if n.code == "part_not_found"]


def test_what_is_said_of_different_parts_is_no_disagreement(engine: Engine) -> None:
    answer = engine.ask(
        "How many trafficking victims did Harbour Watch count in Cambodia in 2022, "
        "and how many fishing boats with forced labourers did the Mekong Bureau find off Laos?"
    )
    assert answer.status == "answered" and answer.disagreements == ()


def test_a_place_is_spoken_of_by_any_of_its_names(engine: Engine) -> None:
    answer = engine.ask("Kampuchea or Brazil: how many trafficking victims did Harbour Watch count in 2022?")
    [notice] = [n for n in answer.notices if n.code == "part_not_found"]
    assert "Brazil" in notice.message and "Kampuchea" not in notice.message
