"""The `assistant` program: options every command shares, commands of other packages, and errors said once."""

import json
import logging
import os
import sqlite3
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from assistant.commands import ask, brief, check, compare, keeping, library, mcp, models, users
from assistant.settings import PREFIX
from corpus.errors import ExplainedError, UsageError

ERROR, USAGE = 1, 2
PLUGINS = "assistant.commands"


class Commands(TyperGroup):
    """Adds the commands that packages further down the line offer (the page, the evals), loaded when called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *(point.name for point in entry_points(group=PLUGINS))]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        known = super().get_command(ctx, cmd_name)
        if known is not None:
            return known
        for point in entry_points(group=PLUGINS, name=cmd_name):
            single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            single.command(name=cmd_name)(point.load())
            return typer.main.get_command(single)
        return None


app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Answers about human trafficking, each sentence on a located quotation.",
)  # fmt: skip


@app.callback()
def shared(
    library: Annotated[Path | None, typer.Option(help="Folder of the library (or ASSISTANT_LIBRARY).")] = None,
) -> None:
    if library is not None:
        os.environ[PREFIX + "LIBRARY"] = str(library)


ask.register(app)
brief.register(app)
check.register(app)
compare.register(app)
library.register(app)
mcp.register(app)
keeping.register(library.commands)
models.register(app)
users.register(app)


def main() -> None:
    """Run the program: exit codes 0 done, 1 error, 2 usage, 3 refused, 4 regression."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        app(args=_library_first(sys.argv[1:]))
    except ExplainedError as error:
        _say(error.as_dict(), f"{error.what}: {error.why}.\n{error.fix}.")
        sys.exit(USAGE if isinstance(error, UsageError) else ERROR)
    except sqlite3.OperationalError as failure:  # a full disk, a file that another program holds
        from assistant.library.transactions import cannot_write

        said = cannot_write(failure)
        _say(said.as_dict(), str(said))
        sys.exit(ERROR)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ERROR)


def _library_first(arguments: list[str]) -> list[str]:
    """`--library` may stand before or after the command."""
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--library" and place + 1 < len(arguments):
            return ["--library", arguments[place + 1], *arguments[:place], *arguments[place + 2 :]]
        if argument.startswith("--library="):
            return [argument, *arguments[:place], *arguments[place + 1 :]]
    return arguments


def _say(error: dict[str, Any], text: str) -> None:
    print(json.dumps({"error": error}, ensure_ascii=False) if "--json" in sys.argv else text, file=sys.stderr)
