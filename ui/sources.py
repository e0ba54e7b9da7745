"""The sources panel: the page a citation stands on, with its exact words marked and what surrounds them."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from assistant.citations import deep_link
from assistant.library.store import Library, StoredPage
from corpus.dates import written_out
from corpus.model import Source
from ui.markup import Markup, join, tag
from ui.sheets import Sheet, Sheets, boxes
from ui.words import KINDS, PUBLISHER_TYPES, countries, page_place, source_line

AROUND = 1_500  # characters shown before and after the marked words, up to the next paragraph
WHOLE = 6_000  # pages up to this length are always shown whole
PAD = 1.5  # points between words and the box round them


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

    def address(self) -> str:
        named = {"source": self.source, "page": self.page, "sha256": self.sha256, "start": self.start, "end": self.end,
                 "passage": self.passage, "whole": 1 if self.whole else None}  # fmt: skip
        return "read?" + urlencode({key: value for key, value in named.items() if value is not None})


def source_html(place: Place, library: Library, sheets: Sheets) -> Markup | None:
    """The page with its marked words, as printed where its PDF is at hand; None where the library holds no such page.

    A page is printed whole and its text stands below it; the same words are boxed in one and marked in the other.
    """
    stored = library.page(place.source, place.page, place.sha256)
    if stored is None:
        return None
    passages = [p for p in library.passages_of(place.source) if p.page == place.page] if stored.newest else []
    found = next((p for p in passages if p.id == place.passage), None)
    span = (found.start, found.end) if found else _span(place, stored)
    evidence = next((p.evidence for p in passages if span and p.start <= span[0] < p.end), None)
    sections = {p.section for p in passages if p.section}
    sheet = sheets.sheet(place.source, place.page, stored.source_sha256)
    return tag(
        "article",
        _heading(stored, evidence),
        original_link(stored.source, place.page, stored.page.text[slice(*span)] if span else ""),
        _caution(stored, library, is_nearest=found is not None),
        *([_printed(stored, sheet, span), tag("h3", "The same page as text")] if sheet else []),
        _page_text(stored, span, sections, place),
        _turning(stored, library, place),
        _facts(stored, library),
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


def original_link(source: Source, page: int, quote: str) -> str:
    """A link to the publication on the web, at the page or the words; only where it has a web address."""
    address = deep_link(source, page, quote)
    if address is None:
        return ""
    address = address.removesuffix("#:~:text=")  # no words to go to
    host = urlsplit(address).hostname or "the web"
    at = f" at page {page}" if "#page=" in address else " at these words" if "#:~:text=" in address else ""
    link = tag("a", f"Open the original publication{at}", href=address, target="_blank", rel="noopener noreferrer")
    return tag("p", link, tag("span", f" {host}, in a new tab", class_="when"), class_="original")


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


def _facts(stored: StoredPage, library: Library) -> Markup:
    source = stored.source
    copies = "; ".join(source_line(library.sources[sid]) for sid in library.copies_of(source.id))
    facts = [
        ("Publisher", PUBLISHER_TYPES[source.publisher_type] if source.publisher_type else "Kind not stated"),
        ("About", countries(source.countries) or "No country named"),
        ("Licence", source.licence or "Not stated"),
        *([("Same text", copies)] if copies else []),
        ("In library", source.id),
    ]
    rows = [tag("div", tag("dt", name), tag("dd", value, dir="auto")) for name, value in facts]
    return tag("dl", *rows, class_="facts")


def _printed(stored: StoredPage, sheet: Sheet, span: tuple[int, int] | None) -> Markup:
    """The page as printed, with a box round each line of the words."""
    address = "sheet?" + urlencode(
        {"source": stored.source.id, "page": stored.page.number, "sha256": stored.source_sha256}
    )
    found = boxes(stored.page.words, *span) if span else []
    rectangles = [
        tag("rect", x=_points(x0 - PAD), y=_points(y0 - PAD), width=_points(x1 - x0 + 2 * PAD),
            height=_points(y1 - y0 + 2 * PAD))
        for x0, y0, x1, y1 in found
    ]  # fmt: skip
    size = {"width": _points(sheet.width), "height": _points(sheet.height)}
    said = "The page as printed" + (", with the cited words in a box" if found else "")
    return tag(
        "figure",
        tag("img", src=address, alt=f"{said}; its text stands below", **size),
        tag("svg", *rectangles, viewBox=f"0 0 {size['width']} {size['height']}", aria_hidden="true"),
        class_="sheet",
    )


def _points(value: float) -> str:
    return f"{value:.1f}"


def _turning(stored: StoredPage, library: Library, place: Place) -> str:
    """To the pages before and after, as far as the same revision has them."""
    steps = []
    for step, label in ((-1, "← Page before"), (1, "Page after →")):
        to = Place(source=place.source, page=place.page + step, sha256=place.sha256)
        if to.page > 0 and library.page(to.source, to.page, to.sha256):
            steps.append(tag("a", label, href=to.address(), class_="open"))
    return tag("nav", *steps, class_="turning", aria_label="Pages of this publication") if steps else ""


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
    more = tag("a", "Show the whole page", href=replace(place, whole=True).address(), class_="open")
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
