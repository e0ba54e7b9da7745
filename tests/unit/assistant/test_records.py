"""Answers kept: whole, to their own browser only, gone when deleted; judgements become questions."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.engine import Engine
from assistant.feedback import feedback_questions
from assistant.records import FILE, Kept, Records, new_id, now, read_answer
from corpus.errors import LibraryError, UsageError

QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"
MINE, OTHER = "m" * 32, "o" * 32


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(tmp_path)


@pytest.fixture
def answer(engine: Engine) -> Answer:
    return engine.ask(QUESTION, filters={"country": ["KH"]})


def kept(answer: Answer, question: str | None = None) -> Kept:
    return Kept(id=new_id(), at=now(), answer=replace(answer, question=question or answer.question))


def written(answer: Answer) -> str:
    return json.dumps(answer.as_json(), sort_keys=True)


def test_an_answer_comes_back_exactly_as_it_was_given(records: Records, answer: Answer, engine: Engine) -> None:
    one, refused = kept(answer), kept(engine.ask("What is the population of Laos?"))
    records.keep(one, "c1", MINE)
    records.keep(refused, "c1", MINE)
    again = Records(records.path.parent)
    back = again.conversation("c1", MINE)
    assert [written(k.answer) for k in back] == [written(answer), written(refused.answer)]
    assert [(k.id, k.at) for k in back] == [(k.id, k.at) for k in (one, refused)]
    assert back[0].answer.citations == answer.citations
    assert again.answer(one.id) == back[0]


def test_a_record_of_another_form_is_no_answer(answer: Answer) -> None:
    with pytest.raises(ValueError, match="schema 2"):
        read_answer({**answer.as_json(), "schema": 2})
    with pytest.raises(ValueError, match="status"):
        read_answer({**answer.as_json(), "status": "perhaps"})


def test_conversations_are_listed_newest_first_and_only_to_their_browser(records: Records, answer: Answer) -> None:
    records.keep(kept(answer, "first?"), "c1", MINE)
    records.keep(kept(answer, "second?"), "c2", MINE)
    records.keep(kept(answer, "third?"), "c3", OTHER)
    records.keep(kept(answer, "more?"), "c1", MINE)
    assert [(c.id, c.title, c.answers) for c in records.conversations(MINE)] == [
        ("c1", "first?", 2),
        ("c2", "second?", 1),
    ]
    assert records.conversation("c3", MINE) == []
    with pytest.raises(UsageError, match="another browser"):
        records.keep(kept(answer), "c3", MINE)
    assert len(records.conversation("c3", OTHER)) == 1


def test_deleting_one_or_all_leaves_other_peoples(records: Records, answer: Answer) -> None:
    mine = kept(answer)
    records.keep(mine, "c1", MINE)
    records.keep(kept(answer), "c2", MINE)
    records.keep(kept(answer), "c3", OTHER)
    records.judge(mine, "bad", "padding")
    assert records.delete(OTHER, "c1") == 0
    assert records.delete(MINE, "c1") == 1
    assert records.answer(mine.id) is None
    assert not list(records.judged()), "the judgement goes with its answer"
    assert records.delete(MINE) == 1
    assert records.conversations(MINE) == []
    assert len(records.conversations(OTHER)) == 1


def test_what_is_deleted_is_overwritten_in_the_file(records: Records, answer: Answer) -> None:
    secret = "Where is the safe house of the Zembla shelter?"
    records.keep(kept(answer, secret), "c1", MINE)
    assert secret.encode() in records.path.read_bytes()
    records.delete(MINE)
    assert secret.encode() not in records.path.read_bytes()


def test_nothing_is_written_until_there_is_something_to_keep(records: Records) -> None:
    assert records.conversations(MINE) == []
    assert records.answer("x") is None
    assert records.delete(MINE) == 0
    records.withdraw("x")
    assert not (records.path.parent / FILE).exists()


def test_only_its_owner_can_read_the_file(records: Records, answer: Answer) -> None:
    records.keep(kept(answer), "c1", MINE)
    assert stat.S_IMODE(records.path.stat().st_mode) == 0o600


def test_a_file_that_is_none_of_ours_is_named(records: Records, answer: Answer) -> None:
    records.path.write_text("this is no database, and long enough to be read as one " * 20, "utf-8")
    with pytest.raises(LibraryError, match="Cannot use"):
        records.keep(kept(answer), "c1", MINE)


def test_judgements_become_questions_with_what_a_right_answer_must_keep(records: Records, answer: Answer) -> None:
    good, bad = kept(answer), kept(answer, "And in 2020?")
    records.judge(good, "bad", "too quick")
    records.judge(good, "good", "")
    records.judge(bad, "bad", "quotes the wrong year")
    first, second = feedback_questions(records.path.parent)
    assert (first.verdict, first.reason, first.question) == ("good", "", QUESTION)
    assert first.filters == {"country": ["KH"]}
    assert first.expected == {"status": "answered", "sources": sorted({c.source_id for c in answer.citations})}
    assert first.citations[0]["quote"] == answer.citations[0].quote
    assert (second.asked, second.question, second.reason) == ("And in 2020?", QUESTION, "quotes the wrong year")
    assert second.expected == {}


def test_a_withdrawn_judgement_leaves_nothing_that_was_only_kept_for_it(records: Records, answer: Answer) -> None:
    alone, talked = kept(answer), kept(answer)
    records.keep(talked, "c1", MINE)
    for one in (alone, talked):
        records.judge(one, "good", "")
        records.withdraw(one.id)
    assert records.answer(alone.id) is None
    still = records.answer(talked.id)
    assert still is not None
    assert (still.id, still.verdict) == (talked.id, None)
    assert not list(feedback_questions(records.path.parent))
