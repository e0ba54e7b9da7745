"""Suites and benches are found by name and loaded when asked for, so that `assistant --help` never waits for them."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from corpus.errors import SetupError, UsageError


def load(name: str, known: Mapping[str, str], kind: str) -> Any:
    """The module named. Raises UsageError for an unknown name, SetupError where it or something it needs is missing."""
    if name not in known:
        raise UsageError(
            what=f"Cannot run {name}", why=f"there is no such {kind}", fix=f"Name one of {', '.join(known)}"
        )
    try:
        return import_module(known[name])
    except ModuleNotFoundError as error:
        if error.name == known[name]:
            why = "this version does not hold it"
            others = ", ".join(other for other in known if other != name)
            raise SetupError(what=f"Cannot run {name}", why=why, fix=f"Name another {kind}: {others}") from error
        raise SetupError(
            what=f"Cannot run {name}", why=f"{error.name} is not installed", fix=f"pip install {error.name}"
        ) from error
