"""Whether two readings differ, and whether they can be set against each other: what they count, where and when."""

from collections.abc import Sequence

from assistant.disagreements.definitions import defined_apart
from assistant.disagreements.readings import Found
from assistant.evidence.contrasts import tells_otherwise
from assistant.evidence.subgroups import COUNTED
from assistant.questions.question import Question
from corpus.countries import country_name
from corpus.dates import written_out


def clash(a: Found, b: Found) -> bool:
    """Whether two readings differ although they can be set against each other."""
    return differ(a, b) and comparison(a, b) is None


def differ(a: Found, b: Found) -> bool:
    """Whether two readings of one unit give different values; one source may well name several dates or people, unless
    one of them is what others say."""
    told_once = not any(tells_otherwise(f.sentence) for f in (a, b))
    one_source = a.value.kind in ("date", "name") and a.passage.source.id == b.passage.source.id and told_once
    return a.value.kind == b.value.kind and not one_source and not a.value.same(b.value) and _same_unit(a, b)


def differ_in_answer(question: Question, a: Found, b: Found) -> bool:
    """Whether two readings differ, and are not of two years that the question asks about both."""
    years = {(f.as_of or "")[:4] for f in (a, b)}
    return differ(a, b) and not (len(years) == 2 and years <= set(question.years))


def of_one_unit(found: Sequence[Found]) -> list[Found]:
    """The readings without those that neither differ from another nor say the same: pounds among dollars."""
    return [f for f in found if any(g is not f and (differ(f, g) or f.value.same(g.value)) for g in found)]


def comparison(a: Found, b: Found) -> str | None:
    """Why two readings cannot be set against each other; None where nothing speaks against it."""
    if defined_apart(a.definition, a.sentence.text, b.definition, b.sentence.text):
        return "definition"
    if (a.subgroups, a.nationals) != (b.subgroups, b.nationals):
        return "group"
    if _of_other_places(a, b):
        return "place"
    if (a.as_of or "")[:4] != (b.as_of or "")[:4] or (a.day and b.day and a.day != b.day):
        return "period"
    return None


def reason(found: Found, why: str) -> str:
    """What a reading is of, where it is told apart by its definition, group, place or period."""
    if why == "definition":
        return found.definition or ""
    if why == "group":
        return " and ".join(sorted({*found.subgroups, *(country_name(p) or p for p in found.nationals)}))
    if why == "place":
        return " and ".join(sorted(country_name(p) or p for p in found.places))
    return written_out(found.day) if found.day else (found.as_of or "no date")[:4]


def _of_other_places(a: Found, b: Found) -> bool:
    """Whether they have no place in common, or one is of several together, not all of which the other names; figures
    also where each names a place that the other does not."""
    if not a.places or not b.places:
        return False
    several = any(one.together and not one.together <= other.places for one, other in ((a, b), (b, a)))
    apart = bool(a.places - b.places) and bool(b.places - a.places) and a.value.kind in COUNTED
    return several or apart or not a.places & b.places


def _same_unit(a: Found, b: Found) -> bool:
    return a.value.kind != "money" or a.value.unit == b.value.unit
