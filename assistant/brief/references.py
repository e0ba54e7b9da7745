"""References: CSL-JSON as the inner form (Citation Style Language 1.0.2), BibTeX by pandoc, RIS by rispy."""

import json
import re
import string
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from typing import Any
from urllib.parse import quote as url_quote

from assistant.answer import Citation
from assistant.library.store import Library
from assistant.questions.terms import terms
from corpus.dates import interval
from corpus.model import Source

Item = dict[str, Any]
SUMMARY = "Summary of: "
_RIS_FIELDS = {
    "container-title": "journal_name", "language": "language", "number": "number", "collection-title": "tertiary_title",
}  # fmt: skip


def reference_key(source_id: str) -> str:
    """A key that every format can carry; ids in other scripts get one made of their content."""
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,63}", source_id):
        return source_id
    return f"source-{sha256(source_id.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"


def printable_address(url: str) -> str:
    """The address with letters beyond ASCII percent-encoded, so that every font can show it."""
    return url_quote(url, safe=string.punctuation, errors="surrogatepass")


def references(library: Library, citations: Iterable[Citation], accessed: str) -> list[Item]:
    """CSL-JSON items of the sources cited, in the order they are first cited, each once."""
    items: dict[str, Item] = {}
    for citation in citations:
        known = library.sources.get(citation.source_id)
        items.setdefault(citation.source_id, _item(citation, known, accessed))
    return list(items.values())


def _item(citation: Citation, source: Source | None, accessed: str) -> Item:
    """What the citation says, and what only the library's entry knows. A digest is named as one in the title, and set
    as a report, since styles put titles of articles between quotation marks."""
    digest = citation.kind == "digest"
    news = citation.publisher_type == "news" and not digest
    item: Item = {
        "id": reference_key(citation.source_id),
        "type": "article-newspaper" if news else "report",
        "title": (SUMMARY if digest else "") + citation.title,
        "accessed": _date(accessed),
        "note": f"Accessed {accessed}",  # BibTeX has no other place for it
    }
    if citation.publisher and news:
        item["container-title"] = citation.publisher
    elif citation.publisher:  # a corporate author is its own publisher, which styles would print twice
        item["author"] = [{"literal": citation.publisher}]
    if issued := _date(citation.published):
        item["issued"] = issued
    if citation.url:
        item["URL"] = printable_address(citation.url)
    if source is not None:
        item |= _from_library(source)
    return item


def _from_library(source: Source) -> Item:
    found: Item = {}
    if source.language:
        found["language"] = source.language
    if source.symbols:
        found["number"] = source.symbols[0]
    if source.edition_of and not _said(source.edition_of, f"{source.publisher} {source.title}"):
        found["collection-title"] = source.edition_of
    return found


def _said(series: str, text: str) -> bool:
    """Whether a text names the series already, so that printing both would say it twice."""
    return set(terms(series)) <= set(terms(text))


def _date(text: str | None) -> Item | None:
    if not text or interval(text) is None:
        return None
    return {"date-parts": [[int(part) for part in text.split("-")]]}


def to_bibtex(items: Sequence[Item]) -> str:
    """BibTeX by pandoc; titles keep their capitals."""
    import pypandoc

    kept = [item | {"title": f'<span class="nocase">{escape(item["title"])}</span>'} for item in items]
    return str(pypandoc.convert_text(json.dumps(kept), "bibtex", format="csljson"))


def to_ris(items: Sequence[Item]) -> str:
    """RIS, one record an item."""
    import rispy

    class Records(rispy.RisWriter):  # type: ignore[misc]  # rispy has no types
        def set_header(self, count: int) -> str:
            return ""  # a count before each record is no part of the format

    return str(rispy.dumps([_ris(item) for item in items], implementation=Records)).lstrip("\n")


def _ris(item: Item) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "type_of_reference": "NEWS" if item["type"] == "article-newspaper" else "RPRT",
        "id": item["id"],
        "title": item["title"],
    }
    if "author" in item:
        entry["authors"] = [name["literal"] for name in item["author"]]
        entry["publisher"] = "; ".join(entry["authors"])
    for ours, theirs in _RIS_FIELDS.items():
        if ours in item:
            entry[theirs] = item[ours]
    if "URL" in item:
        entry["urls"] = [item["URL"]]
    if "issued" in item:
        parts = item["issued"]["date-parts"][0]
        entry["year"] = str(parts[0])
        entry["date"] = (
            "/".join([*(f"{part:02}" if i else str(part) for i, part in enumerate(parts)), "", ""][:3]) + "/"
        )
    accessed = item["accessed"]["date-parts"][0]
    entry["access_date"] = "/".join(f"{part:02}" for part in accessed)
    return entry
