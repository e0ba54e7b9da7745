"""Disagreement: sources that give different values for the same thing, side by side, and whether they compare.

Copies of one text are one voice; a newer edition's other value is a change over time, not a contradiction.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.answer import Citation, Disagreement, Reading
from assistant.citations import cite
from assistant.features import Idf
from assistant.library.store import Library
from assistant.question import Question
from assistant.readings import Found, readings_of
from assistant.retrieval import Hit

AT_MOST = 8  # readings shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Disagreements, and every citation of the answer with those that the readings add."""

    disagreements: tuple[Disagreement, ...]
    citations: tuple[Citation, ...]


def compare(
    library: Library, question: Question, hits: Sequence[Hit], idf: Idf, citations: Sequence[Citation]
) -> Compared:
    """Compare what the retrieved passages give as the answer. Readings without a citation yet get one, numbered on."""
    found = voices(library, readings_of(question, hits, idf))
    if not any(differ(a, b) for a, b in combinations(found, 2)):
        return Compared(disagreements=(), citations=tuple(citations))
    shown = sorted(found, key=lambda f: (f.as_of or "", f.passage.source.id, f.value.start))[-AT_MOST:]
    cited = list(citations)
    readings = tuple(_reading(library, f, cited) for f in shown)
    comparable = any(differ(a, b) and comparison(a, b) is None for a, b in combinations(shown, 2))
    about = Disagreement(
        about=question.text.rstrip("?! "), comparable=comparable, note=_note(library, shown), readings=readings
    )
    return Compared(disagreements=(about,), citations=tuple(cited))


def differ(a: Found, b: Found) -> bool:
    """Whether two readings of one unit give different values."""
    return a.value.kind == b.value.kind and not a.value.same(b.value) and _same_unit(a, b)


def comparison(a: Found, b: Found) -> str | None:
    """Why two readings cannot be set against each other; None where nothing speaks against it."""
    if a.definition and b.definition and a.definition != b.definition:
        return "definition"
    if a.places and b.places and not a.places & b.places:
        return "place"
    if (a.as_of or "")[:4] != (b.as_of or "")[:4]:
        return "period"
    return None


def voices(library: Library, found: Sequence[Found]) -> list[Found]:
    """One reading a value and voice: the best of each source, copies of one text counted once."""
    best: dict[tuple[str, str], Found] = {}
    for f in sorted(found, key=lambda f: (-f.coverage, f.passage.id, f.value.start)):
        voice = min([f.passage.source.id, *library.copies_of(f.passage.source.id)])
        same = next((k for k, kept in best.items() if k[0] == voice and kept.value.same(f.value)), None)
        best.setdefault(same or (voice, f"{f.value.kind} {f.value.low} {f.value.high} {f.value.words}"), f)
    return list(best.values())


def _same_unit(a: Found, b: Found) -> bool:
    return a.value.kind != "money" or a.value.unit == b.value.unit


def _reading(library: Library, found: Found, cited: list[Citation]) -> Reading:
    sentence = found.sentence
    held = next((c for c in cited if c.passage_id == found.passage.id and c.start <= found.value.start and found.value.end <= c.end), None)
    if held is None:
        held = cite(library, found.passage, sentence.start, sentence.end, max((c.n for c in cited), default=0) + 1)
        cited.append(held)
    return Reading(
        value=found.written, unit=found.value.unit, as_of=found.as_of, definition=found.definition, citation=held.n
    )


def _note(library: Library, shown: Sequence[Found]) -> str:
    reasons: dict[str, set[str]] = defaultdict(set)
    for a, b in combinations(shown, 2):
        if differ(a, b) and (why := comparison(a, b)):
            reasons[why] |= {_told(a, why), _told(b, why)}
    parts = [f"different {why}s: {', '.join(sorted(t for t in told if t))}" for why, told in sorted(reasons.items())]
    if any(library.superseded_by(f.passage.source.id) for f in shown):
        parts.append("a newer edition replaces an older one")
    if not parts:
        parts = ["same definition, place and period"]
    return "; ".join(parts)


def _told(found: Found, why: str) -> str:
    if why == "definition":
        return found.definition or ""
    if why == "place":
        return " and ".join(sorted(found.places))
    return (found.as_of or "no date")[:4]
