"""`brief`: from an outline to a document with footnotes."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.ask import HowToAnswer, mode_named
from assistant.settings import load_settings
from corpus.errors import UsageError

if TYPE_CHECKING:
    from assistant.brief.model import Brief
    from assistant.library.store import Library

Outline = Annotated[Path, typer.Argument(help="Outline (YAML), or the .json record of a brief, to export it again.")]
Out = Annotated[Path, typer.Option(help="File to write: .docx, .md, .html, .pdf, .json, .bib or .ris.")]
Style = Annotated[str, typer.Option(help="chicago, apa, harvard, or a CSL file.")]


def register(app: typer.Typer) -> None:
    app.command()(brief)


def brief(outline: Outline, out: Out, style: Style = "chicago", mode: HowToAnswer = "auto") -> None:
    """Answer every question of an outline and write a document whose every sentence has a footnote.

    Stopped on the way, it goes on where it was. The record beside the document is what `assistant verify` reads.
    """
    from assistant.brief.export import export, require_format
    from assistant.brief.rendering import style_file

    require_format(out)
    style_file(style)
    drafted, library = _recorded(outline) if outline.suffix.lower() == ".json" else _drafted(outline, out, mode)
    written = export(drafted, library, out, style=style)
    asked = [*drafted.answered()]
    silent = sum(item.answer.refusal is not None for item in asked)
    quotations = sum(1 for _ in drafted.citations())
    print(f"{len(asked)} questions, {silent} not found in the library, {quotations} quotations.", file=sys.stderr)
    print("Wrote " + ", ".join(map(str, written)))


def _recorded(path: Path) -> tuple["Brief", "Library"]:
    from assistant.brief.model import brief_from_json
    from assistant.library.store import Library

    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(what=f"Cannot read {path}", why=str(error), fix="Name the .json of a brief") from error
    return brief_from_json(raw), Library(load_settings().library_folder)


def _drafted(outline: Path, out: Path, mode: str) -> tuple["Brief", "Library"]:
    """Draft with a progress bar; answers wait in a file beside the brief until the brief is drafted."""
    from assistant.brief.drafting import Kept, draft_brief
    from assistant.brief.outline import read_outline
    from assistant.commands.opening import open_engine
    from assistant.commands.progress import steps

    asked = read_outline(outline)
    how = mode_named(mode)
    engine = open_engine()
    kept = Kept(out.with_name(f".{out.name}.answers.jsonl"))
    with steps("Asking") as step:
        drafted = draft_brief(asked, engine, mode=how, kept=kept, on_question=step)
    kept.forget()
    return drafted, engine.library
