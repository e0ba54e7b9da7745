"""What the chat panel shows while and after answering."""

from typing import Any

import pytest

from assistant.answer import Checks, Claim, Rejected
from assistant.engine import Engine
from assistant.written import Checked
from corpus.errors import UsageError
from ui.chat import KEPT, Exchange, respond

QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"


def last(engine: Engine, question: str, before: list[Exchange], **filters: Any) -> tuple[str, list[Exchange], str]:
    return [*respond(engine, question, before, filters)][-1]


def test_the_question_stands_there_at_once_and_the_answer_follows(engine: Engine) -> None:
    first, *_, final = respond(engine, QUESTION, [], {})
    assert 'aria-busy="true"' in first[0]
    assert QUESTION in first[0]
    assert first[2] == ""
    assert 'aria-busy="true"' not in final[0]
    assert "590" in final[0]
    assert [e.turn.question for e in final[1]] == [QUESTION]


def test_checked_sentences_appear_while_the_rest_is_written(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = engine.ask(QUESTION)
    checks = Checks(figures="ok", names="ok", negation="ok")
    claims = [
        Claim(text=t, support="supported", checks=checks, citations=(1,)) for t in ("It was 590.", "That was in 2022.")
    ]
    rejected = Rejected(text="It was 900.", verdict="unsupported", reason="900 is not in the source")

    def write(*_: Any, on_sentence: Any, **__: Any) -> Any:
        on_sentence(Checked(claim=claims[0], citations=whole.citations[:1], rejected=None))
        on_sentence(Checked(claim=None, citations=(), rejected=rejected))
        on_sentence(Checked(claim=claims[1], citations=(), rejected=None))
        return whole

    monkeypatch.setattr(engine, "ask", write)
    shown = [html for html, _, _ in respond(engine, QUESTION, [], {})]
    assert ["It was 590." in html for html in shown] == [False, True, True, True, False]
    assert ["That was in 2022." in html for html in shown] == [False, False, False, True, False]
    assert not any("It was 900." in html for html in shown)


def test_a_question_that_cannot_be_used_is_explained_and_left_in_the_box(engine: Engine) -> None:
    html, kept, box = last(engine, "?" * 20_000, [])
    assert 'role="alert"' in html
    assert "20,000 characters" in html
    assert (kept, len(box)) == ([], 20_000)


def test_an_error_of_our_own_shows_no_internals(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret path /home/someone")

    monkeypatch.setattr(engine, "ask", fail)
    html, _, box = last(engine, QUESTION, [])
    assert "secret" not in html
    assert "something in the assistant itself failed" in html
    assert box == QUESTION
    assert "secret path" in caplog.text


def test_an_empty_question_changes_nothing(engine: Engine) -> None:
    _, kept, _ = last(engine, QUESTION, [])
    html, again, _ = last(engine, "  ", kept)
    assert again == kept
    assert "590" in html


def test_a_follow_up_is_asked_with_what_came_before(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []

    def listen(question: str, **settings: Any) -> Any:
        heard.append(settings)
        raise UsageError(what="a", why="b", fix="c")

    _, kept, _ = last(engine, QUESTION, [])
    monkeypatch.setattr(engine, "ask", listen)
    last(engine, "And in 2020?", kept, country=["KH"])
    assert [turn.question for turn in heard[0]["history"]] == [QUESTION]
    assert heard[0]["filters"] == {"country": ["KH"]}


def test_only_so_many_exchanges_stay_on_the_page(engine: Engine) -> None:
    _, kept, _ = last(engine, QUESTION, [])
    _, kept, _ = last(engine, "What is the population of Laos?", kept * KEPT)
    assert len(kept) == KEPT
    assert kept[-1].turn.question == "What is the population of Laos?"
