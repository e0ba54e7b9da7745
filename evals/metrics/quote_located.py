"""Quotes located: citations whose quote stands, character for character, where they say, over all citations.

Our own promise (no paper): page_text[start:end] == quote, in the revision named.
"""

from collections.abc import Callable, Mapping
from typing import Any

PageText = Callable[[str, int, str], str | None]
"""The text of a page, given source id, page number and the revision's sha256; None where there is none."""


def quotes_located(answer: Mapping[str, Any], page_text: PageText) -> tuple[int, int] | None:
    """(located, citations); None where nothing is cited."""
    citations = answer["citations"]
    return (sum(_stands(c, page_text) for c in citations), len(citations)) if citations else None


def _stands(citation: Mapping[str, Any], page_text: PageText) -> bool:
    text = page_text(citation["source_id"], citation["page"], citation["source_sha256"])
    start, end = citation["start"], citation["end"]
    return text is not None and 0 <= start < end and text[start:end] == citation["quote"]
