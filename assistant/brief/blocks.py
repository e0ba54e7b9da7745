"""Pandoc's document tree, as far as briefs need it. Text goes in as text, so nothing in a source can act as markup.

Node forms: https://hackage.haskell.org/package/pandoc-types (Text.Pandoc.Definition), api version 1.23.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

Node = dict[str, Any]
API_VERSION = [1, 23, 1]
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # no XML can hold them


def words(text: str) -> list[Node]:
    """Text as inline nodes; what is written from right to left is marked as such."""
    clean = _CONTROL.sub("", text)
    nodes: list[Node] = []
    for piece in re.findall(r"\s+|\S+", clean):
        nodes.append({"t": "Space"} if piece.isspace() else {"t": "Str", "c": piece})
    return [span(nodes, dir="rtl")] if is_right_to_left(clean) else nodes


def is_right_to_left(text: str) -> bool:
    """By the first letter with a strong direction (Unicode Bidirectional Algorithm, rule P2)."""
    first = next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L")
    return first != "L"


def span(inlines: Sequence[Node], *classes: str, **attributes: str) -> Node:
    return {"t": "Span", "c": [_attributes(classes, attributes), list(inlines)]}


def strong(inlines: Sequence[Node]) -> Node:
    return {"t": "Strong", "c": list(inlines)}


def emphasis(inlines: Sequence[Node]) -> Node:
    return {"t": "Emph", "c": list(inlines)}


def link(inlines: Sequence[Node], address: str) -> Node:
    return {"t": "Link", "c": [_attributes((), {}), list(inlines), [address, ""]]}


def note(*blocks: Node) -> Node:
    return {"t": "Note", "c": list(blocks)}


def cite(key: str, *, suffix: str = "") -> Node:
    """A citation that citeproc renders in the style asked for."""
    citation = {
        "citationId": key, "citationPrefix": [], "citationSuffix": words(suffix),
        "citationMode": {"t": "NormalCitation"}, "citationNoteNum": 0, "citationHash": 0,
    }  # fmt: skip
    return {"t": "Cite", "c": [[citation], [{"t": "Str", "c": f"[@{key}]"}]]}


def paragraph(*inlines: Node) -> Node:
    return {"t": "Para", "c": list(inlines)}


def plain(*inlines: Node) -> Node:
    return {"t": "Plain", "c": list(inlines)}


def heading(level: int, text: str, identifier: str = "", *classes: str) -> Node:
    return {"t": "Header", "c": [level, [identifier, list(classes), []], words(text)]}


def bullets(items: Sequence[Sequence[Node]]) -> Node:
    return {"t": "BulletList", "c": [list(item) for item in items]}


def quotation(*blocks: Node) -> Node:
    return {"t": "BlockQuote", "c": list(blocks)}


def division(blocks: Sequence[Node], identifier: str = "", *classes: str, **attributes: str) -> Node:
    return {"t": "Div", "c": [[identifier, list(classes), [[k, v] for k, v in attributes.items()]], list(blocks)]}


def table(head: Sequence[str], rows: Sequence[Sequence[Sequence[Node]]], widths: Sequence[float]) -> Node:
    """A table with a head row; each cell is a list of inline nodes, each width a share of the line."""
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": width}] for width in widths]
    header = [_attributes((), {}), [_row([words(title) for title in head])]]
    body = [[_attributes((), {}), 0, [], [_row(row) for row in rows]]]
    return {
        "t": "Table",
        "c": [_attributes((), {}), [None, []], columns, header, body, [_attributes((), {}), []]],
    }


def document(blocks: Sequence[Node], metadata: dict[str, Node]) -> Node:
    return {"pandoc-api-version": API_VERSION, "meta": metadata, "blocks": list(blocks)}


def meta_inlines(text: str) -> Node:
    return {"t": "MetaInlines", "c": words(text)}


def _attributes(classes: Sequence[str], attributes: dict[str, str]) -> list[Any]:
    return ["", list(classes), [[key, value] for key, value in attributes.items()]]


def _row(cells: Sequence[Sequence[Node]]) -> list[Any]:
    return [
        _attributes((), {}),
        [[_attributes((), {}), {"t": "AlignDefault"}, 1, 1, [plain(*cell)] if cell else []] for cell in cells],
    ]
