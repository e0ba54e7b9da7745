"""Disagreement: sources that give different values for the same thing, side by side, and whether they compare.

Copies of one text are one voice; a newer edition's other value is a change over time, not a contradiction.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.answer import Citation, Disagreement, Notice, Reading
from assistant.citations import citation_holding, cite_also
from assistant.disagreements.comparability import clash, comparison, differ, differ_in_answer, of_one_unit, reason
from assistant.disagreements.readings import Found, readings_of, told_date
from assistant.disagreements.tellings import Pair, Telling, changed_details, told_apart
from assistant.disagreements.voices import cited_by, voices
from assistant.evidence.contrasts import Likeness, set_against
from assistant.evidence.features import Idf
from assistant.evidence.passage_sentences import Place, Sentence
from assistant.evidence.support import Scored
from assistant.library.store import Library
from assistant.questions.overviews import is_retold
from assistant.questions.question import Question
from assistant.retrieval import Hit
from corpus.dates import written_out
from corpus.quantities import read_quantities

AT_MOST = 8  # readings shown
AS_NEAR = 0.8  # of what the cited sentence says of the question
AS_OTHERS_SAY = "as others report"
COPIES = "copies of one text differ in this detail"
ACCOUNTS = "the text itself sets these accounts against each other"
TELLINGS = "the sources tell it differently, each in its own words; whether they contradict each other is to be read"
LONGEST = 240  # characters of a sentence shown as a reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Disagreements, and every citation of the answer with those that the readings add.

    `sides`: the numbers of the citations that stand against each other, nothing telling them apart, in sentences that
    say as much of the question; of every reading where the question says that accounts differ.
    """

    disagreements: tuple[Disagreement, ...]
    citations: tuple[Citation, ...]
    sides: tuple[int, ...] = ()


def compare(
    library: Library,
    question: Question,
    hits: Sequence[Hit],
    idf: Idf,
    citations: Sequence[Citation],
    tellings: Sequence[Telling],
    alike: Likeness,
    answering: Collection[Place] = (),
) -> Compared:
    """Compare what the retrieved passages give as the answer: values that can be read, else whole tellings of sources.

    The sentences `answering` are about it, whatever their words. Readings without a citation yet get one, numbered on.
    """

    def trusted(sentence: Sentence) -> bool:  # quoted as what one of the accounts says
        held = citation_holding(citations, sentence.passage, sentence.start, sentence.end)
        return sentence.place in answering or (question.contested and held is not None)

    given = readings_of(question, hits, idf, trusted)
    found = voices(library, question, given, citations, alike, answering)
    if not any(differ_in_answer(question, a, b) for a in found if cited_by(a, citations) for b in found):
        return _tellings_compared(library, question, idf, citations, tellings)
    shown = sorted(of_one_unit(found), key=lambda f: (f.as_of or "", f.passage.source.id, f.value.start))[-AT_MOST:]
    cited = list(citations)
    readings = tuple(_reading(library, f, cited) for f in shown)
    clashes = [(x, y) for (a, x), (b, y) in combinations(zip(shown, readings, strict=True), 2) if clash(a, b)]
    if not clashes and question.asks == "place" and question.wants_latest:
        return Compared(disagreements=(), citations=tuple(citations))  # where somebody was before is no other account
    disagreement = Disagreement(
        about=_about(question), comparable=bool(clashes), note=_note(library, shown, clashes),
        readings=readings,
    )  # fmt: skip
    clashing = {reading.citation for pair in clashes for reading in pair}
    least = AS_NEAR * max((f.told for f in shown if cited_by(f, citations)), default=0.0)
    sides = [
        reading.citation
        for f, reading in zip(shown, readings, strict=True)
        if question.contested or (f.told >= least and reading.citation in clashing)
    ]
    return Compared(disagreements=(disagreement,), citations=tuple(cited), sides=tuple(dict.fromkeys(sides)))


def _tellings_compared(
    library: Library, question: Question, idf: Idf, citations: Sequence[Citation], tellings: Sequence[Telling]
) -> Compared:
    """Tellings that answer differently, one of them cited: the detail changed between copies, else sentences."""
    cited = {c.source_id for c in citations}
    apart = [p for p in told_apart(question, tellings, idf) if cited & {_told_by(p.first), _told_by(p.second)}]
    if not apart:
        return Compared(disagreements=(), citations=tuple(citations))
    held = list(citations)
    readings = []
    for telling, value in _told(apart):
        citation, held[:] = cite_also(library, held, telling.scored.sentence)
        as_of = _as_of(telling)
        readings.append(Reading(value=value, unit=None, as_of=as_of, definition=None, citation=citation.n))
    copies = any(changed_details(p.first.text, p.second.text) for p in apart)
    disagreement = Disagreement(
        about=_about(question), comparable=copies, note=COPIES if copies else TELLINGS,
        readings=tuple(readings),
    )  # fmt: skip
    sides = tuple(reading.citation for reading in readings) if copies else ()
    return Compared(disagreements=(disagreement,), citations=tuple(held), sides=sides)


def accounts_in_text(
    library: Library, question: Question, chosen: Sequence[Scored], citations: Sequence[Citation], alike: Likeness
) -> Compared:
    """Accounts that a text itself sets against each other, among the sentences chosen for the answer."""
    cited = list(citations)
    readings = []
    for scored in set_against(question, chosen, alike):
        citation, cited[:] = cite_also(library, cited, scored.sentence)
        value, as_of = _short(scored.sentence.text), told_date(scored.sentence)
        readings.append(Reading(value=value, unit=None, as_of=as_of, definition=None, citation=citation.n))
    if not readings:
        return Compared(disagreements=(), citations=tuple(citations))
    told = Disagreement(about=_about(question), comparable=False, note=ACCOUNTS, readings=tuple(readings))
    return Compared(disagreements=(told,), citations=tuple(cited))


def _about(question: Question) -> str:
    """What the question asks, without what it says of the answer or of how accounts differ."""
    return " ".join(question.subject.split()).rstrip("?!. ")


def _told(apart: Sequence[Pair]) -> list[tuple[Telling, str]]:
    """Each telling of the pairs once, oldest first, with what it tells otherwise."""
    told: dict[str, tuple[Telling, str]] = {}
    for pair in apart:
        one, two = pair.first.text, pair.second.text
        changed = changed_details(one, two)
        values = (one[slice(*changed[0])], two[slice(*changed[1])]) if changed else (_short(one), _short(two))
        for telling, value in zip((pair.first, pair.second), values, strict=True):
            told.setdefault(_told_by(telling), (telling, value))
    return sorted(told.values(), key=lambda t: (_as_of(t[0]) or "", _told_by(t[0])))


def _told_by(telling: Telling) -> str:
    return telling.scored.sentence.passage.source.id


def _as_of(telling: Telling) -> str | None:
    passage = telling.scored.sentence.passage
    return passage.as_of or passage.source.published


def _short(sentence: str) -> str:
    """The sentence, or as many of its first words as a table holds."""
    if len(sentence) <= LONGEST:
        return sentence
    return f"{sentence[: sentence.rfind(' ', 0, LONGEST)].rstrip(',;: ')} …"


def edition_notices(library: Library, citations: Sequence[Citation]) -> tuple[Notice, ...]:
    """A notice for each source cited that a newer edition in the library replaces."""
    newer = {c.source_id: c.superseded_by for c in citations if c.superseded_by}
    return tuple(Notice(code="superseded_edition", message=_replaced(library, a, b)) for a, b in newer.items())


def _replaced(library: Library, older: str, newer: str) -> str:
    old, new = library.source(older), library.source(newer)
    return (
        f"{old.title} ({written_out(old.published)}) has a newer edition: {new.title} ({written_out(new.published)})."
    )


def _reading(library: Library, found: Found, cited: list[Citation]) -> Reading:
    held = cited_by(found, cited)
    if held is None:
        held, cited[:] = cite_also(library, cited, found.sentence)
    retold = AS_OTHERS_SAY if is_retold(found.passage.section) else None
    definition = ", ".join(filter(None, (found.definition, retold))) or None
    return Reading(
        value=found.written, unit=found.value.unit, as_of=found.as_of, definition=definition, citation=held.n
    )


def _note(library: Library, shown: Sequence[Found], clashes: Sequence[tuple[Reading, Reading]]) -> str:
    parts = []
    if clashes:
        pairs = (f"{a.value} [{a.citation}] and {b.value} [{b.citation}]" for a, b in clashes[:3])
        parts.append(f"nothing in definition, place or year tells apart {', '.join(pairs)}")
    reasons: dict[str, set[str]] = defaultdict(set)
    for a, b in combinations(shown, 2):
        if differ(a, b) and (why := comparison(a, b)):
            reasons[why] |= {reason(a, why), reason(b, why)}
    parts += [f"different {why}s: {', '.join(sorted(filter(None, told)))}" for why, told in sorted(reasons.items())]
    if any(library.superseded_by(f.passage.source.id) for f in shown):
        parts.append("a newer edition replaces an older one")
    return "; ".join(parts)


def heading(disagreement: Disagreement, cited: Mapping[int, Citation]) -> str:
    """What its table shows: a difference only where values can be set against each other."""
    publishers = {cited[reading.citation].publisher for reading in disagreement.readings}
    dates = {reading.as_of or cited[reading.citation].published for reading in disagreement.readings}
    if disagreement.comparable:
        return "The sources differ"
    if disagreement.note == ACCOUNTS:
        return "Accounts differ"
    if disagreement.note == TELLINGS:
        return "As each source tells it"
    if len(publishers) == 1 and len(dates) > 1 and (publisher := publishers.pop()):
        return f"What {publisher} said at different times"
    return "The sources give different values"


def remark(disagreement: Disagreement) -> str:
    """Whether the values can be compared, and what tells them apart; whole sentences are not compared as values are."""
    note = f"{disagreement.note}."
    if disagreement.note in (ACCOUNTS, TELLINGS):
        return note[:1].upper() + note[1:]
    return f"{'Comparable' if disagreement.comparable else 'Not directly comparable'}: {note}"


def value_said(reading: Reading) -> str:
    """A reading's value with its unit, which is not said twice."""
    named = any(q.kind in ("money", "percent") for q in read_quantities(reading.value)) or (
        reading.unit == "%" and not any(c.isdigit() for c in reading.value)  # half
    )
    unit = reading.unit if reading.unit and not named and reading.unit not in reading.value else None
    return " ".join(part for part in (reading.value, unit) if part)
