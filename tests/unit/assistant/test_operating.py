"""What an operator sees: how many, how long, with what outcome; never what was asked."""

import json
import logging
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.engine import Engine
from assistant.observing import OBSERVERS
from assistant.operating.logs import JsonLines, answer_logger
from assistant.operating.metrics import Metrics
from assistant.operating.traces import spans_by
from assistant.settings import Settings
from corpus.errors import UsageError
from ui.app import create_app

QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"


@pytest.fixture(autouse=True)
def _nobody_observes_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(OBSERVERS, "answered", [])
    monkeypatch.setattr(OBSERVERS, "spans", OBSERVERS.spans)
    yield


def test_metrics_count_by_pattern_and_hold_no_word_that_was_sent(engine: Engine) -> None:
    metrics = Metrics()
    OBSERVERS.answered.append(metrics.answer)
    with TestClient(create_app(engine, metrics=metrics)) as client:
        client.post("/v1/answers", json={"question": QUESTION})
        client.get("/v1/sources/harbour-2023/pages/1")
        client.get("/v1/Chenda-was-here")
        client.get("/read", params={"source": "harbour-2023", "page": 1})
        client.request("CHENDA", "/v1/answers")
        page = client.get("/metrics").text
    assert 'assistant_requests_total{method="POST",route="/v1/answers",status="200"} 1.0' in page
    assert 'assistant_answers_total{mode="quotes",status="answered"}' in page
    assert 'assistant_stage_seconds_count{stage="retrieve"}' in page
    assert 'method="other"' in page
    named = re.sub(r" [\d.e+-]+$", "", page, flags=re.MULTILINE)  # a measured time may hold any digits
    for word in ("Harbour", "harbour", "Chenda", "CHENDA", "2022"):
        assert word not in named


def test_traces_name_the_stages_and_nothing_else(engine: Engine) -> None:
    exporter = InMemorySpanExporter()
    OBSERVERS.spans = spans_by(exporter, at_once=True)
    engine.ask(QUESTION)
    with pytest.raises(UsageError):
        engine.ask(QUESTION, filters={"country": ["Atlantis"]})
    spans = exporter.get_finished_spans()
    first = [
        span
        for span in spans
        if span.context and spans[0].context and span.context.trace_id == spans[0].context.trace_id
    ]
    assert {span.name for span in first} == {"ask", "embed", "retrieve", "rerank", "generate", "check"}
    [root] = [span for span in first if span.name == "ask"]
    assert all(span.parent == root.context for span in first if span is not root)
    assert all(not span.attributes and not span.events for span in spans)
    assert OBSERVERS.busy == 0


@pytest.mark.parametrize("log_questions", [False, True])
def test_a_question_is_logged_only_where_that_is_switched_on(
    engine: Engine, caplog: pytest.LogCaptureFixture, log_questions: bool
) -> None:
    OBSERVERS.answered.append(answer_logger(Settings(log_questions=log_questions)))
    with caplog.at_level(logging.INFO, "assistant"):
        engine.ask(QUESTION)
    [record] = [r for r in caplog.records if r.getMessage() == "answer"]
    said = json.loads(JsonLines().format(record))
    assert said["status"] == "answered"
    assert said.get("question") == (QUESTION if log_questions else None)
    assert ("590" in json.dumps(said)) is False


def test_a_log_line_is_one_line_whatever_failed() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        info = (ValueError, error, error.__traceback__)
    line = JsonLines().format(logging.LogRecord("x", logging.ERROR, "", 0, "it failed\n", None, info))
    assert "\n" not in line
    assert "two\nlines" in json.loads(line)["error"]
