"""False premises: a question that takes for granted what the library says otherwise.

Only what can be seen is claimed: one detail of the question (a figure, label, year, name, place, direction or denial)
against a sentence that says the rest of it with another detail, while no sentence found says it as the question does.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.evidence.features import Idf
from assistant.evidence.passage_sentences import Sentence, seen, sentences_of
from assistant.premises.details import DETAILS, LABEL, Detail, DetailsOf, figures_stated, words_around
from assistant.questions.answer_types import answer_type
from assistant.questions.question import Question, read_question
from assistant.questions.subquestions import by_itself
from assistant.questions.terms import terms
from assistant.retrieval import Hit
from corpus.countries import countries_in
from corpus.quantities import read_quantities

CORRECTED = (
    0.3  # weighted share of the question's other words that a sentence says which has its figure and corrects it
)
_OF_AN_EVENT = ("date", "place", "person")  # kinds of answer
HEARD = 0.5  # from this share on, a sentence with the detail as asked speaks for the question
STATED = 0.25  # the same where what is stated first is only a part of the question
_TAKES_FOR_GRANTED = re.compile(
    r"\b(?:why|how come|how (?:did|does|do|was|were|is|are|has|have|can|could)|what (?:made|makes|led|drove|drives|"
    r"pushed|pushes|explains?|caused?|causes|prompted|lies behind)|what was the reason)\b",
    re.IGNORECASE,
)
_STATES_FIRST = re.compile(r"[^?]{20,}[.!]\s+[A-Z][^?]*\?")
_STATED = re.compile(
    r"^(?:but |and |so )?(?:since|as|because|given that|now that|considering that|seeing that|if|after|when|once|"
    r"before|following)\s+([^?]{15,}?),\s+"
    r"(?=(?:then\s+)?(?:(?:in|to|on|by|for|of|with)\s+)?(?:wh\w+|how|is|are|was|were|do|does|did|has|have|had|can|could)"
    r"\b[^?]*\?)",
    re.IGNORECASE,
)
_STATED_LAST = re.compile(
    r"^([^?]{15,}?)\s(?:since|now that|once|given that|because|when)\s+"
    r"(?!(?:was|were|is|are|do|does|did|has|have|had|can|could|wh\w+|how)\b)"
    r"((?:[\w'’-]+\s+){1,6}?(?:was|were|had|has|is|are|did|\w+ed)\s[^?]+)\?\s*$",
    re.IGNORECASE,
)
_ABOUT_ASKING = frozenset(
    terms(
        "explain explains drive drove driven reason cause caused make lead led push pushed prompt come arrive arrived "
        "get got work worked out learn manage manages happen say says state find finds report reckon estimate "
        "estimates according paper study figure account mean show rest behind pass"
    )
)
CORRECTS = re.compile(
    r"\b(?:wrongly|mistaken(?:ly)?|erroneous(?:ly)?|mistakes?|mis(?:report|describ|attribut|dat|stat|quot)\w*|"
    r"mix(?:es|ed)? up|confus\w+|in error|although\b[^.]*\b(?:spoke|said|gave|was|were)|where the figure)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """What the question takes for granted, and the sentence that says otherwise."""

    kind: str
    asked: str
    sentence: Sentence
    told: float

    @property
    def latest(self) -> str:
        """Of labels the latest year that the sentence tells of: what holds now is held against the question."""
        if self.kind != "label":
            return ""
        said = seen(self.sentence.text)
        return max(said.years_told or said.years, default="")


def find_mismatch(question: Question, hits: Sequence[Hit], idf: Idf, lead: Sentence | None = None) -> Mismatch | None:
    """The one told best, or that of the figure in the sentence that leads the answer; None where the question takes
    nothing for granted or nothing speaks against it."""
    asked = [(read_question(text), STATED if _STATES_FIRST.search(text) else HEARD) for text in granted(question)]
    if not asked:
        return _of_an_event(question, idf, lead)
    sentences = [s for hit in hits for s in sentences_of(hit)]
    found = [m for q, heard in asked for m in _mismatches(q, DETAILS, Rest(q, sentences, idf, heard))]

    def rank(m: Mismatch) -> tuple[bool, float, str, str, int]:
        leads = m.kind == "figure" and lead is not None and m.sentence.place == lead.place
        return leads, m.told, m.latest, m.sentence.passage.id, -m.sentence.start

    return max(found, key=rank, default=None)


def _of_an_event(question: Question, idf: Idf, lead: Sentence | None) -> Mismatch | None:
    """`When did they free the 90 boats?` takes for granted how many there were; what answers it may have another
    number."""
    if lead is None or question.asks not in _OF_AN_EVENT or CORRECTS.search(lead.text):
        return None
    return next(_mismatches(question, (figures_stated,), Rest(question, [lead], idf, HEARD)), None)


def granted(question: Question) -> list[str]:
    """The texts that take something for granted: the question, what it states first, what it states last."""
    text = question.text
    whole = _TAKES_FOR_GRANTED.search(text) or _STATES_FIRST.search(text)
    return [*([text] if whole else ()), *filter(None, (stated_first(text), _stated_last(text)))]


def stated_first(text: str) -> str | None:
    """What a question states before it asks: `since the score fell, what explains it?` None where it states nothing."""
    match = _STATED.match(text)
    return match[1] if match else None


def _stated_last(text: str) -> str | None:
    """What a question takes for granted behind what it asks: `where is she held since she was sent to Peru?`"""
    match = _STATED_LAST.match(text)
    return by_itself(match[2], match[1]) if match else None


def asked_besides(text: str) -> str | None:
    """What is asked behind what is stated first; None where nothing is."""
    match = _STATED.match(text)
    return text[match.end() :] if match else None


def without_stated_figures(text: str) -> str | None:
    """The question without the figures and dates of what it states first; None where it states none."""
    match = _STATED.match(text)
    figures = read_quantities(match[1]) if match else []
    if match is None or not figures:
        return None
    stated = match[1]
    for q in reversed(figures):
        stated = re.sub(r"(?:\b(?:in|on|by|of|since|at|about)\s+)?$", "", stated[: q.start]) + stated[q.end :]
    plainer = " ".join(f"{text[: match.start(1)]}{stated}{text[match.end(1) :]}".split())
    return plainer.replace(" ,", ",")


def without_label(text: str) -> str | None:
    """Where the question is whether something bears a label, which one it bears: `what tier is Aruba on?` for `is Aruba
    on Tier 2?`. None where it is not."""
    label = LABEL.search(text)
    if label is None or answer_type(text) != "yes-no":
        return None
    rest = f"{text[: label.start()]}{text[label.end() :]}"
    return " ".join(f"what {label[1].lower()} {rest[:1].lower()}{rest[1:]}".split()).replace(" ?", "?")


def _mismatches(question: Question, kinds: Sequence[DetailsOf], rest: "Rest") -> Iterator[Mismatch]:
    return (m for details in kinds for detail in details(question) for m in rest.mismatches(detail))


class Rest:
    """How much of a question each sentence says, one detail left out. Countries count by any of their names."""

    def __init__(self, question: Question, sentences: Sequence[Sentence], idf: Idf, heard: float) -> None:
        placed = {t for m in countries_in(question.text) for t in terms(question.text[m.start : m.end])}
        self._weights = {t: idf(t) for t in question.content if t not in _ABOUT_ASKING and t not in placed}
        self._countries = {code: max(map(idf, placed), default=1.0) for code in question.countries}
        self._asked_of, self._is_general = set(question.countries), not question.names
        self._sentences, self._heard = sentences, heard
        self._own = [{*terms(s.text), *seen(s.text).countries} for s in sentences]
        self._around = [words_around(s) for s in sentences]

    def mismatches(self, detail: Detail) -> Iterator[Mismatch]:
        """Sentences that say the rest with another detail; none where one says it as asked and corrects nothing."""
        rows = [*self._told(detail.terms, detail.words)]
        if any(self._says_so(detail, sentence, wide) for sentence, _, wide in rows):
            return
        for sentence, inside, wide in rows:
            if detail.said(sentence):
                differs = wide >= CORRECTED and detail.kind == "figure" and bool(CORRECTS.search(sentence.text))
            else:
                told = inside >= detail.told_in_it and wide >= detail.told
                differs = told and detail.differs(sentence) and not self._is_elsewhere(detail, sentence)
            if differs:
                yield Mismatch(kind=detail.kind, asked=detail.asked, sentence=sentence, told=wide)

    def _says_so(self, detail: Detail, sentence: Sentence, wide: float) -> bool:
        """Whether a sentence says it as the question does, and of no other country, correcting nothing."""
        said = wide >= self._heard and detail.said(sentence) and not CORRECTS.search(sentence.text)
        return said and not self._is_elsewhere(detail, sentence)

    def _is_elsewhere(self, detail: Detail, sentence: Sentence) -> bool:
        """Whether it tells of other countries than those asked about, or of some country where the question names
        neither one nor anything else."""
        told = seen(sentence.text).countries
        asked = self._asked_of
        return detail.kind != "place" and bool(told) and not told & asked and bool(asked or self._is_general)

    def _told(self, without: frozenset[str], words: int) -> Iterator[tuple[Sentence, float, float]]:
        weights = {t: w for t, w in {**self._weights, **self._countries}.items() if t not in without}
        if len(weights) < words:
            return
        total = sum(weights.values())
        for sentence, own, around in zip(self._sentences, self._own, self._around, strict=True):
            inside = sum(w for t, w in weights.items() if t in own) / total
            yield sentence, inside, inside + sum(w for t, w in weights.items() if t in around and t not in own) / total
