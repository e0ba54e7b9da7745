"""Parts of a publication that a question names (page 12, article 7, the contents, the cover), found again.

Also the kinds of contact details a question can ask for, which have a form of their own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Passage

MENTIONED = 0.5  # what a part counts that is only spoken of, not headed

_UNITS = {
    "article": r"art(?:icle|\.)?s?",
    "annex": r"(?:annex(?:es)?|appendi(?:x|ces))",
    "chapter": r"chapters?",
    "figure": r"(?:fig(?:ure|\.)?s?|charts?)",
    "paragraph": r"(?:para(?:graph|\.)?s?)",
    "section": r"(?:sections?|§+)",
    "table": r"tables?",
}
_NUMBER = r"(?P<number>\d+(?:\.\d+)*[a-z]?|[ivxlc]+|[a-h])"
_ASKED = {kind: re.compile(rf"(?<!\w){unit}\s*{_NUMBER}(?!\w)", re.IGNORECASE) for kind, unit in _UNITS.items()}
_PAGE = re.compile(r"\b(?:page|p\.)\s*(?P<number>\d+|[ivxlc]+)\b", re.IGNORECASE)
_WORK = r"(?:document|report|publication|paper|study|guide|brief(?:ing)?|resolution|judg(?:e)?ment|opinion|book|file)"
_NAMED = {
    "contents": r"""\btable\ of\ contents\b | \bcontents\ page\b | \bhow\ many\ (?:chapters|sections|annexes)\b
        | \b(?:list|names?|titles?|number)\ of\ (?:the\ )?chapters\b | \b(?:first|last)\ (?:\w+\ )?chapters?\b""",
    "cover": rf"""\b(?:cover|front|title|first)\ page\b
        | (?<!chapter\ )\b(?:date|title|authors?|publisher|symbol)\ of\ (?:the|this)\ {_WORK}\b
        | \bwho\ (?:wrote|authored|published|prepared|issued)\ (?:the|this)\ {_WORK}\b
        | \bwhen\ was\ (?:the|this)\ {_WORK}\ (?:published|issued|written|released)\b
        | \b(?:case|docket|report|document|publication)\ (?:number|no)\b""",
    "email": r"\be-?mails?\b",
    "telephone": r"\btelephone\b | \b(?:phone|hotline|contact|call)\ (?:no|numbers?)\b",
    "website": r"\bweb\s?sites?\b | \bURLs?\b | \bweb\ address(?:es)?\b",
}
_ASKED_BY_NAME = {kind: re.compile(pattern, re.IGNORECASE | re.VERBOSE) for kind, pattern in _NAMED.items()}
_FORMS = {
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "telephone": re.compile(
        r"""\+\d[\d\ ()./-]{7,}\d
          | \(\d{2,5}\)[\ \d-]{5,}\d | \b0\d{2,4}[\ -]\d{3}[\ \d-]{2,}\d | \b\d{3}-\d{3}-\d{4}\b""",
        re.VERBOSE,
    ),
    "website": re.compile(r"\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:org|com|gov|net|int|edu)\b", re.IGNORECASE),
}
_CONTENTS = re.compile(r"\b(?:table of )?contents\b", re.IGNORECASE)
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*(?:\d+|[ivxlc]+)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`kind`: page, article, table…, contents, cover, email, telephone, website; the number as asked."""

    kind: str
    number: str | None = None


def asked_parts(text: str) -> tuple[Part, ...]:
    """The parts a question names, in no order of weight."""
    numbered = [Part(kind=kind, number=m["number"]) for kind, asked in _ASKED.items() for m in asked.finditer(text)]
    pages = [Part(kind="page", number=m["number"]) for m in _PAGE.finditer(text)]
    named = [Part(kind=kind) for kind, asked in _ASKED_BY_NAME.items() if asked.search(text)]
    return tuple(dict.fromkeys([*numbered, *pages, *named]))


def part_match(parts: Sequence[Part], passage: Passage) -> float:
    """How far a passage is of the parts asked for, their mean: 1 there, MENTIONED where spoken of, else 0."""
    return sum(_match(part, passage) for part in parts) / len(parts) if parts else 0.0


def _match(part: Part, passage: Passage) -> float:
    if part.kind == "page":
        return float(part.number in (passage.page_label or str(passage.page), str(passage.page)))
    if part.kind == "cover":
        return 1 / passage.page if passage.page <= 3 else 0.0
    if part.kind == "contents":
        headed = _CONTENTS.search(passage.section or "") or _LEADERS.search(passage.text)
        return 1.0 if headed else MENTIONED * bool(_CONTENTS.search(passage.text))
    if part.kind in _FORMS:
        return float(bool(_FORMS[part.kind].search(passage.text)))
    return _numbered(part.kind, part.number or "", passage)


def _numbered(kind: str, number: str, passage: Passage) -> float:
    named = rf"(?<!\w){_UNITS[kind]}\s*{re.escape(number)}(?![\w]|\.\d)"
    if re.search(named, passage.section or "", re.IGNORECASE):
        return 1.0
    if re.search(rf"^\W*(?:{named})", passage.text, re.IGNORECASE | re.MULTILINE):
        return 1.0
    if kind == "paragraph" and re.search(rf"^\W*{re.escape(number)}\.\s", passage.text, re.MULTILINE):
        return 1.0
    return MENTIONED * bool(re.search(named, passage.text, re.IGNORECASE))
