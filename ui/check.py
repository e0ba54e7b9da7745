"""Draft panel: a text pasted or uploaded, each sentence held against the library."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.drafts.checking import CheckedDraft, CheckedSentence, check_draft
from assistant.drafts.reading import SUFFIXES, draft_of, read_draft
from assistant.drafts.reports import VERDICTS, remarks
from assistant.engine import Engine
from assistant.library.reader import limits_of
from corpus.errors import ExplainedError
from ui.files import file_input
from ui.markup import Markup, join, tag

MAX_CHARACTERS = 200_000


def check_panel(engine: Engine) -> None:
    """Lay out the panel; nothing of a draft is kept."""
    text = gr.Textbox(label="Your draft", lines=10, max_lines=24, max_length=MAX_CHARACTERS, elem_id="draft-text")
    file = file_input(label="or a file", file_types=list(SUFFIXES), elem_id="draft-file", height=130)
    check = gr.Button("Check the draft", variant="primary", elem_id="draft-check")
    found = gr.HTML("", elem_id="draft-found", apply_default_css=False, elem_classes="paper")

    def checking(pasted: str, path: str | None) -> Iterator[Markup]:
        yield tag("p", "Checking …", class_="waiting", role="status")
        try:
            draft = read_draft(Path(path), limits_of(engine.settings)) if path else draft_of("draft", pasted)
            yield checked_html(check_draft(draft, engine))
        except ExplainedError as error:
            yield tag("div", tag("p", f"{error.what}: {error.why}. {error.fix}."), class_="error", role="alert")

    settings: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "concurrency_limit": 4}
    check.click(checking, [text, file], found, **settings)


def checked_html(checked: CheckedDraft) -> Markup:
    """Counts, then each sentence with its verdict in words and what the source says."""
    counts = checked.counts()
    if not counts:
        return tag("p", "No sentence states a fact that can be checked.", role="status")
    said = ", ".join(f"{VERDICTS[verdict]}: {count}" for verdict, count in counts.items())
    notes = [tag("p", f"{note}.") for note in checked.notes]
    return join(
        [tag("p", said, role="status"), *notes, tag("ol", *map(_sentence, checked.sentences), class_="checked")]
    )


def _sentence(sentence: CheckedSentence) -> Markup:
    verdict, *lines = remarks(sentence)
    shown = [tag("p", sentence.text, dir="auto"), tag("p", tag("b", verdict), class_=f"verdict {sentence.verdict}")]
    return tag("li", *shown, *[tag("p", line, dir="auto", class_="when") for line in lines])
