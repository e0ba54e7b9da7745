"""History: off unless switched on, each browser its own; judgements with their answers."""

import threading
from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.records import Records
from corpus.errors import UsageError
from ui.answering import Asked
from ui.conversation import Exchange, respond
from ui.history import History, history_html, named

QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"
MINE, OTHER = "m" * 32, "o" * 32


def exchange(engine: Engine, history: History) -> Exchange:
    *_, (_, kept, _) = respond(engine, Asked(question=QUESTION), [], threading.Event(), linked=history.on)
    return kept[-1]


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(Records(tmp_path), on=True)


@pytest.fixture
def off(tmp_path: Path) -> History:
    return History(Records(tmp_path), on=False)


def test_switched_off_nothing_is_written_and_the_page_says_so(engine: Engine, off: History) -> None:
    one = exchange(engine, off)
    off.keep(one.kept, "c1", MINE)
    assert not off.records.path.exists()
    assert off.restored("c1", MINE, engine.library) == []
    assert "are not kept" in history_html(off, MINE)
    assert "Link to this answer" not in one.html


def test_switched_on_a_conversation_comes_back_with_its_citations(engine: Engine, history: History) -> None:
    one = exchange(engine, history)
    history.keep(one.kept, "c1", MINE)
    later = History(Records(history.records.path.parent), on=True)
    [again] = later.restored("c1", MINE, engine.library)
    assert again.html == one.html
    assert again.turn == one.turn
    assert 'class="chip"' in again.html
    assert f"answer?id={one.kept.id}" in again.html


def test_another_browser_sees_and_deletes_nothing(engine: Engine, history: History) -> None:
    history.keep(exchange(engine, history).kept, "c1", MINE)
    assert history.restored("c1", OTHER, engine.library) == []
    assert history.restored("c1", None, engine.library) == []
    assert QUESTION not in history_html(history, OTHER)
    history.delete(OTHER, "c1")
    history.delete(None, None)
    assert QUESTION in history_html(history, MINE)
    history.delete(MINE, "c1")
    assert QUESTION not in history_html(history, MINE)


def test_an_answer_can_be_judged_though_conversations_are_not_kept(engine: Engine, off: History) -> None:
    one = exchange(engine, off).kept
    off.keep(one, "c1", None)
    assert "with the question and the answer" in off.judge(one.id, "bad", "the wrong year")
    [judged] = off.records.judged()
    assert (judged.answer, judged.verdict, judged.reason) == (one.answer, "bad", "the wrong year")
    off.judge(one.id, None, "")
    assert not list(off.records.judged())


def test_an_answer_nobody_gave_cannot_be_judged(off: History) -> None:
    with pytest.raises(UsageError, match="no longer at hand"):
        off.judge("made-up", "good", "")
    assert not off.records.path.exists()


def test_after_deleting_an_answer_is_out_of_reach(engine: Engine, history: History) -> None:
    one = exchange(engine, history).kept
    history.keep(one, "c1", MINE)
    history.delete(MINE, None)
    with pytest.raises(UsageError):
        history.judge(one.id, "good", "")


@pytest.mark.parametrize(
    ("detail", "meant"),
    [({"delete": "c1"}, (True, "c1")), ({"delete": ""}, (True, None)), ({}, (False, None)), (None, (False, None)),
     ({"delete": 3}, (False, None))],
)  # fmt: skip
def test_only_a_well_formed_wish_deletes(detail: object, meant: tuple[bool, str | None]) -> None:
    assert named(detail) == meant
