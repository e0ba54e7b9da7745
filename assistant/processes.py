"""Python modules run in a process of their own."""

import os
import sys


def module_command(module: str, *arguments: str) -> list[str]:
    """Runs a module without the working folder among the places of modules: it may hold a `json.py` of somebody's."""
    return [sys.executable, "-P", "-m", module, *arguments]


def module_environment() -> dict[str, str]:
    """The environment, with the places of modules of this process, so that ours are found where not installed."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
