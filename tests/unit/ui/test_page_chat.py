"""What the chat panel shows while and after answering."""

import threading
import time
from typing import Any

import pytest

from assistant.answer import Checks, Claim, Rejected
from assistant.engine import Engine
from assistant.generation.written import Checked
from corpus.errors import UsageError
from ui.answering import Asked, Stops
from ui.chat import asked_within
from ui.conversation import KEPT, Exchange, Shown, respond

QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"


def shown(engine: Engine, question: str, before: list[Exchange] = [], **filters: Any) -> list[Shown]:  # noqa: B006
    return [*respond(engine, Asked(question=question, filters=filters), before, threading.Event())]


def last(engine: Engine, question: str, before: list[Exchange], **filters: Any) -> Shown:
    return shown(engine, question, before, **filters)[-1]


def test_the_question_stands_there_at_once_and_the_answer_follows(engine: Engine) -> None:
    first, *_, final = shown(engine, QUESTION)
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
    pages = [html for html, _, _ in shown(engine, QUESTION)]
    assert ["It was 590." in html for html in pages] == [False, True, True, True, False]
    assert ["That was in 2022." in html for html in pages] == [False, False, False, True, False]
    assert not any("It was 900." in html for html in pages)


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


def test_while_it_works_the_page_says_how_much_is_read(engine: Engine) -> None:
    pages = [html for html, _, _ in shown(engine, QUESTION)]
    assert "Searching 3 publications …" in pages[0]
    assert "Reading 3 passages from 3 publications …" in pages[1]


def test_a_stopped_answer_keeps_what_was_checked_and_offers_to_try_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = engine.ask(QUESTION)
    ended = threading.Event()

    def write(*_: Any, on_sentence: Any, **__: Any) -> Any:
        try:
            while True:  # a model that never comes to an end
                time.sleep(0.02)
                on_sentence(Checked(claim=whole.claims[0], citations=whole.citations[:1], rejected=None))
        finally:
            ended.set()

    monkeypatch.setattr(engine, "ask", write)
    stop = threading.Event()
    pages = respond(engine, Asked(question=QUESTION), [], stop)
    next(pages)
    assert "590" in next(pages)[0]
    stop.set()
    *_, (html, kept, box) = pages
    assert "590" in html
    assert "Stopped." in html
    assert f'data-ask="{QUESTION}"' in html
    assert (kept, box) == ([], QUESTION)
    assert ended.wait(5), "the model is left alone"


def test_leaving_the_page_ends_the_work(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def write(*_: Any, on_read: Any, **__: Any) -> Any:
        try:
            while True:
                time.sleep(0.02)
                on_read(1, 1)
        finally:
            ended.set()

    monkeypatch.setattr(engine, "ask", write)
    pages = respond(engine, Asked(question=QUESTION), [], threading.Event())
    next(pages), next(pages)
    pages.close()  # type: ignore[attr-defined]
    assert ended.wait(5)


def test_a_session_stops_its_own_answer_and_no_other() -> None:
    stops = Stops()
    mine, other = stops.begin("mine"), stops.begin("other")
    stops.stop("mine")
    stops.stop("nobody")
    assert mine.is_set()
    assert not other.is_set()
    again = stops.begin("mine")
    stops.end("mine", mine)
    stops.stop("mine")
    assert again.is_set(), "an answer that has ended does not take the next one's place"


def test_a_corrected_question_is_asked_word_for_word(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    _, kept, _ = last(engine, QUESTION, [])
    heard: list[Any] = []

    def listen(question: str, **settings: Any) -> Any:
        heard.append((question, settings["history"]))
        raise UsageError(what="a", why="b", fix="c")

    monkeypatch.setattr(engine, "ask", listen)
    asked = asked_within({"question": "And in 2020?", "as_it_stands": True}, {})
    [*respond(engine, asked, kept, threading.Event())]
    assert heard == [("And in 2020?", ())]


@pytest.mark.parametrize("detail", [None, 3, [], {"question": 3}, {"question": ["x"]}, {"other": "x"}])
def test_what_a_browser_sends_counts_only_in_the_right_form(engine: Engine, detail: Any) -> None:
    asked = asked_within(detail, {"country": ["KH"]})
    assert (asked.question, asked.as_it_stands) == ("", False)
