"""The sources panel: the page a citation stands on, with its exact words marked and what surrounds them."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from assistant.library.store import Library, StoredPage
from corpus.dates import written_out
from corpus.model import Source
from ui.markup import Markup, join, tag
from ui.words import KINDS, PUBLISHER_TYPES, countries, page_place, source_line

AROUND = 1_500  # characters shown before and after the marked words, up to the next paragraph
WHOLE = 6_000  # pages up to this length are always shown whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What to show: a page of a revision, with a span or a passage marked, or nothing."""

    source: str
    page: int
    sha256: str | None = None
    start: int | None = None
    end: int | None = None
    passage: str | None = None
    whole: bool = False

    def address(self, *, whole: bool = False) -> str:
        named = {"source": self.source, "page": self.page, "sha256": self.sha256, "start": self.start, "end": self.end,
                 "passage": self.passage, "whole": 1 if whole else None}  # fmt: skip
        return "read?" + urlencode({key: value for key, value in named.items() if value is not None})


def source_html(place: Place, library: Library) -> Markup | None:
    """The page with its marked words; None where the library holds no such page."""
    stored = library.page(place.source, place.page, place.sha256)
    if stored is None:
        return None
    passages = [p for p in library.passages_of(place.source) if p.page == place.page] if stored.newest else []
    found = next((p for p in passages if p.id == place.passage), None)
    span = (found.start, found.end) if found else _span(place, stored)
    evidence = next((p.evidence for p in passages if span and p.start <= span[0] < p.end), None)
    sections = {p.section for p in passages if p.section}
    return tag(
        "article",
        _heading(stored, evidence),
        original_link(stored.source),
        _caution(stored, library, is_nearest=found is not None),
        _page_text(stored, span, sections, place),
        _facts(stored),
        class_="reading",
        data_source=place.source,
    )


def _span(place: Place, stored: StoredPage) -> tuple[int, int] | None:
    if place.start is None or place.end is None or not 0 <= place.start < place.end <= len(stored.page.text):
        return None
    return place.start, place.end


def _heading(stored: StoredPage, evidence: str | None) -> Markup:
    """What a reader needs before the words: whose they are, from when, where."""
    source, page = stored.source, stored.page
    kind = tag("span", KINDS[source.kind], class_=f"kind {source.kind}")
    standing = [written_out(source.published), page_place(source.kind, page.number, page.label), evidence or ""]
    return tag(
        "header",
        tag("p", kind, " ", source.publisher or "Publisher not stated", class_="kicker"),
        tag("h2", source.title, dir="auto", tabindex=-1),
        tag("p", " · ".join(part for part in standing if part), class_="standing"),
    )


def original_link(source: Source) -> str:
    """A link to the publication on the web, only where it is a web address."""
    if source.url is None or not source.url.lower().startswith(("http://", "https://")):
        return ""
    host = urlsplit(source.url).hostname or "the web"
    link = tag("a", "Open the original publication", href=source.url, target="_blank", rel="noopener noreferrer")
    return tag("p", link, tag("span", f" at {host}, in a new tab", class_="when"), class_="original")


def _caution(stored: StoredPage, library: Library, *, is_nearest: bool) -> str:
    cautions = []
    if is_nearest:
        cautions.append("The marked passage is near the question, but does not answer it.")
    if stored.source.kind == "digest":
        cautions.append("These words are our summary, not the publication's own. Quote the original.")
    if newer := library.superseded_by(stored.source.id):
        cautions.append(f"A newer edition is in the library: {source_line(library.sources[newer])}.")
    if not stored.newest:
        cautions.append("The document has changed since; this is the text as it was cited.")
    return tag("p", " ".join(cautions), class_="caution") if cautions else ""


def _facts(stored: StoredPage) -> Markup:
    source = stored.source
    facts = [
        ("Publisher", PUBLISHER_TYPES[source.publisher_type] if source.publisher_type else "Kind not stated"),
        ("About", countries(source.countries) or "No country named"),
        ("Licence", source.licence or "Not stated"),
        ("In library", source.id),
    ]
    rows = [tag("div", tag("dt", name), tag("dd", value, dir="auto")) for name, value in facts]
    return tag("dl", *rows, class_="facts")


def _page_text(stored: StoredPage, span: tuple[int, int] | None, sections: set[str], place: Place) -> Markup:
    text = stored.page.text
    first, last = (0, len(text)) if place.whole or len(text) <= WHOLE else _window(text, span)
    start, end = span or (first, first)
    before, marked, after = text[first:start], text[start:end], text[end:last]
    body = join([
        "… " if first else "",
        _paragraphs(before, sections),
        tag("mark", marked, id="cited") if span else "",
        _paragraphs(after, sections),
        " …" if last < len(text) else "",
    ])  # fmt: skip
    page = tag("div", body, class_="page-text", dir="auto", lang=stored.source.language or None)
    if last - first == len(text):
        return page
    more = tag("a", "Show the whole page", href=place.address(whole=True), class_="open")
    return join([page, tag("p", more, class_="more")])


def _paragraphs(words: str, sections: set[str]) -> Markup:
    """Text as it stands, line by line; headings of sections stand out, nothing is added or left out."""
    lines = words.split("\n")
    return join([tag("b", line) if line.strip() in sections else line for line in lines], "\n")


def _window(text: str, span: tuple[int, int] | None) -> tuple[int, int]:
    """The surroundings of the span, widened to paragraph ends where one is near."""
    start, end = span or (0, 0)
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    if first > 0 and (opening := text.find("\n", first, start)) >= 0:
        first = start - len(text[opening:start].lstrip("\n"))
    if last < len(text) and (closing := text.rfind("\n", end, last)) >= 0:
        last = end + len(text[end:closing].rstrip("\n"))
    return first, last
