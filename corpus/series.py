"""Series and symbols: which publications are editions of one another, and which belong to another as its addenda.

Two things make an older publication give way to a newer one: a revision of the same United Nations document, and a
newer edition of the same title by the same publisher. Addenda and corrigenda stand beside their document.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

SymbolKind = Literal["base", "Rev", "Add", "Corr", "Amend"]

_SUFFIX = r"(?:Rev|Add|Corr|Amend)\.?\s?\d+"
_PART = r"(?:[A-Z]{1,8}(?:\.\d+)?(?:-[A-Z0-9]+)?|[A-Z]{1,4}\.\d+|\d[\d.]*(?:\s?\(\d{4}\))?)"
SYMBOL = re.compile(rf"(?<![\w/.])[A-Z]{{1,8}}(?:/{_PART})+(?:[/ ]{_SUFFIX})*(?![\w/])")
_LAST = re.compile(r"(?P<base>.+?)[/ ](?P<kind>Rev|Add|Corr|Amend)\.?\s?(?P<number>\d+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolParts:
    """A symbol taken apart at its last suffix: A/79/1/Rev.1/Add.2 is addition 2 to A/79/1/Rev.1."""

    base: str
    kind: SymbolKind
    number: int  # 0 for a base document
