"""Citations: a quotation with its place, and the check that it really stands there."""

from collections.abc import Sequence
from urllib.parse import quote as url_quote
from urllib.parse import urlsplit

from assistant.answer import Citation, Span
from assistant.evidence.passage_sentences import Sentence
from assistant.library.store import Library
from corpus.model import Passage, Source

TEXT_FRAGMENT_WORDS = 12


def cite(library: Library, passage: Passage, start: int, end: int, n: int) -> Citation:
    """Cite `page_text[start:end]` of the passage's page. The span must lie within the passage."""
    quote = passage.text[start - passage.start : end - passage.start]
    source = passage.source
    return Citation(
        n=n, source_id=source.id, title=source.title, publisher=source.publisher, publisher_type=source.publisher_type,
        published=source.published, url=source.url, deep_link=deep_link(source, passage.page, quote), kind=source.kind,
        evidence=passage.evidence, page=passage.page, page_label=passage.page_label, start=start, end=end, quote=quote,
        passage_id=passage.id, passage=Span(start=passage.start, end=passage.end), source_sha256=passage.source_sha256,
        superseded_by=library.superseded_by(source.id), copies=library.copies_of(source.id),
    )  # fmt: skip


def citation_holding(citations: Sequence[Citation], passage: Passage, start: int, end: int) -> Citation | None:
    """The first citation whose quote holds `page_text[start:end]` of the passage's page."""
    place = (passage.source.id, passage.id)
    held = (c for c in citations if (c.source_id, c.passage_id) == place and c.start <= start and end <= c.end)
    return next(held, None)


def cite_also(
    library: Library, citations: Sequence[Citation], sentence: Sentence
) -> tuple[Citation, tuple[Citation, ...]]:
    """The citation of a sentence, and all citations: those given, with a new one numbered on where none holds it."""
    held = citation_holding(citations, sentence.passage, sentence.start, sentence.end)
    if held is not None:
        return held, tuple(citations)
    n = max((c.n for c in citations), default=0) + 1
    made = cite(library, sentence.passage, sentence.start, sentence.end, n)
    return made, (*citations, made)


def deep_link(source: Source, page: int, quote: str) -> str | None:
    """The publication at the page (PDF) or the words (web page); a digest has other words, so only the publication."""
    url = source.url
    if url is None or not url.lower().startswith(("http://", "https://")) or not _has_host(url):
        return None
    if source.kind == "digest":
        return url
    base = url.partition("#")[0]
    if base.lower().endswith(".pdf"):
        return f"{base}#page={page}"
    words = " ".join(quote.split()[:TEXT_FRAGMENT_WORDS])
    return f"{base}#:~:text={url_quote(words, safe='')}"


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def is_located(library: Library, citation: Citation) -> bool:
    """Whether the library's page, of the revision cited, holds the quote at the offsets stated."""
    stored = library.page(citation.source_id, citation.page, citation.source_sha256)
    return stored is not None and stored.page.text[citation.start : citation.end] == citation.quote
