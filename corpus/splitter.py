"""Pages to passages: whole paragraphs where they fit, whole sentences where they do not, and never past the window."""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator

from corpus.model import Block, Page, Span, TokenSpans
from corpus.sentences import sentence_spans, trim

MAX_CHARACTERS = 1_400  # scripts written without spaces can hide a page in a few unknown tokens


def split(page: Page, token_spans: TokenSpans, max_tokens: int) -> list[Span]:
    """Passages of `page`, in order, none overlapping, each at most `max_tokens` tokens and MAX_CHARACTERS long.

    Together they hold every character of every block that is not white space. A passage keeps to one section and one
    kind of evidence. Pages without blocks count as one block.
    """
    ruler = _Ruler(page.text, token_spans, max_tokens)
    blocks = page.blocks or (Block(start=0, end=len(page.text)),)
    return [
        Span(page=page.number, start=a, end=b, section=block.section, evidence=block.evidence, as_of=block.as_of)
        for a, b, block in _merge(list(_pieces(page.text, blocks, ruler)), ruler)
    ]


class _Ruler:
    """Measures slices of one text in tokens, encoding the text once."""

    def __init__(self, text: str, token_spans: TokenSpans, max_tokens: int) -> None:
        spans = token_spans(text)
        self._text, self._token_spans, self._max_tokens = text, token_spans, max_tokens
        self._starts = [a for a, _ in spans]

    def fits(self, start: int, end: int) -> bool:
        if end - start > MAX_CHARACTERS:
            return False
        if bisect_left(self._starts, end) - bisect_left(self._starts, start) > self._max_tokens:
            return False
        return len(self._token_spans(self._text[start:end])) <= self._max_tokens


def _pieces(text: str, blocks: tuple[Block, ...], ruler: _Ruler) -> Iterator[tuple[int, int, Block]]:
    for block in blocks:
        start, end = trim(text, block.start, block.end)
        if start == end:
            continue
        if ruler.fits(start, end):
            yield start, end, block
            continue
        for a, b in sentence_spans(text, start, end):
            for c, d in _cut(text, a, b, ruler):
                yield c, d, block


def _cut(text: str, start: int, end: int, ruler: _Ruler) -> Iterator[tuple[int, int]]:
    """A sentence that does not fit is cut at a space, else between characters, never before a combining mark."""
    while not ruler.fits(start, end):
        low, high = start + 1, end
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if ruler.fits(start, middle) else (low, middle - 1)
        cut = low
        space = max(text.rfind(" ", start + 1, cut), text.rfind("\n", start + 1, cut))
        if space > start + (cut - start) // 2:
            cut = space
        while cut > start + 1 and (unicodedata.combining(text[cut]) or not ruler.fits(start, cut)):
            cut -= 1
        yield trim(text, start, cut)
        start, _ = trim(text, cut, end)
    if start < end:
        yield start, end


def _merge(pieces: list[tuple[int, int, Block]], ruler: _Ruler) -> Iterator[tuple[int, int, Block]]:
    """Join neighbours of one section and one evidence while they fit, so that short paragraphs keep their context."""
    held: tuple[int, int, Block] | None = None
    for start, end, block in pieces:
        if held and _same_ground(held[2], block) and ruler.fits(held[0], end):
            held = held[0], end, block
            continue
        if held:
            yield held
        held = start, end, block
    if held:
        yield held


def _same_ground(a: Block, b: Block) -> bool:
    return (a.section, a.evidence, a.as_of) == (b.section, b.evidence, b.as_of)
