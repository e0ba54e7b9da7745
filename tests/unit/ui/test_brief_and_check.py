from pathlib import Path

import pytest

from assistant.brief.drafting import draft_brief
from assistant.brief.editing import revise
from assistant.drafts.checking import check_draft
from assistant.drafts.reading import draft_of
from assistant.engine import Engine
from corpus.errors import UsageError
from ui.brief import edits_of, files_of, outline_of, rows_of, summary_html, with_question
from ui.check import checked_html

LINES = """# Counts
- How many trafficking victims did Harbour Watch count in Cambodia in 2022?
# Sport
1. Who won the <i>football</i> World Cup?
"""


def test_lines_become_sections_and_questions() -> None:
    outline = outline_of(" ", "why", "One?\n# Two\n# Three\n* Four?\n", {"country": ["KH"]})
    assert [(s.title, s.questions) for s in outline.sections] == [("Questions", ["One?"]), ("Three", ["Four?"])]
    assert outline.title == "Brief" and outline.sections[0].filters == {"country": ["KH"]}


@pytest.mark.parametrize("text", ["", "# only a heading", "\n".join(["why?"] * 61)])
def test_an_outline_without_questions_or_with_too_many_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        outline_of("T", "", text, {})


def test_a_question_of_the_conversation_is_added_once() -> None:
    text = with_question("# A\nOne?", "Two  more?")
    assert text.endswith("\nTwo more?") and with_question(text, "Two more?") == text


def test_the_table_edits_the_brief_and_the_files_follow(engine: Engine) -> None:
    brief = draft_brief(outline_of("T", "", LINES, {}), engine)
    rows = rows_of(brief)
    assert revise(brief, edits_of(brief, rows), engine.library, engine.judge) == brief
    rows[0][3] = "Harbour Watch counted 900 trafficking victims in Cambodia in 2022."
    changed = revise(brief, edits_of(brief, rows), engine.library, engine.judge)
    html = summary_html(changed)
    assert "Left out" in html and "&lt;i&gt;football" in html and "<i>" not in html
    with files_of(changed, engine, "md", "apa") as (document, record):
        assert "900" not in Path(document).read_text("utf-8") and record.endswith(".record.json")
    assert not Path(document).parent.exists()
    with pytest.raises(UsageError, match="added or removed"):
        edits_of(brief, rows[1:])
    with pytest.raises(UsageError, match="no number"):
        edits_of(brief, [[True, "x", *row[2:]] for row in rows])


def test_a_checked_draft_shows_verdicts_in_words_and_escapes(engine: Engine) -> None:
    text = "Harbour Watch <b>counted</b> 950 trafficking victims in Cambodia in 2022."
    html = checked_html(check_draft(draft_of("d", text), engine))
    assert "Differs in figure" in html and "&lt;b&gt;" in html and "<script" not in html
