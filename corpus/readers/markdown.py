"""Markdown: digests of the starter corpus and plain notes; headings become the sections of what follows."""

import re
from collections.abc import Iterator

from corpus.digest import Digest, parse_digest, split_front_matter
from corpus.model import Block, Document, Page
from corpus.readers.text import decode, pages_of

_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*\s*(?:\n|\Z)")

_FIRST_HEADING = re.compile(r"#{1,6}\s*(\S.*?)\s*#*")
_LONGEST_TITLE = 250  # characters
_OTHER_NAMES = {
    "licence_note": "licence", "license": "licence", "organization": "publisher", "organisation": "publisher",
    "link": "url", "date": "published", "year": "published", "lang": "language", "country": "countries",
}  # fmt: skip


def read(data: bytes) -> Document:
    markdown = decode(data)
    metadata, body = split_front_matter(markdown)
    if metadata.get("kind") == "digest":
        digest = parse_digest(markdown)
        return Document(metadata=_known(digest.metadata), pages=(digest_page(digest),))
    pages = tuple(_with_sections(page) for page in pages_of(body))
    known = _known(metadata)
    if "title" not in known and (headline := _headline(body)):
        known["title"] = headline
    return Document(metadata=known, pages=pages)


def digest_page(digest: Digest) -> Page:
    """The readable text of a digest as one page: headings and paragraphs, a block a paragraph, comments left out."""
    text, blocks, section = "", [], None
    for paragraph in digest.paragraphs:
        if paragraph.section != section:
            section = paragraph.section
            text += f"{section}\n\n"
        start = len(text)
        text += paragraph.text
        blocks.append(
            Block(start=start, end=len(text), section=section, evidence=paragraph.evidence, as_of=paragraph.as_of)
        )
        text += "\n\n"
    return Page(number=1, text=text.rstrip("\n"), blocks=tuple(blocks))


def _known(metadata: dict[str, object]) -> dict[str, object]:
    """Front matter under the names of Source; a name it uses itself is never overwritten."""
    known = {key: value for key, value in metadata.items() if value is not None}
    for other, name in _OTHER_NAMES.items():
        if other in known:
            known.setdefault(name, known.pop(other))
    return known


def _headline(body: str) -> str | None:
    """The headings a note begins with, joined."""
    found: list[str] = []
    for line in filter(None, map(str.strip, body.splitlines())):
        heading = _FIRST_HEADING.fullmatch(line)
        if heading is None and not line.startswith("<meta"):
            break
        found += [heading[1]] if heading else []
    return " / ".join(found)[:_LONGEST_TITLE] or None


def _with_sections(page: Page) -> Page:
    return Page(number=page.number, text=page.text, label=page.label, blocks=tuple(_sections(page)))


def _sections(page: Page) -> Iterator[Block]:
    section = None
    for block in page.blocks:
        start = block.start
        while heading := _HEADING.match(page.text, start, block.end):
            section, start = heading[1], heading.end()
        if page.text[start : block.end].strip():
            yield Block(start=start, end=block.end, section=section)
