"""Answers for people: the claims with numbered citations, then where each stands."""

import sys
from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from assistant.answer import Answer, Citation, Disagreement, Premise
from assistant.disagreements.disagreement import heading, remark
from assistant.evidence.answer_spans import answer_spans
from assistant.plain_text import place
from assistant.questions.question import Question, read_question
from corpus.dates import written_out


def print_answer(answer: Answer) -> None:
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    if answer.standalone_question != answer.question:
        console.print(f"[dim]Understood as: {escape(answer.standalone_question)}[/]")
    if answer.refusal is not None:
        _print_refusal(console, answer)
    else:
        _print_claims(console, answer)
    for rejected in answer.rejected:
        console.print(f"[red]Not shown as an answer ({escape(rejected.reason)}):[/] [dim]{escape(rejected.text)}[/]")
    for notice in answer.notices:
        console.print(f"[yellow]Note: {escape(notice.message)}[/]")


def _print_claims(console: Console, answer: Answer) -> None:
    question = read_question(answer.standalone_question)
    citations = {c.n: c for c in answer.citations}
    if answer.premise is not None:
        console.print(_premise(answer.premise))
    for claim in answer.claims:
        console.print(_claim(question, claim.text, claim.support, claim.citations))
    console.print(f"\n[dim]As of {written_out(answer.as_of)} · {_mode(answer)}[/]")
    for citation in citations.values():
        console.print(Text.assemble((f"[{citation.n}] ", "bold"), place(citation)))
    for disagreement in answer.disagreements:
        console.print(_table(disagreement, citations))


def _premise(premise: Premise) -> Text:
    line = Text("The question says ", "yellow").append(premise.asked, "bold")
    numbers = " ".join(f"[{n}]" for n in premise.citations)
    return (
        line.append("; the library says otherwise: ").append(premise.found, "default").append(f" {numbers}\n", "cyan")
    )


def _table(disagreement: Disagreement, citations: Mapping[int, Citation]) -> Table:
    """Readings side by side, oldest first."""
    caption = Text(remark(disagreement))
    title = Text(f"{heading(disagreement, citations)}: {disagreement.about}")
    table = Table(title=title, caption=caption, title_justify="left")
    table.caption_justify = "left"
    defined = any(reading.definition for reading in disagreement.readings)
    for column in ("value", *(["what it is"] if defined else []), "as of", "who", ""):
        table.add_column(column)
    for reading in disagreement.readings:
        source = citations[reading.citation]
        who = Text(source.publisher or source.title)
        number = Text(f"[{reading.citation}]", "cyan")
        what = [Text(reading.definition or "")] if defined else []
        table.add_row(Text(reading.value, "bold"), *what, Text(written_out(reading.as_of)), who, number)
    return table


def _claim(question: Question, text: str, support: str, numbers: tuple[int, ...]) -> Text:
    verbatim = support == "verbatim"
    line = Text("“" if verbatim else "")
    body = Text(text)
    for start, end in answer_spans(question, text):
        body.stylize("bold", start, end)
    line.append_text(body)
    line.append("” " if verbatim else " ")
    line.append(" ".join(f"[{n}]" for n in numbers), "cyan")
    return line


def _print_refusal(console: Console, answer: Answer) -> None:
    refusal = answer.refusal
    if refusal is None:
        return
    console.print(f"[bold]No answer.[/] {escape(refusal.message)}")
    covers = refusal.covers
    years = "–".join(covers["years"]) or "no dates"
    publishers = len(covers["publishers"])
    console.print(f"[dim]The library covers {covers['sources']} sources of {publishers} publishers, {years}.[/]")
    for nearest in refusal.nearest:
        where = f"{escape(nearest.title)}, p. {nearest.page}"
        console.print(f"[dim]Nearest, not an answer: {where}: {escape(nearest.quote[:160])} …[/]")


def _mode(answer: Answer) -> str:
    return (
        f"written by {answer.model}, every sentence checked"
        if answer.mode == "llm"
        else "sentences of the sources, no language model"
    )
