"""Voices: which readings are set against each other.

One text is one voice, however often it is copied, and contradicts itself only where it says so.
"""

import re
from collections.abc import Collection, Sequence

from assistant.answer import Citation
from assistant.citations import citation_holding
from assistant.disagreements.readings import Found
from assistant.evidence.contrasts import SAME_MATTER, Likeness, tells_otherwise
from assistant.evidence.counting import asked_things
from assistant.evidence.features import WORLD
from assistant.evidence.passage_sentences import Place
from assistant.evidence.subgroups import COUNTED
from assistant.evidence.values import NUMBER, Value
from assistant.library.store import Library
from assistant.questions.question import Question

_OF_THE = re.compile(r"\s+of\s+(?:the|these|those|them)\b", re.IGNORECASE)


def voices(
    library: Library,
    question: Question,
    readings: Sequence[Found],
    citations: Sequence[Citation],
    alike: Likeness,
    answering: Collection[Place] = (),
) -> list[Found]:
    """The readings that are set against each other: those the answer cites first, then those that say most of the
    question; of the place that the first is of, and of what each source gives, only what tells of the same."""
    found = _one_a_value(library, readings, citations)
    return _of_one_mind(question, _of_one_place(question, found), alike, answering)


def _one_a_value(library: Library, found: Sequence[Found], citations: Sequence[Citation]) -> list[Found]:
    """One reading a value and voice, copies of one text being one."""
    best: dict[tuple[str, Value], Found] = {}
    for f in sorted(found, key=lambda f: (_number(f, citations), -f.coverage, f.passage.id, f.value.start)):
        voice = min([f.passage.source.id, *library.copies_of(f.passage.source.id)])
        if not any(heard == voice and value.same(f.value) for heard, value in best):
            best[voice, f.value] = f
    return list(best.values())


def _of_one_place(question: Question, found: Sequence[Found]) -> list[Found]:
    """Without figures of other places than those of the first: of one country, where the world's is asked for."""
    if not found or found[0].value.kind not in COUNTED:
        return [*found]
    world = frozenset({"world"})
    places = world if WORLD & {*question.terms} and any(f.places & world for f in found) else found[0].places
    return [f for f in found if not places or not f.places or places & f.places]


def _of_one_mind(
    question: Question, found: Sequence[Found], alike: Likeness, answering: Collection[Place]
) -> list[Found]:
    """Without what one source counts besides: another of its sentences tells of the same only where it surely answers,
    is alike and counts the same, or gives what others say or what was said at first."""
    first: dict[str, Found] = {}
    kept = []
    for f in found:
        one = first.setdefault(f.passage.source.id, f)
        told = f.sentence.place in answering or tells_otherwise(f.sentence)
        same = told or (_counts_alike(question, one, f) and alike(one.sentence, f.sentence) >= SAME_MATTER)
        if f is one or (same and not _is_of_some(f)):
            kept.append(f)
    return kept


def _is_of_some(found: Found) -> bool:
    """`Twelve of the survivors` are not all of them."""
    end = found.value.end - found.passage.start
    return found.value.kind == NUMBER and bool(_OF_THE.match(found.passage.text, end))


def _counts_alike(question: Question, one: Found, other: Found) -> bool:
    """Whether the other counts what is asked by name if the one does: victims, not migrants."""
    asked = asked_things(question.text)
    return not one.value.counted & asked or not other.value.counted or bool(other.value.counted & asked)


def cited_by(found: Found, citations: Sequence[Citation]) -> Citation | None:
    """The citation of the answer that holds a reading."""
    return citation_holding(citations, found.passage, found.value.start, found.value.end)


def _number(found: Found, citations: Sequence[Citation]) -> int:
    """The number of its citation; beyond all where it has none."""
    held = cited_by(found, citations)
    return held.n if held else len(citations) + 1
