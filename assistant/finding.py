"""Finding: passages for a question, the sentences among them that answer it, and the parts that nothing answers."""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from assistant.encoders.answer_encoder import AnswerEncoder
from assistant.encoders.embedding import Embedder, make_embedder
from assistant.evidence.passage_sentences import seen
from assistant.evidence.quotes import AT_MOST, choose, in_order, is_direct
from assistant.evidence.speakers import Speaker, speaker_asked, speaks
from assistant.evidence.support import SURE, EvidenceFinder, Scored, SupportModel, only_retells
from assistant.filters import Filters
from assistant.index.searching import Indexes
from assistant.injection import addressed, quotable
from assistant.library.store import Library
from assistant.premises.premise import asked_besides, stated_first, without_label, without_stated_figures
from assistant.questions.plain_words import in_words_of_reports
from assistant.questions.question import ABOUT, Question, read_question
from assistant.questions.subquestions import SubQuestion, by_itself, sub_questions
from assistant.reranking import make_reranker
from assistant.retrieval import Hit, Retriever
from assistant.settings import Settings
from assistant.stopwatch import Stopwatch

_PERIOD = re.compile(r"\b(?:between|from)\s+(?:[\w’'-]+\s+){0,4}?\d{4}\s+(?:and|to|until)\b", re.IGNORECASE)
_IS_NOW = re.compile(r"\b(?:is|are)\b", re.IGNORECASE)
A_PART = 2  # sentences that answer one part of several
READ = 20  # passages searched for evidence; a model is given the first `top` of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What answers are made with."""

    library: Library
    indexes: Indexes
    embedder: Embedder
    retriever: Retriever
    evidence: EvidenceFinder


def build_parts(settings: Settings, library: Library, model: SupportModel | None) -> Parts:
    """Without a support model the answer encoder is not loaded either."""
    indexes, embedder = Indexes(library, settings), make_embedder(settings)
    encoder = AnswerEncoder(settings.models_folder) if model else None
    return Parts(
        library=library,
        indexes=indexes,
        embedder=embedder,
        retriever=Retriever(library, indexes, embedder),
        evidence=EvidenceFinder(embedder, encoder, indexes.idf, model),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the library holds for a question: passages, the sentences that answer, passages that address a model."""

    question: Question
    hits: list[Hit]
    scored: list[Scored]  # sentences weighed as evidence, best first
    chosen: list[Scored]
    addressed: list[Hit]
    current: bool  # whether the indexes hold all that the library holds
    several: bool = False  # asks several things, so that sentences need not be about the same
    unanswered: tuple[str, ...] = ()  # the parts of the question that nothing answers, where others are answered
    unheard: str | None = None  # whose word is asked for, where only others are quoted
    clauses: tuple["Found", ...] = ()  # what is found for each clause, where each asks something else

    @property
    def support(self) -> float:
        """Of the best sentence that answers; 0 where none does."""
        return max((s.support for s in self.chosen), default=0.0)

    @property
    def voices(self) -> list[Hit]:
        """The passages without those that address a model: what steers the reader is no voice."""
        silenced = {hit.key for hit in self.addressed}
        return [hit for hit in self.hits if hit.key not in silenced]


class Finder:
    """Finds the evidence for a question, and for each of its parts where it asks several things."""

    def __init__(self, settings: Settings, parts: Parts, model: SupportModel) -> None:
        self._parts, self._model = parts, model
        self._reranker = make_reranker(settings)
        self.searching = threading.Lock()  # held while the indexes are in use

    def retrieve(
        self, question: Question, vector: NDArray[np.float32], filters: Filters, k: int
    ) -> tuple[list[Hit], bool]:
        """Hits, and whether the indexes hold all that the library holds."""
        with self.searching:
            current = self._parts.indexes.refresh()
            hits = self._parts.retriever.retrieve(question, vector, filters, k)
        return (self._reranker.rerank(question.text, hits) if self._reranker else hits), current

    def weigh(self, question: Question, hits: Sequence[Hit]) -> list[Scored]:
        """What is found for another question, weighed as evidence for this one, best first."""
        weighed = self._parts.evidence.find(question, self._parts.retriever.embed(question), hits)
        return [s for s in weighed if quotable(s.sentence.text)]

    def find(self, text: str, filters: Filters, top: int, watch: Stopwatch) -> Found:
        """The evidence for a question; in words of reports where nothing answers it as asked, and is sure to then."""
        found, reworded = self._as_asked(text, filters, top, watch), in_words_of_reports(text)
        if found.chosen or reworded is None:
            return found
        other = self._as_asked(reworded, filters, top, watch)
        return other if any(s.support >= SURE for s in other.chosen) else found

    def _as_asked(self, text: str, filters: Filters, top: int, watch: Stopwatch) -> Found:
        """The evidence for the whole question and, where it asks several things, for each of them in turn. What is
        stated first may be wrong: where nothing answers the question with it, without its figures, then without it; nor
        need something still bear the label it is asked about."""
        asked = sub_questions(text)
        whole = self._find(text, filters, top, watch, compares=any(part.about for part in asked))
        for plainer in _with_less_stated(text, answered=bool(whole.chosen)):
            otherwise = self._find(plainer, filters, top, watch)
            if otherwise.chosen:
                addressed_too = _together(otherwise.addressed, whole.addressed)
                hits = _together(otherwise.hits, whole.hits)
                whole = replace(otherwise, question=whole.question, hits=hits, addressed=addressed_too)
                break
        parts = [(part, self._find_part(part, filters, top, watch)) for part in asked]
        return _merged(whole, parts) if parts else whole

    def _find_part(self, part: SubQuestion, filters: Filters, top: int, watch: Stopwatch) -> Found:
        """A clause that nothing answers along with all that was said before it may be answered by itself."""
        found = self._find(part.text, filters, top, watch, compares=part.compares)
        if found.chosen or part.by_itself is None:
            return found
        alone = self._find(part.by_itself, filters, top, watch)
        return alone if alone.chosen else found

    def _find(self, text: str, filters: Filters, top: int, watch: Stopwatch, compares: bool = False) -> Found:
        question = read_question(text)
        with watch.stage("embed"):
            vector = self._parts.retriever.embed(question)
        with watch.stage("retrieve"):
            hits, current = self.retrieve(question, vector, filters, max(top, READ))
        with watch.stage("rerank"):
            weighed = self._parts.evidence.find(question, vector, hits, compares)
        scored = [s for s in weighed if quotable(s.sentence.text)]
        speaker, threshold = speaker_asked(question.text), self._model.threshold
        theirs = _heard(speaker, scored, threshold)
        answers = [] if theirs and only_retells(question, theirs[0]) else choose(theirs, question, threshold)
        chosen = in_order(answers, question, self._parts.library.superseded_by)
        silent = speaker is not None and not any(speaks(speaker, s.sentence) for s in chosen)
        return Found(
            question=question, hits=hits, scored=scored, chosen=chosen, current=current,
            addressed=[hit for hit in hits if addressed(hit.passage.text)],
            unheard=speaker.name if speaker and chosen and silent else None,
        )  # fmt: skip


def _with_less_stated(text: str, answered: bool) -> Iterator[str]:
    which = without_label(text)
    if which is not None and (not answered or _IS_NOW.match(text)):
        yield which
    if answered:
        return
    if (plainer := without_stated_figures(text)) is not None:
        yield plainer
    if (stated := stated_first(text)) and (asked := asked_besides(text)):
        yield by_itself(asked, stated)


def _together(*rankings: Sequence[Hit]) -> list[Hit]:
    """Every hit once, taken from each ranking in turn."""
    return list({h.key: h for turn in zip_longest(*rankings) for h in turn if h}.values())


def _heard(speaker: Speaker | None, scored: Sequence[Scored], threshold: float) -> Sequence[Scored]:
    """The sentences that give the word of the speaker asked for; all of them where none of these answers."""
    own = [s for s in scored if speaker is not None and speaks(speaker, s.sentence)]
    return own if any(s.support >= threshold for s in own) else scored


def _merged(whole: Found, parts: Sequence[tuple[SubQuestion, Found]]) -> Found:
    """One finding of the whole question's and its parts': each part is heard before any is heard twice."""
    compares, things = all(part.about for part, _ in parts), [part for part, _ in parts]
    if compares:  # what tells of several first, then what it leaves out, then the rest
        lead = [s for s in whole.chosen[:1] if _tells_of_several(s, things, whole.question)]
        answers = [lead, *(_left_out(part, found, lead, things) for part, found in parts), whole.chosen]
    else:
        answers = [found.chosen[:A_PART] for _, found in parts]
        answers += [] if all(answers) else [whole.chosen]
    chosen = list(_once(s for turn in zip_longest(*answers) for s in turn if s is not None))[: max(AT_MOST, len(parts))]
    founds = [whole, *(found for _, found in parts)]
    silent = [
        part.text.partition(ABOUT)[0].rstrip("?") for part, found in parts if not _is_heard(part, found, chosen, things)
    ]
    return replace(
        whole,
        hits=_together(*(f.hits for f in founds)),
        scored=list(_once(sorted((s for f in founds for s in f.scored), key=lambda s: -s.support))),
        chosen=chosen,
        addressed=_together(*(f.addressed for f in founds)),
        current=all(f.current for f in founds),
        several=True,
        unanswered=tuple(dict.fromkeys(silent)) if chosen else (),
        clauses=() if compares else tuple(found for _, found in parts),
    )


def _tells_of_several(scored: Scored, things: Sequence[SubQuestion], question: Question) -> bool:
    """Whether a sentence tells of more than one thing compared, or of what came about from one year to another."""
    several = sum(_speaks_of(thing, scored, things) for thing in things) > 1
    return bool(_PERIOD.search(question.text)) or (several and is_direct(question, scored))


def _left_out(part: SubQuestion, found: Found, chosen: Sequence[Scored], things: Sequence[SubQuestion]) -> list[Scored]:
    """What is found for one thing compared, where the sentences chosen do not tell of it yet."""
    if any(_speaks_of(part, scored, things) and _tells_of_all(scored, things) for scored in chosen):
        return []
    return [scored for scored in found.chosen if _speaks_of(part, scored, things)]


def _tells_of_all(scored: Scored, things: Sequence[SubQuestion]) -> bool:
    """Whether a sentence that gives figures has one for each thing it names: `more than Peru's` gives none of Peru."""
    figures = [q for q in seen(scored.sentence.text).quantities if q.date is None]
    return not figures or len(figures) >= sum(_speaks_of(thing, scored, things) for thing in things)


def _is_heard(part: SubQuestion, found: Found, chosen: Sequence[Scored], things: Sequence[SubQuestion]) -> bool:
    of_edition = any(part.year is not None and part.year in s.sentence.heading for s in chosen)
    return of_edition or any(_speaks_of(part, s, things) for s in chosen) if part.about else bool(found.chosen)


def _speaks_of(part: SubQuestion, scored: Scored, things: Sequence[SubQuestion]) -> bool:
    """Whether a sentence, or what stands above it, tells of a thing compared, unless it tells of another one only."""
    told = seen(scored.sentence.told)
    if part.about is None or part.about <= told.words or part.country in told.countries:
        return True
    if part.year and (told.years_told or told.years):
        return part.year in told.years
    others = (t for t in things if t is not part and t.about is not None)
    if any(other.about <= told.words or other.country in told.countries for other in others if other.about):
        return False
    above = seen(scored.sentence.heading)
    return part.about <= told.words | above.words or part.country in above.countries


def _once(scored: Iterable[Scored]) -> Iterator[Scored]:
    """Each sentence once, as it is first met."""
    met: set[tuple[str, int, int]] = set()
    for s in scored:
        if s.sentence.place not in met:
            met.add(s.sentence.place)
            yield s
