import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.commands.app import app
from assistant.comparison import EMPTY, compare, question_for, to_csv, to_tree
from assistant.engine import Engine
from corpus.errors import UsageError


def test_each_cell_is_cited_or_visibly_empty(engine: Engine) -> None:
    made = compare(engine, ["How many trafficking victims did Harbour Watch count"], "country", ["KH", "Laos", "Peru"])
    assert made.columns == ("Cambodia", "Laos", "Peru")
    known, *_, unknown = made.cells[0]
    assert known.value == "590" and known.citation is not None
    assert unknown.citation is None and unknown.value is None
    rows = [*csv.reader(io.StringIO(to_csv(made)))]
    assert [len(row) for row in rows] == [10, 10] and rows[1][-2] == EMPTY
    assert EMPTY in str(to_tree(made)).replace("'}, {'t': 'Space'}, {'t': 'Str', 'c': '", " ")


def test_a_country_by_two_names_is_one_column(engine: Engine) -> None:
    made = compare(engine, ["number of victims"], "country", ["KH", "Laos", "Cambodia"])
    assert made.columns == ("Cambodia", "Laos")
    with pytest.raises(UsageError, match="two columns"):
        compare(engine, ["number of victims"], "country", ["LA", "Laos"])


def test_a_spreadsheet_never_runs_what_a_source_says(engine: Engine) -> None:
    made = compare(engine, ['=HYPERLINK("x")'], "country", ["KH", "LA"])
    assert [*csv.reader(io.StringIO(to_csv(made)))][1][0].startswith("'=")


def test_a_country_stands_where_the_topic_wants_it() -> None:
    assert question_for("Was {place} on Tier 3?", "country", "KH") == "Was Cambodia on Tier 3?"
    assert question_for("number of victims", "country", "LA") == "number of victims in Laos?"
    assert question_for("How many?", "source", "harbour-2021") == "How many?"


@pytest.mark.parametrize(("topics", "values"), [([], ["KH", "LA"]), (["x"], ["KH"]), (["x"], ["KH", "Atlantis"])])
def test_what_cannot_be_compared_is_refused(engine: Engine, topics: list[str], values: list[str]) -> None:
    with pytest.raises(UsageError):
        compare(engine, topics, "country", values)


def test_a_table_is_not_written_over_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    done = CliRunner().invoke(
        app, ["compare", "--country", "KH", "--country", "LA", "--out", str(tmp_path / "folder.md")]
    )
    assert isinstance(done.exception, UsageError) and "Cannot write" in str(done.exception)
