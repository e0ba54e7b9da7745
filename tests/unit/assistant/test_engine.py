"""The engine keeps its promises: located quotes, honest refusals, hard filters."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.answer import SCHEMA
from assistant.engine import Engine
from assistant.library.transactions import transaction
from assistant.library.writing import remove_source
from assistant.questions.conversation import Turn
from assistant.verify import verify
from corpus.errors import UsageError

ANSWERED = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"


def test_every_quote_stands_at_its_place(engine: Engine) -> None:
    answer = engine.ask(ANSWERED)
    assert answer.status == "answered"
    assert answer.citations
    for citation in answer.citations:
        stored = engine.library.page(citation.source_id, citation.page, citation.source_sha256)
        assert stored is not None
        assert stored.page.text[citation.start : citation.end] == citation.quote


def test_the_direct_answer_leads(engine: Engine) -> None:
    answer = engine.ask(ANSWERED)
    assert "590" in answer.claims[0].text
    assert answer.as_of == "2023-03-01"


def test_a_saved_answer_verifies_and_a_changed_one_does_not(engine: Engine) -> None:
    saved = json.loads(json.dumps(engine.ask(ANSWERED).as_json(), ensure_ascii=False))
    assert saved["schema"] == SCHEMA
    assert {v.verdict for v in verify(engine.library, "1", saved)} == {"located"}
    saved["citations"][0]["quote"] = saved["citations"][0]["quote"].replace("590", "591")
    assert [v.verdict for v in verify(engine.library, "1", saved)][0] == "changed"


@pytest.mark.parametrize(
    "question",
    [
        "What is the population of Laos?",
        "Who won the World Cup in 2022?",
        "How do I bake bread?",
        "Why did police in Phnom Penh charge Sok Dara on 9 March 2020?",  # that they did is no reason
        "Why were there 17 fishing boats with forced labourers off Laos?",
    ],
)
def test_what_the_library_does_not_say_is_refused_without_citations(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.status == "refused"
    assert (answer.citations, answer.claims) == ((), ())
    assert answer.refusal is not None
    assert answer.refusal.covers["sources"] == 3


def test_a_follow_up_that_its_whole_topic_leads_astray_is_read_with_the_names_in_it(engine: Engine) -> None:
    before = (
        "How many boats with labourers sank before Harbour Watch counted the trafficking victims in Cambodia in 2022?"
    )
    answer = engine.ask("how high was the ransom", history=[Turn(question=before, answer="")])
    assert answer.standalone_question == "How high was the ransom (on: Harbour Watch; Cambodia; 2022)?"
    assert "3,000 US dollars" in answer.citations[0].quote


def test_a_filter_excludes_the_only_answer(engine: Engine) -> None:
    answer = engine.ask(ANSWERED, filters={"source": ["harbour-2021"]})
    assert {c.source_id for c in answer.citations} <= {"harbour-2021"}
    assert "590" not in answer.text


def test_filters_that_match_no_source_are_said_to(engine: Engine) -> None:
    answer = engine.ask(ANSWERED, filters={"country": ["BR"]})
    assert answer.refusal is not None
    assert answer.refusal.reason == "no_match_for_filters"


def test_undated_sources_left_out_are_counted(engine: Engine) -> None:
    assert [n.code for n in engine.ask(ANSWERED, filters={"since": "2020"}).notices] == ["undated_sources"]


@pytest.mark.parametrize("question", ["", "  \n ", "x" * 100_000])
def test_a_question_that_is_none_is_refused_with_a_remedy(engine: Engine, question: str) -> None:
    with pytest.raises(UsageError) as error:
        engine.ask(question)
    assert error.value.fix


@pytest.mark.parametrize(
    "question",
    ["the of and", "Cambodia", "😀😀", "'; DROP TABLE passage; --", "مرحبا", "word " * 1_900, "AND OR NOT (", "?"],
)
def test_odd_questions_get_an_answer_or_a_refusal(engine: Engine, question: str) -> None:
    assert engine.ask(question).status in ("answered", "refused")


def test_mode_llm_without_a_model_says_what_to_set(engine: Engine) -> None:
    from corpus.errors import SetupError

    with pytest.raises(SetupError, match="ASSISTANT_LLM"):
        engine.ask(ANSWERED, mode="llm")


def test_many_threads_get_the_answers_one_would_get(engine: Engine) -> None:
    questions = [
        ANSWERED, "How many victims were counted in 2020?", "What ransom was asked?", "Who won the World Cup in 2022?"
    ]  # fmt: skip
    expected = {q: engine.ask(q).text for q in questions}
    asked = questions * 8
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(engine.ask, asked))
    assert [a.text for a in answers] == [expected[q] for q in asked]


def test_every_thread_sees_what_another_has_just_changed(engine: Engine) -> None:
    library = engine.library
    with ThreadPoolExecutor(4) as threads:
        before = list(threads.map(lambda _: len(library.sources), range(16)))
        remove_source(library, "harbour-2021")
        after = list(threads.map(lambda _: (len(library.sources), library.fingerprint), range(16)))
    assert set(before) == {3}
    assert set(after) == {(2, library.fingerprint)}


def test_what_a_transaction_rolled_back_is_not_remembered(engine: Engine) -> None:
    library = engine.library
    with pytest.raises(ZeroDivisionError), transaction(library.connection):
        library.connection.execute("UPDATE source SET title = 'Never'")
        library.connection.execute("INSERT INTO change (source_id, op) VALUES ('harbour-2021', 'touch')")
        assert {s.title for s in library.sources.values()} == {"Never"}
        raise ZeroDivisionError
    library.connection.execute("INSERT INTO change (source_id, op) VALUES ('harbour-2021', 'touch')")
    assert "Never" not in {s.title for s in library.sources.values()}
