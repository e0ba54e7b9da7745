from dataclasses import replace

import pytest

from assistant.brief.document import document_of
from assistant.brief.editing import Edit, revise
from assistant.brief.model import Brief
from assistant.engine import Engine
from corpus.errors import UsageError
from tests.unit.assistant.brief.conftest import with_lines

COUNT = (0, 0, 0)


def edited(brief: Brief, engine: Engine, **edit: object) -> Brief:
    return revise(brief, {COUNT: Edit(**edit)}, engine.library, engine.judge)  # type: ignore[arg-type]


def test_a_line_rewritten_faithfully_stands_and_is_marked(brief: Brief, engine: Engine) -> None:
    line = (
        edited(brief, engine, text="In 2022 Harbour Watch counted 590 trafficking victims in Cambodia.")
        .sections[0]
        .answers[0]
        .lines[0]
    )
    assert line.edited and line.stands and line.was == brief.sections[0].answers[0].lines[0].text


def test_a_line_with_another_figure_no_longer_stands(brief: Brief, engine: Engine) -> None:
    changed = edited(brief, engine, text="Harbour Watch counted 900 trafficking victims in Cambodia in 2022.")
    line = changed.sections[0].answers[0].lines[0]
    assert not line.stands and "900" in line.reason
    assert "900" not in str(document_of(changed))


def test_a_line_that_adds_a_name_its_passage_does_not_say_no_longer_stands(brief: Brief, engine: Engine) -> None:
    text = brief.sections[1].answers[0].lines[0].text
    named = text.replace("Sok Dara", "Sok Dara Vann")
    assert named != text
    changed = revise(brief, {(1, 0, 0): Edit(text=named)}, engine.library, engine.judge)
    line = changed.sections[1].answers[0].lines[0]
    assert not line.stands and "Sok Dara Vann" in line.reason


def test_a_line_set_back_to_its_words_is_no_longer_edited(brief: Brief, engine: Engine) -> None:
    first = brief.sections[0].answers[0].lines[0]
    changed = edited(brief, engine, text="Harbour Watch counted 590 victims in Cambodia in 2022.")
    assert edited(changed, engine, text=first.text).sections[0].answers[0].lines[0] == first


def test_lines_are_dropped_and_ordered(brief: Brief, engine: Engine) -> None:
    first = brief.sections[0].answers[0].lines[0]
    lines = (first, replace(first, text="Most of them were men."), replace(first, text="It says so."))
    longer = with_lines(brief, 0, 0, lines)
    edits = {(0, 0, n): Edit(text=line.text, order=-n, keep=n != 1) for n, line in enumerate(lines)}
    turned = revise(longer, edits, engine.library, engine.judge).sections[0].answers[0].lines
    assert turned == (lines[2], lines[0])


def test_what_cannot_be_edited_is_said(brief: Brief, engine: Engine) -> None:
    with pytest.raises(UsageError, match="empty"):
        edited(brief, engine, text=" ")
    with pytest.raises(UsageError, match="no line"):
        revise(brief, {(9, 9, 9): Edit(text="x")}, engine.library, engine.judge)
