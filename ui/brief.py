"""Brief panel: an outline in plain lines, the draft as a table whose sentences can be edited, and the files."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.access.limits import require_turns
from assistant.brief.drafting import draft_brief
from assistant.brief.editing import Edit, Place, revise
from assistant.brief.export import export
from assistant.brief.model import Brief
from assistant.brief.outline import Outline, parse_outline
from assistant.engine import Engine
from corpus.errors import ExplainedError, UsageError
from ui.files import file_input
from ui.filters import FiltersPanel, as_filters
from ui.markup import Markup, join, tag
from ui.reader import scope_of
from ui.words import counted

FORMATS = ("docx", "html", "md", "pdf", "json", "bib", "ris")
HEAD = ["Keep", "Order", "Under", "Sentence", "Rests on", "Check"]
EDITABLE = (0, 1, 3)
MAX_QUESTIONS = 60
HINT = "One line a question; a line that begins with # opens a section."
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def brief_panel(engine: Engine, filters: FiltersPanel, conversation: Any) -> None:
    """Lay out the panel. The draft belongs to the browser session; files are made when asked for.

    A question of the conversation that is wanted in the brief comes as its event of that name.
    """
    brief = gr.State(None)
    title = gr.Textbox(label="Title", elem_id="brief-title")
    purpose = gr.Textbox(label="Purpose", lines=2, elem_id="brief-purpose")
    outline = gr.Textbox(label="Sections and questions", info=HINT, lines=8, elem_id="brief-outline")
    draft = gr.Button("Draft the brief", variant="primary", elem_id="brief-draft")
    said = gr.HTML("", elem_id="brief-said", apply_default_css=False, elem_classes="paper")
    lines = gr.Dataframe(
        headers=HEAD, datatype=["bool", "number", "str", "str", "str", "str"], interactive=True, wrap=True,
        visible=False, static_columns=[n for n in range(len(HEAD)) if n not in EDITABLE],
        label="Sentences of the brief", elem_id="brief-lines",
        column_widths=["9%", "8%", "22%", "36%", "15%", "10%"],
    )  # fmt: skip
    with gr.Row(visible=False) as making:
        apply = gr.Button("Apply changes", elem_id="brief-apply")
        form = gr.Dropdown(FORMATS, value="docx", label="File", elem_id="brief-format")
        style = gr.Dropdown(["chicago", "apa", "harvard"], value="chicago", label="References")
        make = gr.Button("Make the file", elem_id="brief-make")
    file = file_input(label="Your brief", interactive=False, visible=False, elem_id="brief-file")
    shown = [brief, said, lines, making]

    def drafting(request: gr.Request, name: str, why: str, text: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        yield (gr.skip(), _status("Asking the questions …"), gr.skip(), gr.skip())
        try:
            asked = outline_of(name, why, text, as_filters(values))
            require_turns(scope_of(request), sum(len(section.questions) for section in asked.sections))
            made = draft_brief(asked, engine)
        except ExplainedError as error:
            yield gr.skip(), _error(error), gr.skip(), gr.skip()
            return
        yield made, summary_html(made), gr.Dataframe(value=rows_of(made), visible=True), gr.Row(visible=True)

    def applying(made: Brief | None, table: Any) -> tuple[Any, ...]:
        if made is None:
            return gr.skip(), gr.skip(), gr.skip()
        try:
            changed = revise(made, edits_of(made, table.values.tolist()), engine.library, engine.judge)
        except ExplainedError as error:
            return gr.skip(), _error(error), gr.skip()
        return changed, summary_html(changed), rows_of(changed)

    def making_file(made: Brief | None, kind: str, how: str) -> Iterator[tuple[Any, Any]]:
        if made is None:
            yield gr.skip(), gr.skip()
            return
        try:
            with files_of(made, engine, kind, how) as files:  # Gradio has copied them when it asks for more
                yield gr.File(value=files, visible=True), summary_html(made)
        except ExplainedError as error:
            yield gr.skip(), _error(error)

    def add(event: gr.EventData, text: str | None) -> str:
        detail = event._data
        question = detail.get("question") if isinstance(detail, dict) else None
        return with_question(text or "", question if isinstance(question, str) else "")

    draft.click(drafting, [title, purpose, outline, *filters.inputs], shown, concurrency_limit=4, **_QUIET)
    apply.click(applying, [brief, lines], [brief, said, lines], **_QUIET)
    make.click(making_file, [brief, form, style], [file, said], concurrency_limit=2, **_QUIET)
    conversation.wanted(add, outline, outline, queue=False, **_QUIET)


def outline_of(title: str, purpose: str, text: str, filters: dict[str, Any]) -> Outline:
    """An outline from lines: # opens a section, others are questions. Raises UsageError where there is none."""
    sections: list[dict[str, Any]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("#"):
            sections.append({"title": line.lstrip("# ") or "Untitled", "questions": [], "filters": filters})
            continue
        if not sections:
            sections.append({"title": "Questions", "questions": [], "filters": filters})
        sections[-1]["questions"].append(re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", line))
    asked = [s for s in sections if s["questions"]]
    if not asked:
        raise UsageError(what="Cannot draft the brief", why="the outline has no question", fix=HINT.rstrip("."))
    if (count := sum(len(s["questions"]) for s in asked)) > MAX_QUESTIONS:
        why = f"it has {count} questions, more than {MAX_QUESTIONS}"
        raise UsageError(what="Cannot draft the brief", why=why, fix="Split it, or use `assistant brief`")
    return parse_outline({"title": title.strip() or "Brief", "purpose": purpose, "sections": asked})


def with_question(text: str, question: str) -> str:
    """The outline with a question of the conversation behind it, once."""
    question = " ".join(question.split())
    if question in map(str.strip, text.splitlines()):
        return text
    return f"{text.rstrip()}\n{question}".lstrip()


def rows_of(brief: Brief) -> list[list[Any]]:
    """The table: one row a line, in the order of the document."""
    rows = []
    for section in brief.sections:
        for item in section.answers:
            for number, line in enumerate(item.lines, start=1):
                cited = "; ".join(f"{c.publisher or c.title}, {c.published or 'no date'}" for c in item.cited(line))
                check = "as the source has it" if not line.edited else f"edited: {line.verdict}. {line.reason}".strip()
                rows.append([True, number, f"{section.title}: {item.question}", line.text, cited, check])
    return rows


def edits_of(brief: Brief, rows: Sequence[Sequence[Any]]) -> dict[Place, Edit]:
    """What the table asks for. Raises UsageError where rows were added or removed."""
    places = [
        (s, a, n)
        for s, section in enumerate(brief.sections)
        for a, item in enumerate(section.answers)
        for n in range(len(item.lines))
    ]
    if len(places) != len(rows):
        why = "rows were added or removed in the table"
        raise UsageError(what="Cannot apply the changes", why=why, fix="Take the tick from Keep instead")
    return {
        place: Edit(text=str(row[3]), keep=row[0] in (True, "true", "True", 1), order=_number(row[1]))
        for place, row in zip(places, rows, strict=True)
    }


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise UsageError(
            what="Cannot apply the changes", why=f"{value!r} in Order is no number", fix="Write 1, 2, 3 …"
        ) from None


@contextmanager
def files_of(brief: Brief, engine: Engine, form: str, style: str) -> Iterator[list[str]]:
    """The document and its record, which then go. Raises UsageError or SetupError as `export` does."""
    if form not in FORMATS:
        raise UsageError(what="Cannot make the file", why=f"{form!r} is no format", fix="Choose one of the list")
    with tempfile.TemporaryDirectory(prefix="brief-") as folder:
        out = Path(folder) / f"brief.{form}"
        yield [str(path) for path in export(brief, engine.library, out, style=style)]


def summary_html(brief: Brief) -> Markup:
    """How much was found, what was not, and lines that no longer stand."""
    asked = [*brief.answered()]
    silent = [item.question for item in asked if item.answer.refusal is not None]
    fallen = [line.text for item in asked for line in item.lines if not line.stands]
    parts = [tag("p", f"{counted(len(asked), 'question')}, {len(asked) - len(silent)} answered.", role="status")]
    for title, items in (("Not found in the library", silent), ("Left out, since no source says this", fallen)):
        if items:
            parts.append(tag("p", tag("b", title)))
            parts.append(tag("ul", *[tag("li", item, dir="auto") for item in items]))
    return join(parts)


def _status(words: str) -> Markup:
    return tag("p", words, class_="waiting", role="status")


def _error(error: ExplainedError) -> Markup:
    return tag("div", tag("p", f"{error.what}: {error.why}. {error.fix}."), class_="error", role="alert")
