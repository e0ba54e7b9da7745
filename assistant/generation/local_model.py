"""A GGUF file served in this process by xllamacpp, on the loopback interface, behind a key that only we know."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import SetupError

AT_ONCE = 2  # replies written side by side; each has the whole context


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalModel:
    base_url: str
    api_key: str
    server: Any = field(repr=False)  # kept alive for as long as it serves


def serve_gguf(path: Path, context_tokens: int) -> LocalModel:
    """Start serving. Raises SetupError where the file or xllamacpp is missing."""
    if not path.is_file():
        raise SetupError(
            what=f"Cannot serve the model {path}",
            why="there is no such file",
            fix="Run `assistant models add smollm2`, or name a GGUF file",
        )
    try:
        import xllamacpp
    except ModuleNotFoundError as error:
        raise SetupError(
            what="Cannot serve a model file", why=f"{error.name} is not installed", fix="pip install '.[local]'"
        ) from error
    key = secrets.token_urlsafe(24)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.cors_origins = ""
    parameters.n_ctx = context_tokens * AT_ONCE
    parameters.n_parallel = AT_ONCE
    parameters.endpoint_slots = False
    parameters.ui = False
    parameters.verbosity = -1
    server = xllamacpp.Server(parameters)
    return LocalModel(base_url=f"{server.listening_address}/v1", api_key=key, server=server)
