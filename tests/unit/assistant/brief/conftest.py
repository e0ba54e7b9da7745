"""An outline over the invented library, drafted by the real engine."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.brief.drafting import draft_brief
from assistant.brief.model import Brief, Line
from assistant.brief.outline import Outline, parse_outline
from assistant.engine import Engine

OUTLINE = {
    "title": "Trafficking on the <b>lower</b> Mekong, 2020–2023",
    "purpose": "What was counted, and what was asked for.",
    "sections": [
        {
            "title": "Counts",
            "questions": [
                "How many trafficking victims did Harbour Watch count in Cambodia in 2022?",
                "Who won the football World Cup in 2022?",
            ],
        },
        {
            "title": "Charges",
            "questions": [
                "Who was charged with forging contracts?",
                "How many fishing boats did the Mekong Bureau find?",
            ],
            "filters": {"country": ["KH", "LA"]},
        },
        {"title": "Boats", "questions": ["How many fishing boats with forced labourers did the Mekong Bureau find?"]},
    ],
}


@pytest.fixture
def outline() -> Outline:
    return parse_outline(OUTLINE)


@pytest.fixture
def brief(outline: Outline, engine: Engine) -> Brief:
    return draft_brief(outline, engine, today=date(2026, 1, 31))


def with_lines(brief: Brief, section: int, answer: int, lines: tuple[Line, ...]) -> Brief:
    """The brief with other lines for one answer, counted from 0."""
    drafted = brief.sections[section]
    answers = list(drafted.answers)
    answers[answer] = replace(answers[answer], lines=lines)
    sections = list(brief.sections)
    sections[section] = replace(drafted, answers=tuple(answers))
    return replace(brief, sections=tuple(sections))
