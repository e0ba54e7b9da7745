"""`ask`, `chat` and `verify`."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.engine import Mode
from assistant.settings import load_settings
from corpus.errors import UsageError

EXIT_REFUSED = 3

Publisher = Annotated[list[str] | None, typer.Option(help="Only this publisher (repeatable).")]
PublisherType = Annotated[list[str] | None, typer.Option(help="Only publishers of this type, such as un (repeatable).")]
Country = Annotated[list[str] | None, typer.Option(help="Only sources on this country, such as KH (repeatable).")]
SourceId = Annotated[list[str] | None, typer.Option(help="Only this source (repeatable).")]
Since = Annotated[str | None, typer.Option(help="Published in or after YYYY[-MM[-DD]].")]
Until = Annotated[str | None, typer.Option(help="Published in or before YYYY[-MM[-DD]].")]
Top = Annotated[int, typer.Option(min=1, max=100, help="How many passages to read.")]
HowToAnswer = Annotated[str, typer.Option("--mode", help="auto, quotes or llm.")]


def register(app: typer.Typer) -> None:
    app.command()(ask)
    app.command()(chat)
    app.command()(verify)


def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    mode: HowToAnswer = "auto",
    publisher: Publisher = None,
    publisher_type: PublisherType = None,
    country: Country = None,
    source: SourceId = None,
    since: Since = None,
    until: Until = None,
    top: Top = 8,
    why: Annotated[
        bool, typer.Option("--explain", help="Show how the question was read and what each stage found.")
    ] = False,
    batch: Annotated[Path | None, typer.Option(help="Questions, one JSON object a line.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the batch's answers go.")] = None,
) -> None:
    """Answer a question from the library, or refuse (exit code 3)."""
    filters = {
        "publisher": publisher, "publisher_type": publisher_type, "country": country, "source": source,
        "since": since, "until": until,
    }  # fmt: skip
    filters = {key: value for key, value in filters.items() if value}
    if batch is not None:
        if why:
            raise UsageError(what="Cannot explain a batch", why="--explain is for one question", fix="Leave it out")
        _ask_batch(question, batch, out, filters, mode_named(mode), top)
        return
    if question is None or out is not None:
        raise UsageError(
            what="Cannot answer",
            why="there is no question",
            fix='Write assistant ask "QUESTION", or --batch FILE --out FILE',
        )
    from assistant.commands.opening import open_engine

    engine = open_engine()
    answer = engine.ask(question, filters=filters, mode=mode_named(mode), top=top)
    unsafe = answer.refusal is not None and answer.refusal.reason == "unsafe"
    explanation = engine.explain(answer.standalone_question, filters=filters, top=top) if why and not unsafe else None
    if as_json:
        extra = {"explanation": explanation.as_json()} if explanation else {}
        print(json.dumps({**answer.as_json(), **extra}, ensure_ascii=False))
    else:
        from assistant.commands.explaining import print_explanation
        from assistant.commands.printing import print_answer

        print_answer(answer)
        if explanation:
            print_explanation(explanation)
    _leave(EXIT_REFUSED if answer.status == "refused" else 0)


def chat(mode: HowToAnswer = "auto", top: Top = 8) -> None:
    """Ask one question after another in the terminal; an empty line or Ctrl-D ends it."""
    from assistant.commands.opening import open_engine
    from assistant.commands.printing import print_answer
    from assistant.questions.conversation import Turn
    from corpus.errors import ExplainedError

    engine = open_engine()
    history: list[Turn] = []
    state = engine.state()
    print(f"{state.sources} sources, {state.passages} passages. Ask; an empty line ends.", file=sys.stderr)
    while question := _prompt():
        try:
            answer = engine.ask(question, history=history, mode=mode_named(mode), top=top)
        except ExplainedError as error:
            print(f"{error.what}: {error.why}.\n{error.fix}.", file=sys.stderr)
            continue
        print_answer(answer)
        history.append(Turn(question=question, answer=answer.text))


def verify(
    answer: Annotated[Path, typer.Argument(help="A file made by `ask --json`, `ask --batch` or `brief`.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a citation.")] = False,
) -> None:
    """Look up every quote of a saved answer again; exit code 1 where one no longer stands."""
    from dataclasses import asdict

    from assistant.library.store import Library
    from assistant.verify import load_answers
    from assistant.verify import verify as look_up

    library = Library(load_settings().library_folder)
    found = [v for name, saved in load_answers(answer) for v in look_up(library, name, saved)]
    for v in found:
        if as_json:
            print(json.dumps(asdict(v), ensure_ascii=False))
        elif not v.holds or v.superseded_by:
            newer = f"; superseded by {v.superseded_by}" if v.superseded_by else ""
            print(f"answer {v.answer} [{v.n}] {v.source_id} page {v.page}: {v.verdict}{newer}")
    held = sum(v.holds for v in found)
    print(f"{held} of {len(found)} quotes stand where the answer says.", file=sys.stderr if as_json else sys.stdout)
    raise typer.Exit(0 if held == len(found) else 1)


def _ask_batch(
    question: str | None, batch: Path, out: Path | None, filters: dict[str, Any], mode: Mode, top: int
) -> None:
    if question is not None or out is None or filters:
        why = "--batch needs --out, takes no question, and filters stand in its lines"
        raise UsageError(what="Cannot answer the batch", why=why, fix="Write assistant ask --batch FILE --out FILE")
    try:
        lines = batch.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(what=f"Cannot read {batch}", why=str(error), fix="Name a readable UTF-8 file") from error
    from assistant.batch import answer_lines
    from assistant.commands.opening import open_engine

    engine = open_engine()
    failed = count = 0
    partial = out.with_name(out.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            for record in answer_lines(engine, lines, mode, top):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                count += 1
                failed += "error" in record
        partial.replace(out)
    except OSError as error:
        raise UsageError(
            what=f"Cannot write {out}", why=str(error), fix="Name a file in a folder that can be written"
        ) from error
    print(f"{count} lines answered, {failed} of them with an error.", file=sys.stderr)
    _leave(1 if failed else 0)


def mode_named(mode: str) -> Mode:
    if mode not in ("auto", "quotes", "llm"):
        raise UsageError(what="Cannot answer", why=f"{mode!r} is no mode", fix="Use auto, quotes or llm")
    return mode  # type: ignore[return-value]  # checked above


def _prompt() -> str:
    try:
        return input("> ").strip()
    except EOFError:
        return ""


def _leave(code: int) -> None:
    """End now: tearing down the models' threads would cost a fifth of a second more."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
