"""Readings: what each source gives as the answer, with what it counts, where, when, and how the figure came about."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.disagreements.definitions import definition, is_of_another_deed
from assistant.disagreements.extent import is_of_another_extent, names_another, nationals_only
from assistant.evidence.counting import asked_things, counts_what_is_asked
from assistant.evidence.features import WORLD, Idf
from assistant.evidence.passage_sentences import Sentence, seen, sentences_of
from assistant.evidence.subgroups import (
    COUNTED,
    is_of_siblings_only,
    names_nationals_asked,
    subgroups,
    subgroups_asked,
    subgroups_of,
)
from assistant.evidence.values import Value, moved, values_in
from assistant.index.sync import source_context
from assistant.questions.acronyms import Forms
from assistant.questions.question import Question, names_edition
from assistant.questions.regions import REGION
from assistant.questions.terms import terms
from assistant.retrieval import Hit
from corpus.countries import countries_in
from corpus.model import Passage
from corpus.quantities import read_quantities

ABOUT_IT = 0.6  # weighted share of the question's words that sentence, neighbours and title must say
IN_IT = 0.3  # the same for the sentence alone
BESIDE = 0.7  # what a word counts that only a neighbour says
AROUND = 0.6  # the same for title and section
_COMPARES = re.compile(
    r"\b(?:compared? (?:to|with)|how (?:far|much|many) (?:\w+ )?(?:ahead|behind|more|fewer|less|higher|lower)"
    r"|difference between|ratio)\b",
    re.IGNORECASE,
)
_COMPARED_WITH = re.compile(
    r"\b(?:than|above|below|behind|ahead of|that of|those of|compar(?:ed|able) (?:with|to))\s+"
    r"(?:(?:that|those) (?:of|in)\s+(?:(?:the\s+)?(?:[a-z]+\s+){1,3}?)?)?(?:(?:in|for|at|of)\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(\w+)\s+(decades?|years?)\s+(?:before|prior to|earlier than)\s+(?:(?:the|its|their|this|that)\s+)?(\d{4})\b",
    re.IGNORECASE,
)
_DAY = re.compile(r"-\d\d-\d\d$")
_LISTS = re.compile(r",?\s+and\s+|,\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value one sentence gives for what the question asks. `value` is placed in the page text."""

    sentence: Sentence
    value: Value
    definition: str | None
    places: frozenset[str]  # countries and regions, or the world
    together: frozenset[str]  # countries that the sentence lists together
    subgroups: frozenset[str]  # those that only figure or question is of
    nationals: frozenset[str]  # countries whose people are counted, where people are asked about
    day: str | None  # the one it names, where the question asks by day
    years: frozenset[str]  # those the sentence names
    coverage: float  # how much of the question stands in and around the sentence
    told: float  # how much of it the sentence itself says

    @property
    def passage(self) -> Passage:
        return self.sentence.passage

    @property
    def written(self) -> str:
        start = self.passage.start
        return self.passage.text[self.value.start - start : self.value.end - start]

    @property
    def as_of(self) -> str | None:
        return told_date(self.sentence, dated=self.value.kind != "date")


def told_date(sentence: Sentence, dated: bool = True) -> str | None:
    """The one date a `dated` sentence names, be it that of a publication where there is no other, else the date its
    evidence or source is of. What another year is compared with is none."""
    named = [d for d in _dates(sentence.text) if not d.startswith("--")]
    said = seen(sentence.text)
    if dated and (earlier := _EARLIER.search(sentence.text)):
        return _before(earlier)
    dates = [d for d in named if d[:4] not in said.editions and d not in said.bases] or named
    finest = [d for d in dates if not any(other.startswith(f"{d}-") for other in dates)]
    if dated and len(set(finest)) == 1:
        return finest[0]
    return sentence.passage.as_of or sentence.passage.source.published


def readings_of(
    question: Question, hits: Sequence[Hit], idf: Idf, trusted: Callable[[Sentence], bool] = lambda _: False
) -> list[Found]:
    """At most one reading a sentence, of sentences about what the question asks; order does not depend on rank.
    Figures of some only (children, one sector) are none, nor those of one nationality, where there are any of all.

    A `trusted` sentence is known to be about it, whatever words it puts it in.
    """
    if _COMPARES.search(question.text):
        return []
    sentences = [s for hit in hits for s in sentences_of(hit)]
    about = About(question, idf, {t for hit in hits for t in terms(hit.passage.text)})
    found = [f for sentence in sentences for f in about.reading(sentence, trusted(sentence))]
    found = [f for f in found if not f.subgroups]
    found = [f for f in found if not f.nationals] or found
    return sorted(found, key=lambda f: (f.passage.id, f.value.start))


class About:
    """Whether a sentence speaks of what a question asks about, and the value it gives."""

    def __init__(self, question: Question, idf: Idf, known: set[str]) -> None:
        self._question = question
        placed = {t for m in countries_in(question.text) for t in terms(question.text[m.start : m.end])}
        words = [t for t in question.content if t in known and t not in placed]  # places have other names, and a check
        self._weights = {term: idf(term) for term in words}
        self._forms = Forms(question.text, [name.text for name in question.names])
        self._names = [set(name.terms) - placed for name in question.names]

    def reading(self, sentence: Sentence, trusted: bool = False) -> Iterator[Found]:
        values = [
            v
            for v in values_in(self._question, sentence.text)
            if counts_what_is_asked(self._question, v, sentence.text) and self._is_of_what_is_asked(v, sentence.text)
        ]
        if not values or names_another(self._question, sentence.text):
            return
        coverage = self._coverage(sentence, trusted)
        years = _years(sentence.text)
        if coverage is None or not self._period_fits(sentence):
            return
        places = places_in(sentence.text)
        if not self._place_fits(sentence, places) or not names_nationals_asked(self._question, sentence.text):
            return
        if is_of_siblings_only(self._question, sentence.text):
            return
        value = self._singled_out(self._of_the_group(values, sentence.text))
        if value is None:
            return
        yield Found(
            sentence=sentence, value=moved(value, sentence.start), definition=definition(sentence.text, value),
            places=self._places_of(places) or _world(sentence), together=_listed(sentence.text),
            subgroups=self._subgroups_of(value, sentence),
            nationals=nationals_only(self._question, sentence.text, value), day=self._day(sentence), years=years,
            coverage=coverage[0], told=coverage[1],
        )  # fmt: skip

    def _places_of(self, told: frozenset[str]) -> frozenset[str]:
        """The places of a figure: those asked about where all are told, since others are then of who reports, or what
        it is compared with."""
        asked = frozenset(self._question.countries)
        return asked if asked and asked <= told else told

    def _is_of_what_is_asked(self, value: Value, text: str) -> bool:
        """Neither of another deed or extent, nor a name that is mostly the question's own."""
        words = set(value.words.split()) if value.kind == "name" else set()
        known = len(words & {*self._question.terms}) > len(words) / 2
        another = is_of_another_deed(self._question.text, text, value)
        return not known and not another and not is_of_another_extent(self._question, text, value)

    def _day(self, sentence: Sentence) -> str | None:
        asked = any(_DAY.search(q.date) for q in self._question.quantities if q.date)
        told = told_date(sentence) if asked else None
        return told if told and _DAY.search(told) and told in _dates_told(sentence.text) else None

    def _subgroups_of(self, value: Value, sentence: Sentence) -> frozenset[str]:
        if value.kind not in COUNTED:
            return frozenset()
        asked = subgroups_asked(self._question)
        unsaid = subgroups(self._question.text) - subgroups(f"{sentence.passage.section or ''} {sentence.text}")
        return unsaid | subgroups_of(sentence.text, value.end) - asked

    def _of_the_group(self, values: Sequence[Value], text: str) -> Sequence[Value]:
        """Those of the groups that the question names, if any: the second of `50 million in modern slavery and 28
        million in forced labour`."""
        groups = subgroups(self._question.text) & subgroups(text)
        if not groups:
            return values
        of = [(v, subgroups_of(text, v.end)) for v in values if v.kind in COUNTED]
        theirs = [(v, named) for v, named in of if groups <= named]
        alone = [v for v, named in theirs if named <= subgroups_asked(self._question)]
        return alone or [v for v, _ in theirs] or values

    def _singled_out(self, values: Sequence[Value]) -> Value | None:
        """The one value, or the one that counts what the question names; None where it could be any of several.
        The first label of a sentence is the one it gives, later ones are those before or after."""
        if values[0].kind == "label":
            return values[0]
        asked = {*asked_things(self._question.text), *self._question.content}
        named = [v for v in values if v.counted & asked] or [*values]
        return named[0] if all(v.same(named[0]) for v in named) else None

    def _coverage(self, sentence: Sentence, trusted: bool) -> tuple[float, float] | None:
        """Shares of the question's weight in and around the sentence, and in it; None where that is too little."""
        own = set(terms(sentence.text))
        own |= self._forms.told(sentence.text, own)
        beside = set(terms(f"{sentence.before} {sentence.after}"))
        around = set(terms(f"{source_context(sentence.passage.source)} {sentence.passage.section or ''}"))
        total = sum(self._weights.values())
        if not total or not all(name <= own | beside | around for name in self._names):
            return None

        def share(inside: float, near: float, far: float) -> float:
            worth = (
                w * (inside if t in own else near if t in beside else far if t in around else 0.0)
                for t, w in self._weights.items()
            )
            return sum(worth) / total

        wide, own_share = share(1.0, BESIDE, AROUND), share(1.0, 0.0, 0.0)
        return (wide, own_share) if trusted or (wide >= ABOUT_IT and own_share >= IN_IT) else None

    def _place_fits(self, sentence: Sentence, places: frozenset[str]) -> bool:
        asked = set(self._question.countries)
        regions = places_in(self._question.text) - asked
        if any(len(p) > 2 for p in places) and not asked and not (places & regions):
            return False
        told = [m for m in countries_in(sentence.text) if m.code in asked]
        if told and all(_COMPARED_WITH.search(sentence.text[: m.start]) for m in told):
            return False
        if asked and not places and _world(sentence):
            return False
        near = {m.code for m in countries_in(f"{sentence.before} {sentence.after} {sentence.passage.source.title}")}
        return asked <= places | near | set(sentence.passage.source.countries) and (
            not asked or not places or bool(asked & places)
        )

    def _period_fits(self, sentence: Sentence) -> bool:
        """A question about a date is answered by values of that date: as said, else as of, else as published, or as a
        heading says where the sentence tells of none; never by those of a sentence that only tells of other years."""
        asked = [q.date for q in self._question.quantities if q.date]
        if not asked:
            return True
        source, told = sentence.passage.source, seen(sentence.text).years_told
        years = {a[:4] for a in asked if not a.startswith("--")}
        if self._question.asks == "label":
            told = told or seen(sentence.text).years  # the year of an edition is that of the label
        if years and told and not told & years:
            return False
        stated = [*_dates(sentence.text)] or ([sentence.passage.as_of] if sentence.passage.as_of else [])
        section = sentence.passage.section if sentence.passage.section and not _dates_told(sentence.text) else ""
        above = _dates(f"{source.title}. {section}")
        dates = [*stated, *([source.published] if source.published else []), *above]
        fit = {a: any(_within(a, d) for d in dates if d) for a in asked}
        days = [fits for a, fits in fit.items() if a.startswith("--")]  # of several, one is enough
        return all(fits for a, fits in fit.items() if not a.startswith("--")) and (not days or any(days))


def places_in(text: str) -> frozenset[str]:
    """Countries by code, regions by name."""
    regions = (" ".join(m[0].lower().split()) for m in REGION.finditer(text))
    return frozenset([*(m.code for m in countries_in(text)), *regions])


def _world(sentence: Sentence) -> frozenset[str]:
    words = {*terms(sentence.text), *terms(sentence.passage.source.title)}
    return frozenset({"world"}) if words & WORLD else frozenset()


@lru_cache(maxsize=1024)
def _dates(text: str) -> tuple[str, ...]:
    return tuple(q.date for q in read_quantities(text) if q.date)


def _dates_told(text: str) -> tuple[str, ...]:
    """The dates a text names, without those of publications."""
    return tuple(q.date for q in read_quantities(text) if q.date and not names_edition(text, q))


def _listed(text: str) -> frozenset[str]:
    """Countries that a text lists together: `Cambodia, Laos and Myanmar`."""
    told = countries_in(text)
    listed = [(a, b) for a, b in pairwise(told) if _LISTS.fullmatch(text[a.end : b.start])]
    return frozenset(m.code for pair in listed for m in pair)


def _before(earlier: re.Match[str]) -> str:
    """The year so long before another one: 2014 of `a decade before its 2024 edition`."""
    amount = next((int(q.value) for q in read_quantities(earlier[1]) if q.kind == "number"), 1)
    return str(int(earlier[3]) - amount * (10 if earlier[2].lower().startswith("decade") else 1))


def _within(asked: str, given: str) -> bool:
    """Whether a date is the one asked, or a part of it; a day without a year (--10-24) is that of any year."""
    if asked.startswith("--"):
        return given.lstrip("-")[-len(asked) + 2 :] == asked[2:] and len(given) >= len(asked)
    return given == asked or given.startswith(f"{asked}-")


def _years(text: str) -> frozenset[str]:
    return frozenset(d[:4] for d in _dates(text) if not d.startswith("--"))
