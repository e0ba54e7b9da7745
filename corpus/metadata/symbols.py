"""Symbols of United Nations documents: A/79/801, S/2025/85/Rev.1, A/HRC/59/60, S/RES/2777 (2025), TD/B/CN.4/48."""

import re
from dataclasses import dataclass
from typing import Literal, cast

SymbolKind = Literal["base", "Rev", "Add", "Corr", "Amend"]

_SUFFIX = r"(?:Rev|Add|Corr|Amend)\.?\s?\d+"
_PART = r"(?:[A-Z]{1,8}(?:\.\d+)?(?:-[A-Z0-9]+)?|\d+(?:\.\d+)*(?:\s?\(\d{4}\))?)"
SYMBOL = re.compile(rf"(?<![\w/.])(?=[A-Z./-]*\d)[A-Z]{{1,8}}(?:/{_PART})+(?:(?:/|\s){_SUFFIX})*(?![\w/])")
_LAST = re.compile(r"(?P<base>.+?)(?:/|\s)(?P<kind>rev|add|corr|amend)\.?\s?(?P<number>\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolParts:
    """A symbol taken apart at its last suffix: A/79/1/Rev.1/Add.2 is addition 2 to A/79/1/Rev.1."""

    base: str
    kind: SymbolKind
    number: int  # 0 for a base document


def relation(symbol: str) -> SymbolParts:
    """What a symbol says of its document: a revision of, addition to, correction of or amendment to another, or none."""
    symbol = tidy_symbol(symbol)
    match = _LAST.fullmatch(symbol)
    if not match:
        return SymbolParts(base=symbol, kind="base", number=0)
    kind = cast(SymbolKind, match["kind"].capitalize())
    return SymbolParts(base=match["base"], kind=kind, number=int(match["number"]))


def tidy_symbol(symbol: str) -> str:
    """One spelling: `S/2025/85 Rev. 1` is S/2025/85/Rev.1."""
    symbol = " ".join(symbol.split())
    symbol = re.sub(r"(?:/|\s)(rev|add|corr|amend)\.?\s?(\d+)", _suffix, symbol, flags=re.IGNORECASE)
    return re.sub(r"\s?\((\d{4})\)", r" (\1)", symbol)


def _suffix(match: re.Match[str]) -> str:
    return f"/{match[1].capitalize()}.{match[2]}"
