"""`compare`: the same figures asked of several countries, sources or publishers."""

import json
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated, get_args

import typer

from assistant.commands.ask import Country, HowToAnswer, Publisher, PublisherType, Since, SourceId, Until, mode_named
from assistant.comparison import Axis, Comparison, compare, to_csv, to_tree
from assistant.library.store import Library
from corpus.errors import UsageError

Topic = Annotated[
    list[str] | None, typer.Option(help="A figure to compare; {place} stands for the country (repeatable).")
]
Out = Annotated[Path | None, typer.Option(help="File to write: .md, .csv or .json; the default prints Markdown.")]


def register(app: typer.Typer) -> None:
    app.command(name="compare")(compare_command)


def compare_command(
    topic: Topic = None,
    country: Country = None,
    source: SourceId = None,
    publisher: Publisher = None,
    publisher_type: PublisherType = None,
    since: Since = None,
    until: Until = None,
    out: Out = None,
    mode: HowToAnswer = "auto",
) -> None:
    """Put the same figures of several countries (or sources, or publishers) side by side, each cell cited or empty.

    The option given twice or more makes the columns; the others are filters.
    """
    if out is not None and (
        out.suffix.lower() not in (".md", ".csv", ".json") or not out.absolute().parent.is_dir() or out.is_dir()
    ):
        raise UsageError(what=f"Cannot write {out}", why="it is no .md, .csv or .json in a folder", fix="Name one")
    given = {"country": country or [], "source": source or [], "publisher": publisher or []}
    axis = _axis(given)
    limits = {**given, "publisher_type": publisher_type, "since": since, "until": until}
    filters = {key: value for key, value in limits.items() if value and key != axis}
    from assistant.brief.export import write_whole
    from assistant.commands.opening import open_engine
    from assistant.commands.progress import steps

    engine = open_engine()
    with steps("Asking") as step:
        made = compare(engine, topic or [], axis, given[axis], filters=filters, mode=mode_named(mode), on_cell=step)
    kind = out.suffix.lower() if out is not None else ".md"
    if kind == ".md":
        text = _markdown(made, engine.library)
    else:
        text = to_csv(made) if kind == ".csv" else json.dumps(made.as_json(), ensure_ascii=False)
    if out is None:
        print(text)
        return
    write_whole(out, lambda path: path.write_text(text, "utf-8"))
    print(f"Wrote {out}", file=sys.stderr)


def _axis(given: dict[str, list[str]]) -> Axis:
    several: list[Axis] = [axis for axis in get_args(Axis) if len(set(given[axis])) > 1]
    if len(several) != 1:
        raise UsageError(
            what="Cannot compare", why="exactly one of --country, --source, --publisher has to be given twice or more",
            fix="Write --country KH --country MM",
        )  # fmt: skip
    return several[0]


def _markdown(made: Comparison, library: Library) -> str:
    from assistant.brief.references import references
    from assistant.brief.rendering import render, style_file

    items = references(library, made.citations(), date.today().isoformat())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "comparison.md"
        render(to_tree(made), items, style_file("chicago"), path, "markdown")
        return path.read_text("utf-8")
