"""The outline of a brief: a title, a purpose, and sections with questions and filters, written as YAML."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import UsageError
from corpus.yaml_texts import yaml_texts

MAX_BYTES = 2_000_000
FORM = "{title, purpose, sections: [{title, questions: […], filters: {…}}]}"


def _some_words(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise ValueError("is empty")
    return text


Words = Annotated[str, AfterValidator(_some_words)]


class OutlineSection(BaseModel):
    """A heading, the questions under it, and filters as `ask` takes them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Words
    questions: Annotated[list[Words], Field(min_length=1)]
    filters: dict[str, Any] = {}


class Outline(BaseModel):
    """What a brief shall answer, in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Words
    purpose: str = ""
    sections: Annotated[list[OutlineSection], Field(min_length=1)]


def read_outline(path: Path) -> Outline:
    """Raises UsageError for a file that cannot be read, is no YAML, has unknown keys or lacks what it needs."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _unusable(path, f"it is larger than {MAX_BYTES:,} bytes")
        raw = yaml_texts(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(what=f"Cannot read {path}", why=str(error), fix="Name a readable UTF-8 file") from error
    except yaml.YAMLError as error:
        raise _unusable(path, f"it is no YAML ({' '.join(str(error).split())})") from error
    return parse_outline(raw, str(path))


def parse_outline(raw: Any, name: str = "the outline") -> Outline:
    """An outline from plain objects. Raises UsageError naming the first thing that is wrong, and where."""
    if not isinstance(raw, Mapping):
        raise _unusable(name, "it is not a mapping with title and sections")
    try:
        return Outline.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise _unusable(name, f"{_place(first['loc'])}: {first['msg']}") from error


def _place(location: tuple[int | str, ...]) -> str:
    """Sections and questions are counted from 1, as people count."""
    parts = [str(part + 1) if isinstance(part, int) else part for part in location]
    return " ".join(parts) or "outline"


def _unusable(name: object, why: str) -> UsageError:
    return UsageError(what=f"Cannot use {name}", why=why, fix=f"Write {FORM}")
