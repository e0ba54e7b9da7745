"""What the sources of an answer disagree about, clause by clause."""

import re
from collections.abc import Sequence

from assistant.answer import Citation
from assistant.disagreements.disagreement import Compared, accounts_in_text, compare
from assistant.disagreements.tellings import tellings_of
from assistant.evidence.contrasts import SAME_MATTER, tells_otherwise
from assistant.evidence.passage_sentences import Place, Sentence, sentences_of
from assistant.evidence.support import SURE
from assistant.finding import Found, Parts
from assistant.injection import quotable
from assistant.retrieval import Hit

_WHOSE_WORD = re.compile(
    r"\W*(?:(?:and|but|so)\s+)?who (?:says|said|reports?|reported|claims?|claimed) (?:so|that|this|it)\s*(?:[?(]|$)",
    re.IGNORECASE,
)
"""Several who say the same are no two accounts."""


def accounts_of(parts: Parts, found: Found, citations: Sequence[Citation]) -> Compared:
    """What the sources disagree about; of clauses in turn, since what answers one is no account of another."""
    alike = parts.evidence.alike
    compared = Compared(disagreements=(), citations=tuple(citations))
    if _WHOSE_WORD.match(found.question.text):
        return compared
    for clause in found.clauses or (found,):
        hits = clause.voices
        heard = {hit.key for hit in hits}
        weighed = [s for s in clause.scored if s.sentence.hit.key in heard]
        tellings = [] if found.several else tellings_of(clause.question, hits, weighed)
        own = compare(
            parts.library, clause.question, hits, parts.indexes.idf, compared.citations, tellings, alike,
            _answering(parts, clause),
        )  # fmt: skip
        known = {told.readings for told in compared.disagreements}
        new = (told for told in own.disagreements if told.readings not in known)
        compared = Compared(
            disagreements=(*compared.disagreements, *new), citations=own.citations,
            sides=(*compared.sides, *own.sides),
        )  # fmt: skip
    if compared.disagreements:
        return compared
    return accounts_in_text(parts.library, found.question, found.chosen, compared.citations, alike)


def _answering(parts: Parts, found: Found) -> frozenset[Place]:
    """Where sentences stand that surely answer, whatever their words, and what others tell of the same as the first."""
    sure = frozenset(s.sentence.place for s in found.chosen if s.support >= SURE)
    if not found.chosen or found.several:
        return sure
    lead = found.chosen[0].sentence
    others = _others_tell(parts, lead, found.voices)
    return sure.union(s.place for s in (lead, *others)) if others else sure


def _others_tell(parts: Parts, sentence: Sentence, hits: Sequence[Hit]) -> list[Sentence]:
    """What its source says that others tell of the same."""
    told = [s for hit in hits if hit.passage.source.id == sentence.passage.source.id for s in sentences_of(hit)]
    others = [s for s in told if tells_otherwise(s) and s.place != sentence.place and quotable(s.text)]
    return [s for s in others if parts.evidence.alike(sentence, s) >= SAME_MATTER]
