"""Evidence: the fitted weights are worth having, and what cannot answer supports nothing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.evidence import support as evidence
from assistant.evidence.features import Features
from assistant.evidence.passage_sentences import seen
from assistant.evidence.support import EvidenceFinder, Scored, _as_read, support_model
from assistant.filters import Filters
from assistant.finding import build_parts
from assistant.library.store import Library
from assistant.questions.question import read_question
from assistant.settings import Settings
from tests.conftest import add

QUESTIONS = [  # and a word of the sentence that answers
    ("How many trafficking victims did Harbour Watch count in Cambodia in 2022?", "590"),
    ("How many trafficking victims did Harbour Watch count in Cambodia in 2020?", "412"),
    ("What ransom was asked?", "3,000"),
    ("When was Sok Dara charged?", "9 March 2020"),
    ("Who was charged with forging contracts?", "Sok Dara"),
    ("How many fishing boats with forced labourers were found off Laos?", "17"),
]


def found(engine: Engine, question: str, finder: EvidenceFinder | None = None) -> list[Scored]:
    read, parts = read_question(question), engine.parts
    vector = parts.retriever.embed(read)
    hits = parts.retriever.retrieve(read, vector, Filters(), 16)
    return (finder or parts.evidence).find(read, vector, hits)


def test_the_best_supported_sentence_answers(engine: Engine) -> None:
    for question, answer in QUESTIONS:
        best = found(engine, question)[0]
        assert answer in best.sentence.text, question
        assert best.support >= support_model().threshold, question


def test_without_the_fitted_weights_nothing_tells_an_answer_from_a_near_miss(engine: Engine) -> None:
    """What is lost without evidence/support.json: the promise of a near miss is as good as that of an answer."""
    bare = build_parts(Settings(library=engine.library.folder), engine.library, model=None).evidence
    answered, missing = QUESTIONS[2][0], "What ransom did the captain's brother refuse to pay in Manila?"
    assert found(engine, missing)[0].support < support_model().threshold <= found(engine, answered)[0].support
    assert found(engine, missing, bare)[0].support > support_model().threshold


def test_a_sentence_on_another_place_period_or_kind_supports_no_answer(engine: Engine) -> None:
    good = Features(**{name: 1.0 for name in Features.__slots__} | {"other_place": 0.0, "other_period": 0.0})
    assert good.can_answer
    for change in ({"other_place": 1.0}, {"other_period": 1.0}, {"kind": 0.0}):
        assert not replace(good, **change).can_answer
    scored = [s for question, _ in QUESTIONS for s in found(engine, question)]
    barred = [s for s in scored if not s.features.can_answer]
    assert barred and all(s.support == 0.0 for s in barred)


def test_a_count_of_the_whole_is_plainer_than_one_of_a_part(tmp_path: Path, embedder: Embedder) -> None:
    whole, part = "Worldwide 900 people were in bonded labour.", "Bonded labour in kilns held 300 women worldwide."
    (tmp_path / "kilns.txt").write_text(f"{part} {whole}\n", "utf-8")
    library = Library(tmp_path / "library", create=True)
    add(library, embedder, tmp_path / "kilns.txt")
    parts = build_parts(Settings(library=library.folder), library, model=None)

    def drafts(text: str) -> dict[str, Features]:
        question = read_question(text)
        hits = parts.retriever.retrieve(question, parts.retriever.embed(question), Filters(), 16)
        return {sentence.text: features for sentence, features in parts.evidence.drafts(question, hits)}

    counted = drafts("What is the global number of people in bonded labour?")
    assert [*counted] == [whole, part], "the plainer one is read first"
    assert counted[whole].plain > counted[part].plain > 0.0
    assert counted[whole].coverage == counted[part].coverage == 1.0, "the whole world is global"
    assert {features.plain for features in drafts("Why are people in bonded labour?").values()} == {0.0}


def test_a_heading_that_says_no_more_than_the_question_answers_nothing(tmp_path: Path, embedder: Embedder) -> None:
    heading, meaning = "(11) Severe forms of bonded labour", "It is severe where a child is held for a debt."
    denied = "In no form is bonded labour severe."
    (tmp_path / "code.txt").write_text(f"{heading}\n\n{meaning} {denied}\n", "utf-8")
    library = Library(tmp_path / "library", create=True)
    add(library, embedder, tmp_path / "code.txt")
    parts = build_parts(Settings(library=library.folder), library, model=None)

    def read_for(text: str) -> set[str]:
        question = read_question(text)
        hits = parts.retriever.retrieve(question, parts.retriever.embed(question), Filters(), 16)
        return {sentence.text for sentence, _ in parts.evidence.drafts(question, hits)}

    assert read_for("What is a severe form of bonded labour?") == {meaning, denied}
    assert heading in read_for("What is forced on a child?"), "there it may say something"
    assert heading in read_for("Is bonded labour of severe forms?"), "a yes needs no other words"


def test_the_weights_fit_the_features() -> None:
    stored = json.loads((Path(evidence.__file__).parent / "support.json").read_text("utf-8"))
    assert stored["features"] == list(Features.__slots__)
    assert all(len(stored[name]["weights"]) == len(stored["features"]) for name in ("read", "unread"))
    promise = json.loads((Path(evidence.__file__).parent / "promise.json").read_text("utf-8"))
    assert list(promise) == list(Features.__slots__)
    assert promise["cosine"] == promise["encoder"] == 0.0, "no model has read anything yet"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The 2025 index finds the largest rise since 2023.", set()),
        ("Losses reached 9 billion in 2024, a third more than in 2023.", {"2024"}),
        ("The 2024 report counts 640 people for 2023.", {"2023"}),
    ],
)
def test_a_year_of_comparison_is_not_the_one_told_of(text: str, told: set[str]) -> None:
    assert seen(text).years_told == told


def test_another_source_that_names_the_edition_asked_for_is_heard(tmp_path: Path, embedder: Embedder) -> None:
    rows = [
        ("index-2021", "Harbour Index 2021", "2021-05-01", "Peru scored 6.2 in the Harbour Index 2021."),
        ("chile-2023", "Chile profile 2023", "2023-05-01", "In May 2021 the Harbour Index gave Chile a score of 4.9."),
    ]
    named = [{"doc_id": i, "title": title, "published": day, "text": text} for i, title, day, text in rows]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, named)), "utf-8")
    library = Library(tmp_path / "library", create=True)
    add(library, embedder, tmp_path / "rows.jsonl")
    engine = Engine(Settings(library=library.folder), library)
    assert "4.9" in engine.ask("What was the score of Chile in the 2021 edition of the Harbour Index?").claims[0].text
    asked = engine.ask("What was the score of Chile in the Harbour Index dated 2021-05-01?")
    assert "4.9" not in asked.text, "a full date names one publication"


def test_how_many_places_are_wanted_is_not_read() -> None:
    assert _as_read(read_question("Which five ports have the highest fees?")) == "Which ports have the highest fees?"
    assert _as_read(read_question("Which five ports closed?")) == "Which five ports closed?"


def test_the_encoder_reads_victims_and_the_world_as_reports_call_them_where_they_are_counted() -> None:
    read = _as_read(read_question("How many victims of human trafficking are there in the world?"))
    assert read == "How many trafficking victims are there worldwide?"
    assert _as_read(read_question("How many were freed globally?")) == "How many were freed worldwide?"
    owned = "How many women are held in the world's prisons?"
    assert _as_read(read_question(owned)) == owned
    why = "Why are there victims of trafficking in the world?"
    assert _as_read(read_question(why)) == why
