"""Symbols of United Nations documents, such as A/79/801, S/2025/85/Rev.1 and S/RES/2777 (2025).

How they are built: Dag Hammarskjöld Library, "UN Document Symbols". A suffix says what a document is to the one it is
added to: Rev. replaces it, Add. adds to it, Corr. and Amend. change parts of it.
"""

import re
from dataclasses import dataclass

_SUFFIX = r"(?:Rev|Add|Corr|Amend)\.\s?\d+"
_NOTE = r"\s?\((?:(?:19|20)\d\d|(?:Vol|Part|Sect|Supp|SUPP)\.?\s?\w+)\)"
_SYMBOL = re.compile(
    rf"(?<![\w/.])[A-Z]{{1,8}}(?:/(?!{_SUFFIX})[A-Z0-9][A-Za-z0-9.]*)+(?:{_NOTE})?(?:[/ ]{_SUFFIX})*(?![\w/])"
)
_ENDING = re.compile(rf"[/ ]({_SUFFIX})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A symbol taken apart: `base` is the document it belongs to, `suffixes` what it is to that."""

    text: str
    base: str
    suffixes: tuple[str, ...]

    @property
    def revised(self) -> str:
        """What all revisions of one document share: the symbol without a last Rev."""
        return self.text.rpartition("/")[0] if self.revision else self.text

    @property
    def revision(self) -> int:
        """0 for the document as first issued, n for Rev.n."""
        last = self.suffixes[-1] if self.suffixes else ""
        return int(last.removeprefix("Rev.")) if last.startswith("Rev.") else 0


def symbols_in(text: str) -> list[str]:
    """Symbols in running text, in order, as `parse` writes them; what has no figure is none."""
    found = (match[0] for match in _SYMBOL.finditer(re.sub(r"(?<=\d)\s?[-–—]\s?(?=[A-Z]{1,4}/)", "  ", text)))
    return list(dict.fromkeys(parse(each).text for each in found if re.search(r"\d", each)))


def parse(written: str) -> Symbol:
    """`S/2025/85 Rev. 1` and `S/2025/85/Rev.1` are the same."""
    base = " ".join(written.replace("*", "").split())
    suffixes: list[str] = []
    while match := _ENDING.search(base):
        base = base[: match.start()]
        suffixes.insert(0, match[1].replace(" ", ""))
    base = re.sub(r"(?<=\S)\(", " (", base.replace(" (", "("))
    return Symbol(text="/".join([base, *suffixes]), base=base, suffixes=tuple(suffixes))
