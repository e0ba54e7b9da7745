"""Quote answers: without a language model, the sentences that answer best, word for word, with who says so and when."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from assistant.answer import Checks, Citation, Claim
from assistant.citations import cite
from assistant.evidence import Scored
from assistant.features import seen
from assistant.library.store import Library
from assistant.question import Question
from assistant.terms import terms
from assistant.values import counts_what_is_asked, values_in
from corpus.dates import written_out
from corpus.fields import field_of

AT_MOST = 4
EVERY_ACCOUNT = 6  # where accounts differ
NEAR_BEST = 0.6  # of the best sentence's support; weaker ones of the same source are padding
ANOTHER_VOICE = 0.35  # the same for the first sentence of another source, which may agree or differ
ANOTHER_ACCOUNT = 0.15  # the same where the question says that accounts differ, for sentences that count what it asks
COUNTED = ("number", "money", "percent")
_CONTRASTS = re.compile(
    r"^.{0,60}?\b(?:(?:by|in) contrast|on the other hand|however|unlike|contrary to"
    r"|others? (?:report|say|put|argue)\w*"
    r"|(?:another|a different) (?:\w+ )?(?:account|report|source|estimate|figure|count|study|reading|summary))\b",
    re.IGNORECASE,
)
SAME_WORDS = 0.75  # share of words in common from which two sentences say the same


def choose(scored: Sequence[Scored], question: Question, threshold: float) -> list[Scored]:
    """The sentences that answer, best first, none repeating another of its source; none if the best falls short.

    At most AT_MOST, or EVERY_ACCOUNT where the question says that accounts differ.
    """
    if not scored or scored[0].support < threshold:
        return []
    chosen: list[Scored] = []
    for candidate in scored:
        heard = any(_source(candidate) == _source(kept) for kept in chosen)
        if candidate.support >= _floor(candidate, question, heard) * scored[0].support:
            chosen += [] if any(_repeats(question, candidate, kept) for kept in chosen) else [candidate]
    return _with_contrasts(chosen[: EVERY_ACCOUNT if question.contested else AT_MOST], scored, question)


def _with_contrasts(chosen: Sequence[Scored], scored: Sequence[Scored], question: Question) -> list[Scored]:
    """The chosen sentences, each followed by its neighbour in the text that says it is otherwise."""
    direct = [s for s in scored if _is_direct(question, s)]
    told: dict[tuple[str, int], Scored] = {}
    for kept in chosen:
        contrasts = [s for s in direct if kept in direct and _is_next(kept, s) and _CONTRASTS.match(s.sentence.text)]
        told |= {(s.sentence.passage.id, s.sentence.start): s for s in (kept, *contrasts)}
    return list(told.values())[:EVERY_ACCOUNT]


def _is_next(kept: Scored, other: Scored) -> bool:
    a, b = kept.sentence, other.sentence
    return a.passage.id == b.passage.id and b.text == a.after


def _floor(candidate: Scored, question: Question, heard: bool) -> float:
    if question.contested and question.asks in COUNTED and _is_direct(question, candidate):
        return ANOTHER_ACCOUNT
    return NEAR_BEST if heard and not question.wants_latest else ANOTHER_VOICE


def in_order(chosen: Sequence[Scored], question: Question, superseded_by: Callable[[str], str | None]) -> list[Scored]:
    """Chosen sentences as they are shown: first those whose figure counts what is asked, then the newest edition where
    the question names no year, then the latest year told where the latest is asked for; else the best supported.

    `superseded_by` gives the newest edition of a source that is not.
    """
    newest = superseded_by(_source(chosen[0])) if chosen and not question.years else None
    return sorted(
        chosen, key=lambda s: (not _is_direct(question, s), newest not in (None, _source(s)), -_latest(question, s))
    )


def _latest(question: Question, scored: Scored) -> int:
    """The latest year that a sentence tells of, where the question asks for the latest; years to come are plans."""
    years = map(int, seen(scored.sentence.text).years if question.wants_latest else ())
    return max((year for year in years if year <= date.today().year), default=0)


def _is_direct(question: Question, scored: Scored) -> bool:
    """Whether the sentence counts what is asked to be counted, where that is asked: people, not cases or countries."""
    sentence = scored.sentence
    if question.asks not in COUNTED or sentence.is_field:
        return True
    return any(counts_what_is_asked(question, v, sentence.text) for v in values_in(question, sentence.text))


def quote_answer(library: Library, chosen: Sequence[Scored]) -> tuple[str, list[Claim], list[Citation]]:
    """Text, claims and citations: one of each a sentence."""
    citations = [
        cite(library, s.sentence.passage, s.sentence.start, s.sentence.end, n) for n, s in enumerate(chosen, 1)
    ]
    return "\n\n".join(map(said, citations)), [*map(quoted, citations)], citations


def quoted(citation: Citation) -> Claim:
    """The claim that is a citation's own words."""
    return Claim(
        text=citation.quote, support="summary" if citation.kind == "digest" else "verbatim",
        checks=Checks(figures="ok", names="ok", negation="ok"), citations=(citation.n,),
    )  # fmt: skip


def said(citation: Citation) -> str:
    """One sentence of the answer, with who says so and when. Only a publication's own words carry quotation marks."""
    when = written_out(citation.published)
    who = citation.publisher or citation.title
    if citation.publisher and field_of(citation.quote):  # which says nothing without the title
        who = f"{citation.publisher}, {citation.title}"
    if citation.kind == "digest":
        evidence = f", {citation.evidence}" if citation.evidence else ""
        return f"{citation.quote} (our summary of {who}, {when}{evidence}) [{citation.n}]"
    return f"“{citation.quote}” ({who}, {when}) [{citation.n}]"


def _source(scored: Scored) -> str:
    return scored.sentence.passage.source.id


def _repeats(question: Question, candidate: Scored, kept: Scored) -> bool:
    """Nearly the same words of one source; not those on another year, where the latest is asked for."""
    if _source(candidate) != _source(kept) or _latest(question, candidate) != _latest(question, kept):
        return False
    a, b = set(terms(candidate.sentence.text)), set(terms(kept.sentence.text))
    return len(a & b) >= SAME_WORDS * min(len(a), len(b))
