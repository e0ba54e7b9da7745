"""From a document as read to the source it is catalogued as: what is stated, the sidecar file, what a person edited."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from assistant.library.store import Library
from corpus.countries import country_code
from corpus.dates import is_date
from corpus.editions import base_symbol, series_of
from corpus.errors import UsageError
from corpus.model import PUBLISHER_TYPES, Source
from corpus.publishers import publisher_type
from corpus.symbols import parse
from corpus.yaml_texts import yaml_texts

FIELDS = (
    "title", "publisher", "publisher_type", "published", "language", "countries", "topics", "url", "licence",
    "edition_of", "symbols",
)  # fmt: skip
_LISTS = frozenset({"countries", "topics", "symbols"})
_SINGULAR = {"country": "countries", "topic": "topics", "symbol": "symbols"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a document says of itself (believed as far as it can be read) and what a person says of it (checked)."""

    source_id: str
    name: str  # the title of last resort
    metadata: Mapping[str, object]
    by_hand: Mapping[str, Any]


def source_from(stated: Stated) -> Source:
    """The source; None and empty where nothing is known. A person's word wins over the document's."""
    known = stated.metadata
    kind = known.get("kind")
    fields = {key: _believed(key, known.get(key)) for key in FIELDS} | dict(stated.by_hand)
    source = Source(
        id=stated.source_id,
        kind="digest" if kind == "digest" else "full_text" if kind == "full_text" else "upload",
        **fields | {"title": fields["title"] or stated.name},
    )
    return with_series(source)


def with_series(source: Source) -> Source:
    """The source with its series and kind of publisher, where its symbol, title or publisher gives them away."""
    edition_of = source.edition_of or base_symbol(source.symbols)
    if edition_of is None and not source.symbols:
        edition_of = series_of(source.title, source.publisher)
    kind = source.publisher_type or publisher_type(source.publisher)
    return replace(source, edition_of=edition_of, publisher_type=kind)


def sidecar_of(file: Path) -> Path | None:
    """`report.pdf.yaml`, `report.yaml`, or the same with .yml, beside `report.pdf`."""
    names = (file.with_name(file.name + ending) for ending in (".yaml", ".yml"))
    stems = (file.with_suffix(ending) for ending in (".yaml", ".yml"))
    return next((path for path in (*names, *stems) if path.is_file() and path != file), None)


def read_sidecar(path: Path) -> dict[str, Any]:
    """Fields of a source, and `id`, out of a YAML file. Raises UsageError for what cannot be used."""
    try:
        values = yaml_texts(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _unusable(path.name, " ".join(str(error).split())[:200], "Correct the YAML") from error
    if not isinstance(values, dict):
        raise _unusable(path.name, "it is not a list of keys and values", "Write `key: value` lines")
    source_id = values.pop("id", None)
    fields = checked_fields(values, path.name)
    return fields | ({"id": str(source_id)} if source_id else {})


def checked_fields(values: Mapping[str, object], origin: str) -> dict[str, Any]:
    """Fields as a person set them; empty ones clear what was known. Raises UsageError for what cannot be used."""
    fields: dict[str, Any] = {}
    for written, value in values.items():
        key = _SINGULAR.get(str(written), str(written))
        if key not in FIELDS:
            raise _unusable(origin, f"{written!r} is no field of a source", "Fields are " + ", ".join(("id", *FIELDS)))
        fields[key] = _checked(key, value, origin)
    if "title" in fields and not fields["title"]:
        raise _unusable(origin, "a source must have a title", "Give one, or leave the field out")
    return fields


def edits(library: Library, source_id: str) -> dict[str, Any]:
    """What was set with `library edit`."""
    rows = library.connection.execute("SELECT field, value FROM edit WHERE source_id = ?", (source_id,))
    values = {key: json.loads(value) for key, value in rows}
    return {key: tuple(value) if key in _LISTS else value for key, value in values.items()}


def _checked(key: str, value: object, origin: str) -> Any:
    if key in _LISTS:
        texts = _texts(value)
        if key == "countries":
            codes = [country_code(text) for text in texts]
            if None in codes:
                fix = "Use two-letter codes such as KH, or names"
                raise _unusable(origin, f"{texts[codes.index(None)]!r} is no country", fix)
            return tuple(dict.fromkeys(codes))
        return tuple(parse(text).text if key == "symbols" else text for text in texts)
    if isinstance(value, dict | list | tuple):
        raise _unusable(origin, f"{key} is not a single text", f"Write `{key}: …` on one line")
    text = _text(value)
    if text and key == "published" and not is_date(text):
        raise _unusable(origin, f"{text!r} is no date", "Write YYYY, YYYY-MM or YYYY-MM-DD")
    if text and key == "publisher_type" and text not in PUBLISHER_TYPES:
        raise _unusable(origin, f"{text!r} is no kind of publisher", "Kinds are " + ", ".join(PUBLISHER_TYPES))
    return text


def _believed(key: str, value: object) -> Any:
    """A field as a document states it; what cannot be read as one counts as unknown."""
    if key == "countries":
        codes = (country_code(name) for name in _texts(value))
        return tuple(dict.fromkeys(code for code in codes if code))
    if key in _LISTS:
        return tuple(_texts(value))
    text = _text(value)
    if text and (key == "published" and not is_date(text) or key == "publisher_type" and text not in PUBLISHER_TYPES):
        return None
    return text


def _text(value: object) -> str | None:
    text = str(value).strip() if value is not None else ""
    return text or None


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [] if value is None else [value]
    return [text for text in map(_text, values) if text]


def _unusable(origin: str, why: str, fix: str) -> UsageError:
    return UsageError(what=f"Cannot use {origin}", why=why, fix=fix)
