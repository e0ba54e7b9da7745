"""What the page calls things: kinds, publisher types, dates, places, citations."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from assistant.answer import Citation
from corpus.countries import country_name
from corpus.dates import written_out
from corpus.model import Source
from ui.markup import Markup, tag

PUBLISHER_TYPES: Mapping[str, str] = {  # as in corpus.model, where nothing else is admitted
    "un": "United Nations",
    "igo": "Intergovernmental",
    "government": "Government",
    "global-initiative": "Global initiative",
    "ngo": "NGO",
    "academic": "Academic",
    "news": "News",
    "other": "Other",
}
LANGUAGES: Mapping[str, str] = {
    "ar": "Arabic", "bn": "Bengali", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "km": "Khmer", "ko": "Korean", "lo": "Lao", "ms": "Malay",
    "my": "Burmese", "ne": "Nepali", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
COUNTS = frozenset({"Publications", "Pages", "Passages"})  # columns of figures
KINDS: Mapping[str, str] = {"digest": "Our summary", "full_text": "Full text", "upload": "Added document"}


def heads(*names: str) -> Markup:
    """The head of a table; figures stand to the right."""
    cells = [tag("th", name, scope="col", class_="figure" if name in COUNTS else None) for name in names]
    return tag("thead", tag("tr", *cells))


def counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def who(publisher: str | None, title: str) -> str:
    """Who says it: the publisher, or the title where nobody is named."""
    return publisher or title


def reading_address(citation: Citation) -> str:
    """Where the page of a citation can be read with its words marked; good for sharing."""
    place = {
        "source": citation.source_id, "page": citation.page, "sha256": citation.source_sha256,
        "start": citation.start, "end": citation.end,
    }  # fmt: skip
    return f"read?{urlencode(place)}"


def chip(citation: Citation) -> Markup:
    """The number of a citation, which opens its page at its words."""
    label = f"Citation {citation.n}: {who(citation.publisher, citation.title)}, {written_out(citation.published)}"
    return tag("a", str(citation.n), class_="chip", href=reading_address(citation), data_n=citation.n, aria_label=label)


def place(citation: Citation) -> str:
    """The page, with what is printed on it where that differs; of a digest, whose pages are ours, saying so."""
    return page_place(citation.kind, citation.page, citation.page_label)


def page_place(kind: str, page: int, label: str | None) -> str:
    if kind == "digest":
        return f"page {page} of our summary"
    return f"page {page} (printed {label})" if label and label != str(page) else f"page {page}"


def countries(codes: Sequence[str]) -> str:
    return ", ".join(country_name(code) or code for code in codes)


def source_line(source: Source) -> str:
    """Title, publisher and date in one line."""
    return ", ".join(part for part in (source.title, source.publisher, written_out(source.published)) if part)


def filters_said(filters: Mapping[str, Any], sources: Mapping[str, Source]) -> list[str]:
    """Active filters for a person, one a phrase."""
    said = [PUBLISHER_TYPES.get(t, t) for t in filters.get("publisher_type", ())]
    said += list(filters.get("publisher", ()))
    said += [country_name(code) or code for code in filters.get("country", ())]
    said += [f"in {LANGUAGES.get(code, code)}" for code in filters.get("language", ())]
    said += [sources[sid].title if sid in sources else sid for sid in filters.get("source", ())]
    if since := filters.get("since"):
        said.append(f"from {written_out(since)}")
    if until := filters.get("until"):
        said.append(f"to {written_out(until)}")
    return said
