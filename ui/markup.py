"""HTML built so that escaping is the rule: plain strings are escaped, only `Markup` passes as it is."""

from collections.abc import Iterable
from html import escape

Attribute = str | int | bool | None
VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


class Markup(str):
    """HTML made by this module from escaped parts."""

    __slots__ = ()


def text(value: str) -> Markup:
    """A string as visible text. A carriage return is kept, which a parser would otherwise turn into a line feed."""
    return Markup(escape(value, quote=True).replace("\r", "&#13;"))


def tag(name: str, *children: str, **attributes: Attribute) -> Markup:
    """An element. `class_` stands for class, other underscores for hyphens; None and False leave an attribute out."""
    opening = f"<{name}{''.join(_attribute(k, v) for k, v in attributes.items())}>"
    return Markup(opening if name in VOID else f"{opening}{join(children)}</{name}>")


def join(parts: Iterable[str], between: str = "") -> Markup:
    """Parts side by side, those that are plain strings escaped."""
    return Markup(_safe(between).join(map(_safe, parts)))


def _safe(part: str) -> Markup:
    return part if isinstance(part, Markup) else text(part)


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'
