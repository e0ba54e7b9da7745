"""What can be seen of a sentence as evidence for a question, as numbers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.evidence.answer_spans import has_kind, in_words, lacks_name_asked
from assistant.evidence.counting import is_of_another_kind
from assistant.evidence.differences import tells_apart, told_apart
from assistant.evidence.passage_sentences import Sentence, seen
from assistant.evidence.ranks import is_of_another_rank, places_wanted
from assistant.evidence.recommendations import asks_for_recommendations, recommends
from assistant.evidence.shares import counts_nothing_asked
from assistant.evidence.subgroups import (
    COUNTED,
    gives_only_the_whole,
    is_of_siblings_only,
    names_nationals_asked,
    names_outcome_asked,
    subgroups,
    subgroups_asked,
    subgroups_of,
    wholes_asked,
)
from assistant.questions.acronyms import Forms, in_digits
from assistant.questions.answer_types import ASKS_NAME
from assistant.questions.asked_places import origins_in, places_asked, places_in
from assistant.questions.overviews import asks_for_findings, tells_no_finding
from assistant.questions.question import ASKING_WORDS, FUNCTION_WORDS, Question
from assistant.questions.synonyms import said_otherwise
from assistant.questions.terms import terms
from assistant.retrieval import is_asked, is_edition
from corpus.countries import countries_in
from corpus.fields import field_of
from corpus.quantities import Quantity, same_quantity

_NUMBERED = re.compile(r"(.*\S)\s+([IVX]+|\d{1,3})")
_ENDED = re.compile(r"[.!?;][”’\"')\]]*\s*$")
IN_WORDS = 0.5  # what a figure or date counts that is told in words only
NEIGHBOUR, CONTEXT = 0.7, 0.5  # what a word counts that stands beside the sentence, or only in title or section

WORLD = frozenset(terms("world worldwide global globally"))  # one notion
PLAIN = 4  # words besides that make a sentence half as plain
FEW = 3  # countries of a publication, each of which its sentences may be on
MONTH = len("2025-05")
UNSAYING = frozenset(terms(" ".join(FUNCTION_WORDS | ASKING_WORDS)))  # words that say nothing by themselves

Idf = Callable[[str], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What the support model sees, each between 0 and 1 where nothing else is said."""

    coverage: float  # idf-weighted share of the question's words in the sentence
    wide_coverage: float  # the same, counting neighbours and title in part
    rarest: float  # how well the question's rarest word is covered
    names: float  # share of the question's names that stand in sentence, neighbours or title
    countries: float  # share of the countries asked about
    other_place: float  # 1 where the question names places and the sentence only names others
    figures: float  # share of the years, dates and figures of the question
    other_period: float  # 1 where the question names a year, or one of a series, and the sentence only others
    kind: float  # the kind of answer asked for: 1 in the sentence, NEIGHBOUR beside it, IN_WORDS without a figure
    typed: float  # 1 where the question asks for a kind that can be seen
    plain: float  # where a figure is asked for, how little the sentence says besides: all people, not women in Asia
    whole: float  # 0 where a figure is asked for, and those told are of others than the groups the question names
    cosine: float  # question and sentence, -1 to 1
    passage_cosine: float  # question and passage, -1 to 1
    retrieval: float  # the passage's word score; a field's neighbours are no context, so there its document's
    encoder: float  # whether the answer encoder thinks that the sentence answers: log-odds, -1 to 1

    @property
    def can_answer(self) -> bool:
        """Whether the kind of thing asked for is there, and place and period are not others than those asked about."""
        return not (self.typed and self.kind == 0.0) and not self.other_place and not self.other_period

    def vector(self) -> list[float]:
        return [getattr(self, name) for name in self.__slots__]


def _dates_with_months(quantities: Sequence[Quantity]) -> list[str]:
    return [q.date for q in quantities if q.date and len(q.date) >= MONTH and not q.date.startswith("--")]


def _another_of_series(name: str, text: str) -> bool:
    """Whether a text only speaks of others of a series than the one named: of Storm Makers II, not of III."""
    numbered = _NUMBERED.fullmatch(name)
    if numbered is None:
        return False
    last = re.escape(numbered[1].split()[-1])  # INTERPOL's Storm Makers is Storm Makers
    told = re.findall(rf"\b{last}\s+([IVX]+|\d{{1,3}})\b", text)
    return bool(told) and in_digits(numbered[2]) not in map(in_digits, told)


class Asked:
    """What one question asks of every sentence, computed once."""

    def __init__(self, question: Question, idf: Idf) -> None:
        self._question = question
        self._framing = (*wholes_asked(question), *places_wanted(question))  # figures that no answer need tell
        framing = {t for q in self._framing for t in terms(question.text[q.start : q.end])}
        self._weights = {term: idf(term) for term in question.content if term not in framing}
        self._name_terms = {term for name in question.names for term in name.terms}
        self._places = places_asked(question.subject)
        self._origins = origins_in(question.subject)
        self._little = {*question.terms, *UNSAYING, *WORLD}
        self._forms = Forms(question.text, [name.text for name in question.names])
        self._world = WORLD & {*question.terms}
        self._subgroups = subgroups_asked(question)
        self._overview = asks_for_findings(question.text)
        self._advice = asks_for_recommendations(question.subject)
        self._told_apart = told_apart(question.subject) if question.asks in ("open", "definition") else None
        self._country_of = {
            term: mention.code
            for mention in countries_in(question.subject)
            for term in terms(question.subject[mention.start : mention.end])
        }

    def admits(self, sentence: Sentence) -> bool:
        """A field answers only a question that names it; a heading that says no more than the question answers none,
        nor does the other end of a ranking, nor the whole that a part is asked of, nor another part or kind. What is
        recommended, and what the difference is, only a sentence tells that does so."""
        field = field_of(sentence.text)
        if field is not None:
            return is_asked(self._question, field)
        if is_of_another_rank(self._question, sentence.text) or self._is_of_others(sentence):
            return False
        if self._overview and tells_no_finding(sentence.text, sentence.passage.section):
            return False
        around = f"{sentence.before} {sentence.passage.section or ''}"
        if is_of_another_kind(self._question.text, sentence.text, around):
            return False
        if lacks_name_asked(self._question, sentence.text):
            return False
        if self._advice and not recommends(f"{sentence.text} {around}"):
            return False
        if self._told_apart and not tells_apart(self._told_apart, sentence.text, sentence.passage.text):
            return False
        return not self._is_heading(sentence.text) or self._question.asks == "yes-no"

    def _is_of_others(self, sentence: Sentence) -> bool:
        """Whether its figures are the whole that a part is asked of, or of others than those asked about, or no counts,
        where these are asked for."""
        question, passage = self._question, sentence.passage
        if gives_only_the_whole(question, sentence.text) or is_of_siblings_only(question, sentence.text):
            return True
        told = f"{passage.text} {passage.section or ''} {passage.source.title}"
        if not names_nationals_asked(question, told) or not names_outcome_asked(question, told):
            return True
        return counts_nothing_asked(question, sentence.told)

    def _is_heading(self, text: str) -> bool:
        """Words without an end that say no more than the question, nor give a figure or a name it asks for."""
        if _ENDED.search(text) or any(not word.isdigit() for word in seen(text).words - self._little):
            return False
        return self._question.asks in ("open", "reason", "definition") or not has_kind(self._question, text)

    def features(self, sentence: Sentence) -> Features:
        own = self._said(sentence.told)
        beside = self._said(sentence.before) | self._said(sentence.after)
        around = self._said(sentence.heading)

        named = {t for t in self._name_terms if t in around}  # a publisher or title that the question names
        own |= named

        def presence(term: str) -> float:
            return 1.0 if term in own else NEIGHBOUR if term in beside else CONTEXT if term in around else 0.0

        everything = own | beside | around
        return Features(
            coverage=self._share(lambda t: float(t in own)),
            wide_coverage=self._share(presence),
            rarest=presence(max(self._weights, key=lambda t: self._weights[t])) if self._weights else 1.0,
            other_period=self._other_period(sentence),
            names=self._names(everything),
            countries=self._countries(sentence),
            other_place=self._other_place(sentence),
            figures=self._figures(sentence),
            kind=self._kind(sentence),
            typed=float(self._question.asks not in ("open", "reason", "definition", "yes-no")),
            plain=self._plain(sentence),
            whole=self._whole(sentence),
            cosine=0.0,  # as long as it has not been read
            passage_cosine=sentence.hit.stages.get("dense", 0.0),
            retrieval=sentence.hit.stages.get("documents" if sentence.is_field else "words", 0.0),
            encoder=0.0,  # likewise
        )

    def _said(self, text: str) -> set[str]:
        """The words of a text, and those of the question that name the world, a country or something else, which the
        text names in any way."""
        said = seen(text)
        places = {term for term, code in self._country_of.items() if code in said.countries}
        world = self._world if said.words & WORLD else ()
        otherwise = said_otherwise(self._weights.keys() - self._name_terms, said.words)
        return {*said.words, *places, *world, *self._forms.told(text, said.words), *otherwise}

    def _share(self, presence: Callable[[str], float]) -> float:
        total = sum(self._weights.values())
        return sum(weight * presence(term) for term, weight in self._weights.items()) / total if total else 1.0

    def _other_period(self, sentence: Sentence) -> float:
        """The date of an edition says which publication is asked for, not what its sentences have to be about."""
        source, told = sentence.passage.source, seen(sentence.text)
        if any(_another_of_series(name.text, sentence.told) for name in self._question.names):
            return 1.0
        named = {date[:4] for date in self._question.editions}
        if named and told.editions and not told.years & named:
            return 1.0
        editions = {d[:4] for d in self._question.editions if is_edition(source, d) or d[:4] in told.editions}
        asked = set(self._question.years) - editions
        given = told.years_told or told.years
        return float(bool(asked and given and not asked & given) or self._other_month(sentence))

    def _other_month(self, sentence: Sentence) -> bool:
        """Whether it tells only of other months of the one year asked about, and its publication is of another, too."""
        months = {date[:MONTH] for date in _dates_with_months(self._question.quantities)}
        source = sentence.passage.source
        if len(self._question.years) != 1 or not months or any(is_edition(source, month) for month in months):
            return False
        told = {date[:MONTH] for date in _dates_with_months(seen(sentence.text).quantities)}
        return bool(told) and not months & told

    def _plain(self, sentence: Sentence) -> float:
        """1 where every word stands in the question or above the sentence, less for every other word."""
        if self._question.asks not in COUNTED:
            return 0.0
        others = seen(sentence.told).words - self._little - seen(sentence.heading).words
        return 1 / (1 + sum(not other[0].isdigit() for other in others) / PLAIN)

    def _whole(self, sentence: Sentence) -> float:
        if self._question.asks not in COUNTED:
            return 1.0
        around = f"{sentence.told} {sentence.before} {sentence.after} {sentence.heading}"
        if subgroups(self._question.text) - subgroups(around):
            return 0.0
        figures = [q for q in seen(sentence.text).quantities if q.date is None]
        told = [subgroups_of(sentence.text, q.end) for q in figures] or [subgroups(sentence.text)]
        return float(any(groups <= self._subgroups for groups in told))

    def _names(self, words: set[str]) -> float:
        names = self._question.names
        return sum(sum(t in words for t in n.terms) / len(n.terms) for n in names) / len(names) if names else 1.0

    def _countries(self, sentence: Sentence) -> float:
        asked = set(self._question.countries)
        if not asked:
            return 1.0
        near = seen(sentence.before).countries | seen(sentence.told).countries | seen(sentence.after).countries
        titled = seen(f"{sentence.passage.source.title} {sentence.passage.section or ''}").countries
        tagged = set(sentence.passage.source.countries)
        return sum(1.0 if c in near else NEIGHBOUR if c in titled else CONTEXT * (c in tagged) for c in asked) / len(
            asked
        )

    def _other_place(self, sentence: Sentence) -> float:
        """Where people are from counts only where that is asked for."""
        told = places_in(sentence.told)
        if not self._places or self._places & told:
            return 0.0
        given = told if self._origins else told - origins_in(sentence.told)
        source = sentence.passage.source
        given = given or (places_in(source.title) if source.countries else frozenset())
        return float(bool(given and not self._places & given) or self._is_of_many_places(sentence))

    def _is_of_many_places(self, sentence: Sentence) -> bool:
        """Where a figure of one country is asked for: whether neither passage nor title names it, and its publication
        is on many."""
        passage = sentence.passage
        if self._question.asks not in COUNTED or len(passage.source.countries) <= FEW or len(self._places) != 1:
            return False
        near = seen(f"{passage.text} {passage.source.title} {passage.section or ''}").countries
        return not self._places & near and not self._places - {*passage.source.countries}

    def _figures(self, sentence: Sentence) -> float:
        asked = [q for q in self._question.quantities if q not in self._framing]
        if not asked:
            return 1.0
        own = seen(sentence.told).quantities
        beside = (*seen(sentence.before).quantities, *seen(sentence.after).quantities)
        around = seen(f"{sentence.heading} {sentence.passage.as_of or ''}").quantities

        def presence(q: Quantity) -> float:
            ranked = ((1.0, own), (NEIGHBOUR, beside), (CONTEXT, around))
            return next((worth for worth, given in ranked if any(same_quantity(q, g) for g in given)), 0.0)

        return sum(map(presence, asked)) / len(asked)

    def _kind(self, sentence: Sentence) -> float:
        if has_kind(self._question, sentence.text):
            return 1.0
        if ASKS_NAME.search(self._question.text):
            return 0.0
        if has_kind(self._question, f"{sentence.before} {sentence.after}"):
            return NEIGHBOUR
        return IN_WORDS if in_words(self._question, sentence.text) else 0.0
