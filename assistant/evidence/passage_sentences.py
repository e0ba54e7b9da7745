"""Sentences of passages as they can be quoted, and what a text names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.encoders.answer_encoder import in_place
from assistant.index.sync import source_context
from assistant.questions.question import names_edition
from assistant.questions.terms import terms
from assistant.retrieval import Hit
from corpus.countries import countries_in
from corpus.fields import field_of
from corpus.model import Passage
from corpus.quantities import Quantity, read_quantities
from corpus.sentences import ITEM, sentence_spans

Place = tuple[str, int, int]  # source, page, offset
EVIDENCE_NOTE = re.compile(r"^\((?:First|Second)-hand, as of [^()]*\.\)$")
_BASE = re.compile(r"\b(?:since|than(?: in)?|compared (?:to|with)|against|(?:up|down) from|on)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a text names."""

    words: frozenset[str]
    countries: frozenset[str]
    quantities: tuple[Quantity, ...]
    editions: frozenset[str]  # years of publications, rather than of what they tell
    bases: frozenset[str]  # years that another one is compared with: since 2023, a third more than in 2023
    years_told: frozenset[str]  # those that stand anywhere as neither

    @property
    def years(self) -> frozenset[str]:
        return _years([q for q in self.quantities if q.date and not q.date.startswith("--")])


@lru_cache(maxsize=16_384)
def seen(text: str) -> Seen:
    quantities = tuple(read_quantities(text))
    dates = [q for q in quantities if q.date and not q.date.startswith("--")]
    editions = [q for q in dates if names_edition(text, q)]
    bases = [q for q in dates if q.kind == "year" and _BASE.search(text[: q.start])]
    return Seen(
        words=frozenset(terms(text)),
        countries=frozenset(m.code for m in countries_in(text)),
        quantities=quantities,
        editions=_years(editions),
        bases=_years(bases),
        years_told=_years([q for q in dates if q not in editions and q not in bases]),
    )


def _years(dates: Sequence[Quantity]) -> frozenset[str]:
    return frozenset(q.date[:4] for q in dates if q.date)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a passage, with offsets into its page, and the text of its neighbours in the passage."""

    hit: Hit
    start: int
    end: int
    text: str
    before: str
    after: str

    @property
    def passage(self) -> Passage:
        return self.hit.passage

    @property
    def place(self) -> Place:
        """Where it stands; it may do so in several passages."""
        return self.passage.source.id, self.passage.page, self.start

    @property
    def is_field(self) -> bool:
        return field_of(self.text) is not None

    @property
    def told(self) -> str:
        """The sentence as it is understood by itself: a field together with what it is a field of."""
        return f"{self.passage.source.title}. {self.before} {self.text}" if self.is_field else self.text

    @property
    def in_place(self) -> str:
        """The sentence with what stands above and before it, as the answer encoder reads it."""
        return in_place(self.told, self.passage.source.title, self.before)

    @property
    def heading(self) -> str:
        """What stands above it: title, publisher, date, places and section."""
        return f"{source_context(self.passage.source)} {self.passage.section or ''}"


def sentences_of(hit: Hit) -> list[Sentence]:
    """The sentences of a passage that can be quoted. Notes on evidence are none, nor is the title said again.

    Beside an item of a list stands what introduces the list, not the other items.
    """
    passage = hit.passage
    spans = [
        (a, b) for a, b in sentence_spans(passage.text) if not EVIDENCE_NOTE.match(passage.text[a:b]) and b - a > 2
    ]
    texts = [passage.text[a:b] for a, b in spans]
    found, opening = [], ""
    for i, (a, b) in enumerate(spans):
        marker = ITEM.match(texts[i])
        if not marker:
            opening = texts[i] if texts[i].endswith(":") else ""
        if _repeats_title(passage, texts[i]):
            continue
        start = a + marker.end() if marker else a
        before, after = texts[i - 1] if i else "", texts[i + 1] if i + 1 < len(texts) else ""
        found.append(
            Sentence(
                hit=hit, start=passage.start + start, end=passage.start + b, text=passage.text[start:b],
                before=opening if marker else before, after="" if marker else after,
            )
        )  # fmt: skip
    return found


def _repeats_title(passage: Passage, sentence: str) -> bool:
    return seen(sentence).words <= seen(passage.source.title).words
