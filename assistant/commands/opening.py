"""What commands need before they can work: settings, a filled library, the engine."""

import sys

from assistant.engine import Engine
from assistant.library.starter import ensure_library, starter_files
from assistant.settings import Settings, load_settings


def open_engine() -> Engine:
    """The engine over the library of the settings; the default library is filled first where that is due."""
    settings = load_settings()
    fill_default_library(settings)
    return Engine(settings)


def fill_default_library(settings: Settings) -> None:
    added = ensure_library(settings)
    first = next(added, None)
    if first is None:
        return
    from assistant.commands.progress import tracked

    print("Filling the library with the starter corpus (once).", file=sys.stderr)
    for _ in tracked([first], added, total=len(starter_files())):
        pass
