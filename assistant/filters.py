"""Filters a user sets: hard limits on the sources an answer may rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from typing import Any

from corpus.countries import country_code
from corpus.dates import is_date, within
from corpus.errors import UsageError
from corpus.model import PUBLISHER_TYPES, Source

LISTS = ("source", "publisher", "publisher_type", "country", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Values of one kind widen each other, kinds narrow each other; empty means no limit."""

    source: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    publisher_type: tuple[str, ...] = ()
    country: tuple[str, ...] = ()  # ISO 3166-1 alpha-2
    language: tuple[str, ...] = ()  # as the library's sources state theirs: ISO 639 codes
    since: str | None = None
    until: str | None = None

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def as_json(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value}

    def admits(self, source: Source) -> bool:
        return (
            (not self.source or source.id in self.source)
            and (not self.publisher or (source.publisher or "").casefold() in {p.casefold() for p in self.publisher})
            and (not self.publisher_type or source.publisher_type in self.publisher_type)
            and (not self.country or bool(set(self.country) & set(source.countries)))
            and (not self.language or source.language in self.language)
            and within(source.published, self.since, self.until)
        )

    def undated(self, sources: Iterable[Source]) -> int:
        """How many sources only fail because nobody knows their date."""
        if self.since is None and self.until is None:
            return 0
        dateless = replace(self, since=None, until=None)
        return sum(1 for source in sources if source.published is None and dateless.admits(source))

    def of_unknown_language(self, sources: Iterable[Source]) -> int:
        """How many sources only fail because nobody knows their language."""
        if not self.language:
            return 0
        any_language = replace(self, language=())
        return sum(1 for source in sources if source.language is None and any_language.admits(source))


def read_filters(raw: Mapping[str, Any], sources: Mapping[str, Source]) -> Filters:
    """Check filters from a person or a file. Raises UsageError for unknown keys and values the library cannot know."""
    if unknown := set(raw) - {*LISTS, "since", "until"}:
        raise _unusable(f"{sorted(unknown)[0]!r} is no filter", "Filters are " + ", ".join([*LISTS, "since", "until"]))
    lists = {key: _strings(key, raw.get(key)) for key in LISTS}
    _require_known("source", lists["source"], list(sources))
    publishers = sorted({s.publisher for s in sources.values() if s.publisher})
    _require_known("publisher", lists["publisher"], publishers)
    _require_known("publisher_type", lists["publisher_type"], list(PUBLISHER_TYPES))
    _require_known("language", lists["language"], sorted({s.language for s in sources.values() if s.language}))
    return Filters(
        source=tuple(lists["source"]),
        publisher=tuple(lists["publisher"]),
        publisher_type=tuple(lists["publisher_type"]),
        country=tuple(_country(name) for name in lists["country"]),
        language=tuple(lists["language"]),
        since=_date("since", raw.get("since")),
        until=_date("until", raw.get("until")),
    )


def _strings(key: str, value: Any) -> list[str]:
    values = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple) or not all(isinstance(v, str) and v.strip() for v in values):
        raise _unusable(f"{key!r} is not a list of texts", f'Write "{key}": ["…"]')
    return [v.strip() for v in values]


def _require_known(key: str, values: list[str], known: list[str]) -> None:
    folded = {k.casefold(): k for k in known}
    for value in values:
        if value.casefold() not in folded:
            near = [folded[m] for m in get_close_matches(value.casefold(), folded, n=3, cutoff=0.4)]
            fix = f"Did you mean {' or '.join(map(repr, near))}?" if near else "See `assistant library list`"
            raise _unusable(f"the library knows no {key.replace('_', ' ')} {value!r}", fix.rstrip("?"))


def _country(name: str) -> str:
    code = country_code(name)
    if code is None:
        raise _unusable(f"{name!r} is no country", "Use a two-letter code such as KH, or the country's name")
    return code


def _date(key: str, value: Any) -> str | None:
    if value in (None, ""):
        return None
    if not isinstance(value, str) or not is_date(value):
        raise _unusable(f"{key} {value!r} is no date", "Write YYYY, YYYY-MM or YYYY-MM-DD")
    return value


def _unusable(why: str, fix: str) -> UsageError:
    return UsageError(what="Cannot use the filters", why=why, fix=fix)
