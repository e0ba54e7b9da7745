"""Settings: one small model, read once from the environment and `assistant.toml`, and passed down."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_cache_path, user_config_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, ValidationError

from corpus.errors import UsageError

PREFIX = "ASSISTANT_"
SECRETS = frozenset({"llm_api_key"})  # from the environment only, never from a file


class Settings(BaseModel):
    """Every key can be set as ASSISTANT_KEY in the environment (which wins) or as `key` in assistant.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    library: Path | None = None
    """Folder of the library; None is the user's data folder."""
    passage_tokens: Annotated[int, Field(ge=32, le=180)] = 180
    reading_seconds: PositiveFloat = 20.0
    """For one file, beside what its pages ask for: a tenth of a second each, 15 seconds for one that needs OCR."""
    reading_megabytes: Annotated[int, Field(ge=512)] = 4_096
    """Address space of the process that reads files."""
    embedder: str = "minilm"
    """`minilm`, or the name or folder of any sentence-transformers model."""
    reranker: str = "none"
    """`none`, or the name or folder of a sentence-transformers CrossEncoder that orders the first passages."""
    vector_store: str = "chroma"
    """`chroma`, or `module:function` that takes (folder, name, dimensions) and gives any LlamaIndex vector store."""
    chroma: str = "embedded"
    """`embedded`, or the http:// address of a Chroma server."""
    exact_scan_limit: PositiveInt = 20_000
    """Up to so many passages are compared one by one; beyond that Chroma's index is asked."""
    llm: Literal["none", "openai", "anthropic", "local"] = "none"
    """`openai`: a server that speaks its protocol, at llm_base_url; `anthropic`: Anthropic, or a server that speaks its
    protocol; `local`: a GGUF file, served in this process."""
    llm_base_url: str | None = None
    llm_model: str | None = None
    llm_api_key: str | None = None
    llm_context_tokens: PositiveInt = 4_096
    llm_timeout_s: PositiveFloat = 60.0
    """Seconds for one whole reply, with its retries."""
    claim_model: str = "encoder"
    """`encoder`: our own; `words`: none; or the folder of a cross-encoder of the HHEM, MiniCheck or NLI kind."""
    log_questions: bool = False
    """Whether the server's log holds questions; it holds none of their answers, and not who asked."""
    log_format: Literal["text", "json"] = "text"
    """`text`: only what went wrong; `json`: one object a line, also for each request and answer."""
    traces: str | None = None
    """Address of an OpenTelemetry collector (OTLP over gRPC) that hears how long each stage took; None is nobody."""
    history: bool = False
    """Whether the page keeps conversations, in a file beside the library, so that they can be opened again."""
    hosts: str = ""
    """Names under which the server is reached from elsewhere, separated by spaces; it answers under no others."""
    proxies: str = "127.0.0.1"
    """Addresses of reverse proxies, separated by commas, whose word is taken for where a request comes from."""
    session_hours: PositiveFloat = 12.0
    """After so long a person has to log in again."""
    questions_per_minute: PositiveInt = 30
    """Of one person who has logged in or sends a key."""
    page_at_once: PositiveInt = 24
    """Answers the page, and beside it the API, work on at the same time; further questions wait for their turn."""
    eval_data: Path | None = None
    """Folder that holds the public evaluation sets; only `evaluate` and `bench` read it."""

    @property
    def library_folder(self) -> Path:
        return self.library or user_data_path("trafficking-assistant", appauthor=False) / "library"

    @property
    def models_folder(self) -> Path:
        return user_cache_path("trafficking-assistant", appauthor=False) / "models"


def load_settings(environment: Mapping[str, str] | None = None, file: Path | None = None) -> Settings:
    """Read the environment and `assistant.toml`, in the user's configuration folder or where ASSISTANT_CONFIG says.

    None is taken from the working folder, which may hold files of others.
    Raises UsageError for a file that cannot be read, unknown keys, values that do not fit, and secrets in the file.
    """
    environment = os.environ if environment is None else environment
    path = file or _settings_file(environment)
    values = _from_file(path)
    values |= {
        key.removeprefix(PREFIX).lower(): value
        for key, value in environment.items()
        if key.startswith(PREFIX) and key != PREFIX + "CONFIG" and value
    }
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(
            what="Cannot use the settings",
            why=f"{'.'.join(map(str, first['loc']))}: {first['msg']}",
            fix="Known keys are " + ", ".join(Settings.model_fields),
        ) from error


def _settings_file(environment: Mapping[str, str]) -> Path:
    named = environment.get(PREFIX + "CONFIG")
    return Path(named) if named else user_config_path("trafficking-assistant", appauthor=False) / "assistant.toml"


def _from_file(path: Path) -> dict[str, object]:
    if not os.path.exists(path):  # also where its folder is closed to us, as a home is to a service
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(what=f"Cannot read {path}", why=str(error), fix="Correct the TOML") from error
    except OSError as error:
        raise UsageError(
            what=f"Cannot read {path}", why=error.strerror or str(error),
            fix="Make it a file that may be read, or move it away",
        ) from error  # fmt: skip
    if secrets := sorted(SECRETS & set(values)):
        raise UsageError(
            what=f"Will not read {', '.join(secrets)} from {path}",
            why="a key in a file is easily shared by mistake",
            fix=f"Set {PREFIX}{secrets[0].upper()} in the environment",
        )
    return values
