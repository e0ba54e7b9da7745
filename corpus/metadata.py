"""Metadata of a document: what it states of itself, then what its pages state, then what can be counted in them.

Language is recognised (py3langid) where most of the text is in one; countries are named where the title names them or
the text does so again and again. Everything else is stated or unknown.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from corpus.countries import countries_in
from corpus.front_matter import front_matter
from corpus.model import Document, Page
from corpus.publishers import publisher_type

_ENOUGH = 200  # letters by which a language can be told
_SAMPLE = 1_200  # characters
_TITLE_PAGES = 3
_COUNTED = 400_000  # characters searched for countries
_AGAIN = 3  # mentions before a text is about a country
_SHARE = 0.1  # of the mentions of the country named most
_SEATS = frozenset(
    {"New York", "Geneva", "Vienna", "The Hague", "Nairobi", "Brussels", "Washington", "Washington, D.C."}
)
"""Where organisations sit and meet: their addresses say nothing of what a text is about."""


def completed(document: Document, *, printed: bool) -> Document:
    """The document with every field of Source filled that can be; `printed` documents have front pages to read."""
    stated = dict(document.metadata)
    if stated.get("kind") == "digest":
        return document
    headline = stated.pop("headline", None)
    if printed:
        found = front_matter([page.text for page in document.pages], _text(stated.get("created")))
        for key, value in (("symbols", found.symbols), ("published", found.published), ("publisher", found.publisher)):
            if value and not stated.get(key):
                stated[key] = value
        headline = found.subject or headline
    if headline and not _title_stands(str(stated.get("title") or ""), document.pages):
        stated["title"] = headline
    if not stated.get("publisher_type") and (kind := publisher_type(_text(stated.get("publisher")))):
        stated["publisher_type"] = kind
    stated["language"] = _language(document.pages, _text(stated.get("language")), sure=not printed)
    if not stated.get("countries"):
        stated["countries"] = named_countries(str(stated.get("title") or ""), document.pages)
    return replace(document, metadata={key: value for key, value in stated.items() if value})


def named_countries(title: str, pages: Sequence[Page]) -> list[str]:
    """Codes of the countries a title names, then of those a text names often; one mention says little."""
    titled = list(dict.fromkeys(_codes(title)))
    counts: Counter[str] = Counter()
    room = _COUNTED
    for page in pages:
        counts.update(_codes(page.text[:room]))
        room -= len(page.text)
        if room <= 0:
            break
    most = max(counts.values(), default=0)
    often = [code for code, count in counts.most_common() if count >= max(_AGAIN, _SHARE * most)]
    return list(dict.fromkeys([*titled, *often]))


def _codes(text: str) -> Iterator[str]:
    return (each.code for each in countries_in(text) if text[each.start : each.end] not in _SEATS)


def _title_stands(title: str, pages: Sequence[Page]) -> bool:
    """Whether a title that a file states of itself stands on its first pages: files are made from older ones."""
    text = " ".join(page.text for page in pages[:_TITLE_PAGES]).casefold()
    words = re.findall(r"\w{3,}", title.casefold())
    return bool(words) and sum(word in text for word in words) > 0.6 * len(words)


def _language(pages: Sequence[Page], stated: str | None, *, sure: bool) -> str | None:
    """The language of most of three samples; what a program writes into a file unasked is believed only without one."""
    if stated and sure:
        return stated
    samples = [sample for sample in _samples(pages) if sum(map(str.isalpha, sample)) >= _ENOUGH]
    if not samples:
        return stated
    from py3langid import classify

    votes = Counter(classify(sample)[0] for sample in samples)
    language, count = votes.most_common(1)[0]
    return language if 2 * count > len(samples) or language == stated else stated


def _samples(pages: Sequence[Page]) -> list[str]:
    full = [page.text for page in pages if len(page.text) >= _ENOUGH] or [page.text for page in pages]
    if not full:
        return []
    chosen = islice(dict.fromkeys(full[len(full) * part // 6] for part in (1, 3, 5)), 3)
    return [text[max(0, len(text) // 2 - _SAMPLE // 2) :][:_SAMPLE] for text in chosen]


def _text(value: object) -> str | None:
    return str(value) if value else None
