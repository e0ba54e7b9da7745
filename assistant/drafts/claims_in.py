"""Which sentences of a draft state a fact that sources can bear out or deny, and what a draft quotes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.drafts.reading import Draft
from assistant.questions.question import content_terms, names_in
from corpus.countries import countries_in
from corpus.quantities import read_quantities
from corpus.sentences import sentence_spans

ENOUGH_WORDS = 5  # content words of a sentence without figure, name or place, from which it can be checked
_OPINION = re.compile(
    r"\b(?:should|ought to|must|let us|let's|please)\b"
    r"|\b(?:we|I|this (?:brief|paper|note|report))\s+(?:\w+\s+)?(?:recommends?|believes?|thinks?|argues?|proposes?|"
    r"hopes?|suggests?|urges?|calls? (?:on|for)|asks?|discusses|describes|sets out|looks at)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“([^“”]+)”|«([^«»]+)»|„([^„“]+)“|\"([^\"\n]+)\"")
QUOTED_WORDS = 3  # shorter ones are words used at arm's length, not quotations


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """`draft.text[start:end]`, without its quotation marks."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    start: int
    end: int
    text: str
    quoted: tuple[Quoted, ...] = ()


def claims_in(draft: Draft) -> Iterator[Sentence]:
    """Sentences to be checked, in order: those that state a fact, and those that quote."""
    for paragraph in draft.paragraphs:
        if paragraph.heading:
            continue
        quoted = [*_quoted(draft.text, paragraph.start, paragraph.end)]
        for start, end in _whole(sentence_spans(draft.text, paragraph.start, paragraph.end), quoted):
            text = draft.text[start:end]
            inside = tuple(q for q in quoted if start <= q.start < end)
            if inside or states_a_fact(text):
                yield Sentence(start=start, end=end, text=text, quoted=inside)


def states_a_fact(text: str) -> bool:
    """A statement with a figure, a name, a place or enough to say; no question, no recommendation."""
    if text.rstrip("”\"')] ").endswith("?") or _OPINION.search(text):
        return False
    content = content_terms(text)
    if len(content) >= ENOUGH_WORDS:
        return True
    return len(content) >= 2 and bool(read_quantities(text) or names_in(text) or countries_in(text))


def _quoted(text: str, start: int, end: int) -> Iterator[Quoted]:
    for match in _QUOTED.finditer(text, start, end):
        group = next(i for i in range(1, 5) if match[i] is not None)
        if len(match[group].split()) >= QUOTED_WORDS:
            yield Quoted(start=match.start(group), end=match.end(group), text=match[group])


def _whole(spans: list[tuple[int, int]], quoted: list[Quoted]) -> list[tuple[int, int]]:
    """A sentence does not end inside a quotation: what was cut there is joined again."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and any(q.start < joined[-1][1] <= q.end and start <= q.end + 1 for q in quoted):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined
