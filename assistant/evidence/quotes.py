"""Quote answers: without a language model, the sentences that answer best, word for word, with who says so and when."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from assistant.answer import Checks, Citation, Claim
from assistant.citations import cite
from assistant.evidence.contrasts import AT_FIRST, contrasts
from assistant.evidence.counting import counts_what_is_asked
from assistant.evidence.lists import end_with_items
from assistant.evidence.passage_sentences import seen
from assistant.evidence.ranks import first_place, places_wanted
from assistant.evidence.subgroups import COUNTED, names_nationals_asked, subgroups, subgroups_asked, subgroups_of
from assistant.evidence.support import Scored
from assistant.evidence.values import is_change, kinds_asked, values_in
from assistant.library.store import Library
from assistant.questions.overviews import is_retold
from assistant.questions.question import Question
from assistant.questions.terms import terms
from corpus.dates import written_out
from corpus.fields import field_of
from corpus.quantities import Quantity, same_quantity

AT_MOST = 4
EVERY_ACCOUNT = 6  # where accounts differ
NEAR_BEST = 0.6  # of the best sentence's support; weaker ones of the same source are padding
ANOTHER_VOICE = 0.35  # the same for the first sentence of another source, which may agree or differ, and for rankings
ANOTHER_LABEL = 0.1  # the same where the latest label is asked for, for sentences that say as much of the question
ANOTHER_ACCOUNT = 0.15  # the same where the question says that accounts differ, for sentences that count what it asks
_PAST = re.compile(
    r"\b(?:was|were|did|had|before|formerly|previous(?:ly)?|first|ever|always|when|since)\b", re.IGNORECASE
)
_MEASURE = re.compile(
    r"\b(?:scor(?:es?|ed)|ranks?|ranked|rates?|rated|shares?|numbers?|figures?|levels?)\b", re.IGNORECASE
)
_EARLIER_EDITION = re.compile(
    r"\b(?:previous|earlier|prior|preceding|older|former|last but one)\s+(?:[\w’'-]+\s+){0,3}?"
    r"(?:editions?|reports?|versions?|estimates?|surveys?|index|issues?)\b",
    re.IGNORECASE,
)
SAME_WORDS = 0.75  # share of words in common from which two sentences say the same


def choose(scored: Sequence[Scored], question: Question, threshold: float) -> list[Scored]:
    """The sentences that answer, best first, none repeating another of its source; none if the best falls short.

    At most AT_MOST, or EVERY_ACCOUNT where the question says that accounts differ.
    """
    if not scored or scored[0].support < threshold:
        return []
    chosen = [*_corrected(scored, question, threshold)]
    for candidate in scored:
        heard = any(_source(candidate) == _source(kept) for kept in chosen)
        if candidate.support >= _floor(candidate, question, heard, scored[0]) * scored[0].support:
            chosen += [] if any(_repeats(question, candidate, kept) for kept in chosen) else [candidate]
    chosen.sort(key=lambda s: (_retold(question, s), not is_direct(question, s), -_latest(question, s)))
    return _with_contrasts(chosen[: EVERY_ACCOUNT if question.contested else AT_MOST], scored, question)


def _corrected(scored: Sequence[Scored], question: Question, threshold: float) -> list[Scored]:
    """Where what was said at first, or how others report it, answers best: the best that is neither, if it answers."""
    least = max(threshold, ANOTHER_VOICE * scored[0].support)
    if not _retold(question, scored[0]):
        return []
    return [s for s in scored if s.support >= least and not _retold(question, s) and is_direct(question, s)][:1]


def _with_contrasts(chosen: Sequence[Scored], scored: Sequence[Scored], question: Question) -> list[Scored]:
    """The chosen sentences, each followed by its neighbour in the text that says it is otherwise."""
    direct = [s for s in scored if is_direct(question, s)]
    told: dict[tuple[str, int], Scored] = {}
    for kept in chosen:
        others = [s for s in direct if kept in direct and contrasts(kept, s)]
        told |= {(s.sentence.passage.id, s.sentence.start): s for s in (kept, *others)}
    return list(told.values())[:EVERY_ACCOUNT]


def _floor(candidate: Scored, question: Question, heard: bool, best: Scored) -> float:
    if question.contested and question.asks in COUNTED and is_direct(question, candidate):
        return ANOTHER_ACCOUNT
    if _wants_latest_label(question) and _says_as_much(candidate, best):
        return ANOTHER_LABEL
    return NEAR_BEST if heard and not places_wanted(question) else ANOTHER_VOICE


def _wants_latest_label(question: Question) -> bool:
    """`What tier is it on?` Whatever it was before is no answer, however well it is told."""
    now = question.wants_latest or (not question.years and not _PAST.search(question.text))
    return now and question.asks == "label"


def _says_as_much(candidate: Scored, best: Scored) -> bool:
    """Whether it says as much of the question, and holds the kind of thing asked for."""
    one, other = candidate.features, best.features
    return all(getattr(one, name) >= getattr(other, name) for name in ("wide_coverage", "names", "countries", "kind"))


def in_order(chosen: Sequence[Scored], question: Question, superseded_by: Callable[[str], str | None]) -> list[Scored]:
    """Chosen sentences as they are shown: first those that are not on how others report it, nor on what was said
    before it was corrected, then, where an earlier edition is asked for, those of editions that a newer one replaces,
    then those whose figure counts what is asked, those on the day that the question names, and, where it names no
    year, those of editions that no newer one replaces, then the places of a ranking from the top, or the latest label,
    where that is asked for; else the best supported.

    `superseded_by` gives the newest edition of a source that is not.
    """
    earlier = _EARLIER_EDITION.search(question.text) is not None

    def is_replaced(s: Scored) -> bool:
        return not question.years and superseded_by(_source(s)) is not None

    return sorted(
        chosen,
        key=lambda s: (
            _retold(question, s), earlier and not is_replaced(s), not is_direct(question, s),
            _is_of_another_day(question, s), _is_outdated(question, s, chosen), is_replaced(s),
            first_place(s.sentence.text) if places_wanted(question) else 0, -_latest(question, s),
        ),
    )  # fmt: skip


def _is_of_another_day(question: Question, scored: Scored) -> bool:
    """Whether a day is asked about, and the sentence only tells of others."""
    asked, told = _days(question.quantities), _days(seen(scored.sentence.text).quantities)
    return bool(asked and told and not asked & told)


def _days(quantities: Sequence[Quantity]) -> set[str]:
    """Month and day of the dates that have both: not every text gives the year."""
    return {q.date[-len("10-24") :] for q in quantities if q.date and len(q.date) >= len("--10-24")}


def _is_outdated(question: Question, scored: Scored, chosen: Sequence[Scored]) -> bool:
    """Whether a figure is of an earlier year than another one that its source gives, where no year is asked about."""
    measured = question.asks == "yes-no" or kinds_asked(question) or _MEASURE.search(question.text)
    if not measured or question.years or question.contested or _PAST.search(question.text):
        return False
    year = _year_told(scored)
    others = (s for s in chosen if _source(s) == _source(scored) and is_direct(question, s))
    return year > 0 and any(_year_told(other) > year for other in others)


def _retold(question: Question, scored: Scored) -> bool:
    """Whether it tells how others report what a publication says, or what was said at first, which never comes before
    what is said; but on what tier a country is now may be told by others only."""
    early = AT_FIRST.search(scored.sentence.text) and not AT_FIRST.search(question.text)
    retold = is_retold(scored.sentence.passage.section) and not _wants_latest_label(question)
    return not question.contested and bool(early or retold)


def _latest(question: Question, scored: Scored) -> int:
    """The latest year a sentence tells of, where the latest label is asked for; years to come are plans."""
    if not _wants_latest_label(question):
        return 0
    return _year_told(scored)


def _year_told(scored: Scored) -> int:
    told = seen(scored.sentence.text)
    return max((year for year in map(int, told.years_told or told.years) if year <= date.today().year), default=0)


def is_direct(question: Question, scored: Scored) -> bool:
    """Whether the sentence counts what is asked to be counted, where that is asked: people, not cases or countries; and
    is of the groups asked about, neither of all that they are part of nor of some only."""
    sentence = scored.sentence
    if not kinds_asked(question) or sentence.is_field:
        return True
    if subgroups(question.text) - subgroups(sentence.text) - subgroups(sentence.passage.section or ""):
        return False
    if not names_nationals_asked(question, sentence.text):
        return False
    asked = subgroups_asked(question)
    if question.asks not in COUNTED:  # did the number of victims rise?
        ends = [q.end for q in seen(sentence.text).quantities if q.date is None]
        return not ends or any(subgroups_of(sentence.text, end) <= asked for end in ends)
    told = (v for v in values_in(question, sentence.text) if counts_what_is_asked(question, v, sentence.text))
    return any(v.kind not in COUNTED or subgroups_of(sentence.text, v.end) <= asked for v in told)


def quote_answer(library: Library, chosen: Sequence[Scored]) -> tuple[str, list[Claim], list[Citation]]:
    """Text, claims and citations: one of each a sentence."""
    sentences = [s.sentence for s in chosen]
    citations = [cite(library, s.passage, s.start, end_with_items(s), n) for n, s in enumerate(sentences, 1)]
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
    """Nearly the same words of one source and no other figure, or where figures are asked for, those told already,
    whatever the words; or an item of the list it is quoted with. Not those on another year, where the latest label is
    asked for."""
    if _is_quoted_with(candidate, kept) or _is_quoted_with(kept, candidate):
        return True
    if _source(candidate) != _source(kept) or _latest(question, candidate) != _latest(question, kept):
        return False
    figures, known = (seen(s.sentence.text).quantities for s in (candidate, kept))
    if question.asks in COUNTED and not question.contested:
        figures = tuple(f for f in figures if f.date is None and f.value != 1)  # one website
        if figures and _all_told_alike(figures, known, candidate.sentence.text, kept.sentence.text):
            return True
    if not _all_told(figures, known):
        return False
    a, b = set(terms(candidate.sentence.text)), set(terms(kept.sentence.text))
    return len(a & b) >= SAME_WORDS * min(len(a), len(b))


def _all_told(figures: Sequence[Quantity], known: Sequence[Quantity]) -> bool:
    return all(any(same_quantity(f, k) for k in known) for f in figures)


def _all_told_alike(figures: Sequence[Quantity], known: Sequence[Quantity], text: str, other: str) -> bool:
    """Whether all figures are told already, and not as changes where they are none: up by 38 per cent is not 38."""
    levels = [f for f in figures if not is_change(text, f.start, f.end)]
    return _all_told(figures, known) and _all_told(levels, [k for k in known if not is_change(other, k.start, k.end)])


def _is_quoted_with(item: Scored, other: Scored) -> bool:
    a, b = item.sentence, other.sentence
    return a.passage.id == b.passage.id and b.start < a.start < end_with_items(b)
