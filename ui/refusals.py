"""A refusal as HTML: plainly no answer, with what the library covers and where to look."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from assistant.answer import Nearest, Refusal
from assistant.library.store import Library
from corpus.countries import country_name
from corpus.dates import written_out
from corpus.model import Source
from ui.markup import Markup, tag
from ui.words import counted, filters_said

EXCERPT = 280
NAMED = 8


def refusal_html(refusal: Refusal, library: Library, filters: Mapping[str, Any]) -> Markup:
    nearest = [_nearest(n, library) for n in refusal.nearest]
    offered = [
        tag("h4", "Nearest passages, not an answer"),
        tag("ul", *nearest, class_="nearest"),
    ]
    return tag(
        "div",
        tag("h3", "No answer"),
        tag("p", refusal.message, class_="message"),
        tag("p", _covers(refusal, library, filters), class_="covers"),
        *(offered if nearest else []),
        class_="refusal",
    )


def covers_said(covers: Mapping[str, Any], library: Library, opening: str = "The library holds") -> str:
    """What the library covers, in a sentence or two; the countries it says most about come first."""
    years = list(dict.fromkeys(covers.get("years", ())))
    when = f", published {' to '.join(years)}" if years else ""
    publishers = counted(len(covers.get("publishers", ())), "publisher")
    said = f"{opening} {counted(covers.get('sources', 0), 'publication')} of {publishers}{when}."
    weight = Counter(country_name(code) or code for s in library.sources.values() for code in s.countries)
    known = sorted(covers.get("countries", ()), key=lambda name: (-weight[name], name))
    if known:
        rest = f" and {len(known) - NAMED} more countries" if len(known) > NAMED else ""
        said += f" They speak most of {', '.join(known[:NAMED])}{rest}."
    return said


def _covers(refusal: Refusal, library: Library, filters: Mapping[str, Any]) -> str:
    """With filters, `covers` speaks of what they let through, or of everything where that is nothing."""
    limits = filters_said(filters, library.sources)
    if not limits:
        return covers_said(refusal.covers, library)
    searched = f"Searched only: {'; '.join(limits)}."
    if refusal.reason == "no_match_for_filters":
        return f"{searched} {covers_said(refusal.covers, library)}"
    return f"{searched} {covers_said(refusal.covers, library, 'Within these limits the library holds')}"


def _nearest(nearest: Nearest, library: Library) -> Markup:
    source = library.sources.get(nearest.source_id)
    when = _standing(source) if source else ""
    address = "read?" + urlencode({"source": nearest.source_id, "page": nearest.page, "passage": nearest.passage_id})
    excerpt = nearest.quote if len(nearest.quote) <= EXCERPT else nearest.quote[:EXCERPT].rsplit(" ", 1)[0] + " …"
    return tag(
        "li",
        tag("a", nearest.title, href=address, class_="open", dir="auto"),
        tag("span", f" {when}", class_="when"),
        tag("p", excerpt, dir="auto"),
    )


def _standing(source: Source) -> str:
    ours = "our summary of" if source.kind == "digest" else ""
    about = ", ".join(part for part in (source.publisher, written_out(source.published)) if part)
    return f"{ours} {about}".strip()
