"""An outline over the invented library, drafted by the real engine."""

from datetime import date

import pytest

from assistant.brief.drafting import draft_brief
from assistant.brief.model import Brief
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
