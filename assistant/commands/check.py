"""`check`: every claim and quotation of a draft against the library."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.settings import load_settings
from corpus.errors import UsageError

DraftFile = Annotated[Path, typer.Argument(help="A draft: .docx, .md or .txt.")]
Out = Annotated[Path | None, typer.Option(help="Report to write: .html, .docx (comments in the draft) or .json.")]
FORMATS = (".html", ".docx", ".json")


def register(app: typer.Typer) -> None:
    app.command()(check)


def check(
    draft: DraftFile,
    out: Out = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Hold each sentence of a draft against the library: supported, contradicted, another figure, or not found."""
    if out is not None and (out.suffix.lower() not in FORMATS or not out.absolute().parent.is_dir() or out.is_dir()):
        raise UsageError(
            what=f"Cannot write {out}",
            why="it is no report in a folder that exists",
            fix="End it in " + ", ".join(FORMATS),
        )
    from assistant.brief.export import write_whole
    from assistant.commands.opening import open_engine
    from assistant.commands.progress import steps
    from assistant.drafts.checking import check_draft
    from assistant.drafts.reading import read_draft
    from assistant.drafts.reports import remarks, to_html, to_word
    from assistant.library.reader import limits_of

    read = read_draft(draft, limits_of(load_settings()))
    if out is not None and out.exists() and out.samefile(draft):
        raise UsageError(what=f"Cannot write {out}", why="it is the draft itself", fix="Name another file")
    with steps("Checking") as step:
        checked = check_draft(read, open_engine(), step)
    report = json.dumps(checked.as_json(), ensure_ascii=False)
    if as_json:
        print(report)
    else:
        for sentence in checked.sentences:
            print("\n".join([sentence.text, *(f"    {line}" for line in remarks(sentence)), ""]))
    if out is not None:
        kind = out.suffix.lower()
        if kind == ".docx":
            write_whole(out, lambda path: to_word(read, checked, path))
        else:
            text = to_html(read, checked) if kind == ".html" else report
            write_whole(out, lambda path: path.write_text(text, "utf-8"))
    found = ", ".join(f"{count} {verdict}" for verdict, count in checked.counts().items())
    print(found or "No sentence states a fact that can be checked.", file=sys.stderr)
