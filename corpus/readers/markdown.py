"""Markdown: digests of the starter corpus and plain notes; headings become the sections of what follows."""

import re
from collections.abc import Iterator

from corpus.digest import Digest, parse_digest, split_front_matter
from corpus.model import Block, Document, Page
from corpus.readers.text import decode, pages_of

_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*\s*(?:\n|\Z)")


def read(data: bytes) -> Document:
    markdown = decode(data)
    metadata, body = split_front_matter(markdown)
    if metadata.get("kind") == "digest":
        digest = parse_digest(markdown)
        return Document(metadata=_known(digest.metadata), pages=(digest_page(digest),))
    pages = tuple(_with_sections(page) for page in pages_of(body))
    return Document(metadata=_known(metadata), pages=pages)


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
    known = {key: value for key, value in metadata.items() if value is not None}
    if "licence_note" in known:
        known["licence"] = known.pop("licence_note")
    return known


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
