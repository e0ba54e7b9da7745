"""`ask --explain` for people: how the question was read, and a row for each passage with what moved it."""

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.explanation import Explanation, Placed

LETTERS = 60  # of a passage


def print_explanation(explanation: Explanation) -> None:
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    console.print(Text("\nHow the question was read", style="bold"))
    for name, said in _reading(explanation):
        console.print(Text.assemble((f"  {name}: ", "dim"), said))
    if not explanation.passages:
        console.print("Nothing was found.")
        return
    stages = [*_all_ranks(explanation)]
    table = Table(title="Passages: points of each stage, and the place by it alone", title_justify="left")
    for column in ("source, page", "score", *stages, "evidence", ""):
        table.add_column(column, overflow="fold")
    for placed in explanation.passages:
        support = "not compared" if placed.support is None else f"{placed.support:.2f}"
        start = " ".join(placed.text.split())[:LETTERS]
        points = [_points(placed, stage) for stage in stages]
        cells = [f"{placed.source_id} {placed.page}", f"{placed.score:.2f}", *points, support, f"{start}…"]
        table.add_row(*map(Text, cells))
    console.print(table)


def _reading(explanation: Explanation) -> list[tuple[str, str]]:
    read = explanation.reading
    rows = [
        ("asks for", read.asks),
        ("searched by", " ".join(read.searched_by)),
        ("names", ", ".join(read.names)),
        ("countries", ", ".join(read.countries)),
        ("years it is about", ", ".join(read.years)),
        ("editions named", ", ".join(read.editions)),
        ("parts named", ", ".join(read.parts)),
        ("newest asked for", "yes" if read.wants_latest else ""),
        ("not searched for", read.left_out or ""),
        ("words the library does not hold", ", ".join(explanation.unmatched)),
        ("words in none of these passages", ", ".join(explanation.not_together)),
    ]
    return [(name, said) for name, said in rows if said]


def _all_ranks(explanation: Explanation) -> dict[str, int]:
    return {stage: rank for placed in explanation.passages for stage, rank in placed.ranks.items()}


def _points(placed: Placed, stage: str) -> str:
    return f"{placed.points[stage]:+.2f} ({placed.ranks[stage]})" if stage in placed.points else ""
