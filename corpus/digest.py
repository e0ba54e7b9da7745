"""Digests: Markdown with YAML front matter whose paragraphs carry their facts in a comment (docs/starter-corpus.md)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from corpus.model import Evidence
from corpus.outcomes import Unreadable
from corpus.yaml_texts import yaml_texts

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_COMMENT = re.compile(r"\s*<!--(.*?)-->", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestParagraph:
    section: str | None
    text: str
    facts: tuple[str, ...]
    evidence: Evidence | None
    as_of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    metadata: dict[str, Any]
    paragraphs: tuple[DigestParagraph, ...]


def split_front_matter(markdown: str) -> tuple[dict[str, Any], str]:
    """The YAML front matter and the body; what stands between two rules and is no mapping is part of the body.

    Raises Unreadable("damaged") where the front matter is no YAML.
    """
    match = _FRONT_MATTER.match(markdown)
    if match is None:
        return {}, markdown
    try:
        metadata = yaml_texts(match[1])
    except yaml.YAMLError as error:
        raise Unreadable(
            "damaged", what="Cannot read the front matter", why=" ".join(str(error).split()),
            fix="Correct the YAML at the top",
        ) from error  # fmt: skip
    return (metadata, markdown[match.end() :]) if isinstance(metadata, dict) else ({}, markdown)


def parse_digest(markdown: str) -> Digest:
    """Read a digest; comments become metadata of the paragraph they follow."""
    metadata, body = split_front_matter(markdown)
    return Digest(metadata=metadata, paragraphs=tuple(_paragraphs(body)))


def _paragraphs(body: str) -> Iterator[DigestParagraph]:
    section = None
    for block in re.split(r"\n\s*\n", body):
        text = " ".join(_COMMENT.sub("", block).split())
        if text.startswith("#"):
            section = text.lstrip("# ")
        elif text:
            notes = _notes(block)
            evidence = notes.get("evidence")
            if evidence not in (None, "first-hand", "second-hand"):
                raise Unreadable(
                    "damaged",
                    what="Cannot read a digest",
                    why=f"evidence {evidence!r} is unknown",
                    fix="Write first-hand or second-hand",
                )
            yield DigestParagraph(
                section=section,
                text=text,
                facts=tuple(notes.get("facts", "").replace(",", " ").split()),
                evidence=evidence,
                as_of=notes.get("as_of"),
            )


def _notes(block: str) -> dict[str, Any]:
    notes: dict[str, Any] = {}
    for comment in _COMMENT.findall(block):
        for part in comment.split(";"):
            key, _, value = part.partition(":")
            notes[key.strip()] = value.strip()
    return notes
