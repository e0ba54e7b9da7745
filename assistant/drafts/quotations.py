"""Quotations in a draft, compared letter by letter with the pages they may come from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.fuzz import partial_ratio_alignment

from assistant.answer import Citation
from assistant.citations import cite
from assistant.library.store import Library
from assistant.retrieval import Hit
from corpus.model import Passage

QuotationVerdict = Literal["exact", "same_words", "differs", "summary", "not_found"]
EXACT = 100.0
CLOSE = 75.0  # of 100 (Indel similarity of the best aligned stretch) from which a page holds a version of the words
_LIKE = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "\u00ad": "", "…": "..."}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedQuotation:
    """`exact`: the words stand there, letter by letter. `same_words`: all but spacing, marks or a first capital.
    `differs`: the source has other words. `summary`: they are our summary's words, not the publication's."""

    text: str
    start: int
    end: int
    verdict: QuotationVerdict
    reason: str
    citation: Citation | None


def check_quotation(library: Library, text: str, start: int, end: int, hits: Sequence[Hit]) -> CheckedQuotation:
    """The best place among the passages found: where the words stand, else where most of them do."""
    placed = [(score, hit, span) for hit in hits for score, span in [_place(library, text, hit.passage)] if span]
    if not placed:
        return _checked(text, start, end, "not_found", "no passage found holds these words", None)
    score, hit, (a, b) = max(placed, key=lambda p: (p[0], p[1].passage.source.kind != "digest"))
    passage = hit.passage
    citation = cite(library, passage, passage.start + a, passage.start + b, 1)
    found = passage.text[a:b]
    if passage.source.kind == "digest":
        reason = "these are words of our summary, not of the publication"
        return _checked(text, start, end, "summary" if score > EXACT else "differs", reason, citation)
    if found == text or score > EXACT:
        return _checked(text, start, end, "exact", "", citation)
    if _plain(found) == _plain(text):
        return _checked(text, start, end, "same_words", f"the source writes: {found}", citation)
    return _checked(text, start, end, "differs", f"the source says: {found}", citation)


def _place(library: Library, text: str, passage: Passage) -> tuple[float, tuple[int, int] | None]:
    """How well the words stand in a passage, and where. Words that run on past it count, as far as they stand in it."""
    at = passage.text.find(text)
    if at >= 0:
        return EXACT + 2, (at, at + len(text))
    stored = library.page(passage.source.id, passage.page, passage.source_sha256)
    on_page = stored.page.text.find(text) if stored else -1
    start, end = max(on_page, passage.start), min(on_page + len(text), passage.end)
    if on_page >= 0 and start < end:
        return EXACT + 1, (start - passage.start, end - passage.start)
    ours, theirs = text.translate(_ONE_FOR_ONE), passage.text.translate(_ONE_FOR_ONE)
    if len(ours) > len(theirs):
        return 0.0, None
    aligned = partial_ratio_alignment(ours, theirs, score_cutoff=CLOSE)
    if aligned is None:
        return 0.0, None
    return aligned.score, _whole_words(passage.text, aligned.dest_start, aligned.dest_end)


_ONE_FOR_ONE = {key: value for key, value in _LIKE.items() if len(str(value)) == 1}


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _plain(text: str) -> str:
    """Without what printing changes: spacing, kinds of marks, the first capital, marks at the ends."""
    return re.sub(r"\s+", " ", text.translate(_LIKE)).strip(" .,;:!?-'\"").casefold()


def _checked(
    text: str, start: int, end: int, verdict: QuotationVerdict, reason: str, citation: Citation | None
) -> CheckedQuotation:
    return CheckedQuotation(text=text, start=start, end=end, verdict=verdict, reason=reason, citation=citation)
