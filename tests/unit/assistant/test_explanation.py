"""`ask --explain` says what each stage did and which words nothing matched."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from assistant.commands.explaining import print_explanation
from assistant.engine import Engine
from assistant.explanation import explain
from assistant.questions.question import read_question
from assistant.retrieval import Weights
from tests.unit.assistant.test_engine import ANSWERED


def test_points_add_up_to_the_score(engine: Engine) -> None:
    explanation = engine.explain(ANSWERED)
    assert explanation.passages
    for placed in explanation.passages:
        assert sum(placed.points.values()) == pytest.approx(placed.score, abs=0.01)
        assert placed.ranks.keys() == placed.points.keys()
    assert explanation.passages[0].support is not None
    assert [p.score for p in explanation.passages] == sorted((p.score for p in explanation.passages), reverse=True)


def test_passages_that_a_stage_did_not_see_have_no_place_by_it(engine: Engine) -> None:
    first, second, *_ = engine.search(ANSWERED)
    read = replace(first, stages={**first.stages, "reranker": -2.0})
    made = explain(read_question(ANSWERED), [read, second], [], Weights(), lambda term: True)
    assert [placed.ranks.get("reranker") for placed in made.passages] == [1, None]


def test_words_that_nothing_matched_are_named_as_asked(engine: Engine) -> None:
    explanation = engine.explain("How many zeppelins did Harbour Watch count in Cambodia?")
    assert explanation.unmatched == ("zeppelins",)


def test_the_reading_tells_editions_from_years_and_says_what_it_left_out(engine: Engine) -> None:
    text = "How many victims were counted in 2020, in the 2021 edition? Please answer with a whole number."
    reading = engine.explain(text).reading
    assert (reading.years, reading.editions) == (("2020", "2021"), ("2021",))
    assert reading.left_out == "Please answer with a whole number."


def test_it_is_printed_with_markup_of_documents_as_it_stands(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    print_explanation(engine.explain("How many [bold]fishing boats did the Mekong Bureau find?"))
    printed = capsys.readouterr().out
    assert "searched by" in printed
    assert "dense" in printed


def test_the_command_adds_it_to_the_json(engine: Engine) -> None:
    command = [sys.executable, "-m", "assistant", "ask", ANSWERED, "--explain", "--json"]
    done = subprocess.run(
        [*command, "--library", str(engine.library.folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["explanation"]["passages"]
