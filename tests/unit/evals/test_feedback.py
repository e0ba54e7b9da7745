"""Answers that readers judged are asked again: the good must stay, the bad are listed while they are the same."""

from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.records import Kept, Records, new_id
from assistant.settings import Settings
from corpus.errors import UsageError
from evals.suites import SuiteContext
from evals.suites.feedback import STILL, run

ASKED = "How many trafficking victims did Harbour Watch count in Cambodia in 2020?"


def context(engine: Engine, tmp_path: Path) -> SuiteContext:
    settings = Settings(library=engine.library.folder)
    return SuiteContext(settings=settings, out=tmp_path, cache=tmp_path / "cache")


def test_judged_answers_are_asked_again(engine: Engine, tmp_path: Path) -> None:
    records = Records(engine.library.folder)
    for question, verdict in ((ASKED, "good"), ("What ransom was asked in US dollars?", "bad")):
        kept = Kept(id=new_id(), at="2026-01-01T00:00:00+00:00", answer=engine.ask(question))
        records.judge(kept, verdict, "as I read it")  # type: ignore[arg-type]
    result = run(context(engine, tmp_path))
    found = {metric.name: metric.value for metric in result.metrics}
    assert found["good: correct"] == 1 and found[STILL] == 1 and not any(m.gated for m in result.metrics)
    assert [r.cause for r in result.records] == [None, "still the answer judged bad"]


def test_without_a_judgement_there_is_nothing_to_measure(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no answer of the library"):
        run(context(engine, tmp_path))
