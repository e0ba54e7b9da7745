"""Fields: lines such as `Criminal investigations: 196`, which say something only together with the title above them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.sentences import ITEM

_FIELD = re.compile(r"(?P<label>[^\W_][^:;.!?\n|]{0,80}?)\s*:\s+(?P<value>[^\n:;|]{1,60})")
_ENDS = re.compile(r"[.!?]\s+\S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    label: str
    value: str


@lru_cache(maxsize=16_384)
def field_of(text: str) -> Field | None:
    """The field that `text` is, without the marker of a list item; None where it is a sentence."""
    marker = ITEM.match(text)
    match = _FIELD.fullmatch(text[marker.end() :] if marker else text)
    if match is None or _ENDS.search(match["value"]) or len(match["label"].split()) > 9:
        return None
    return Field(label=match["label"], value=match["value"].strip())


def fields_in(text: str) -> Iterator[Field]:
    """The fields of a text, one a line."""
    for line in text.split("\n"):
        if ":" in line and (found := field_of(line.strip())):
            yield found
