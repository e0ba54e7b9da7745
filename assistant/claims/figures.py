"""Figures of a claim against those of its quotation: value, unit, bound, range, date, and what they are figures of."""

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.claims.bounds import Bound, Figure, read_figures
from assistant.claims.finding import Finding, clause_at, clauses, listed
from corpus.countries import countries_in, country_name
from corpus.quantities import read_quantities, same_quantity

ROUNDING = Decimal("0.05")  # how far "about" reaches
_OPPOSED = {
    ("least", "most"),
    ("least", "below"),
    ("above", "most"),
    ("above", "below"),
    ("above", "exact"),
    ("below", "exact"),
}
_PUBLISHED = re.compile(
    r"\b(?:report|edition|study|survey|index|review|update|publication|published|releas|issued|announce|said|says|wrote|according|"
    r"statement|article|paper|estimates|data|fact\s?sheet)", re.IGNORECASE,
)  # fmt: skip


def figure_findings(claim: str, quote: str, context: str) -> list[Finding] | None:
    """What is wrong with the claim's figures; None where it has none. Of `context` only dates count."""
    asked, given = [f for f in read_figures(claim) if f.binding], read_figures(quote)
    if not asked:
        return None
    findings, missing = [], []
    for figure in asked:
        same = [g for g in given if _agrees(figure, g) and not _said_by_another(figure, g, asked)]
        if same:
            findings += [f for f in (_bounds(figure, same), _misplaced(figure, same, claim, quote)) if f]
        elif figure.quantity.date is None or not _dated(figure, asked, given, claim, context):
            missing.append(figure)
    return [*_missing(missing, asked, given), *_repeated(asked, given), *findings]


def _repeated(asked: Sequence[Figure], given: Sequence[Figure]) -> list[Finding]:
    """`From 2022 to 2022` where the quotation says from 2020 to 2022: said more often than there, with one left out."""
    left = [g for g in given if g.binding and not any(_agrees(a, g) for a in asked)]
    for n, figure in enumerate(asked):
        again = any(
            figure.quantity.value == a.quantity.value and figure.quantity.date == a.quantity.date for a in asked[:n]
        )
        if again and sum(_agrees(figure, g) for g in given) < 2 and any(_same_sort(figure, g) for g in left):
            other = next(g for g in left if _same_sort(figure, g))
            return [Finding(verdict="contradicted", reason=f"its source says {other.written} beside {figure.written}")]
    return []


def _said_by_another(figure: Figure, given: Figure, asked: Sequence[Figure]) -> bool:
    """`10.1 million of about 10 million`: the second is no rounding of what the first says exactly."""
    if same_quantity(figure.quantity, given.quantity):
        return False
    return any(same_quantity(other.quantity, given.quantity) for other in asked if other is not figure)


def _agrees(asked: Figure, given: Figure) -> bool:
    if asked.points != given.points and asked.quantity.kind == given.quantity.kind == "percent":
        return False
    if same_quantity(asked.quantity, given.quantity):
        return True
    a, g = asked.quantity, given.quantity
    if a.value == g.value and {a.kind, g.kind} == {"ordinal", "number"}:
        return asked.ranked and given.ranked  # 20th, rank 20
    if a.date is not None or g.date is not None or a.kind != g.kind or (a.unit or g.unit) != (g.unit or a.unit):
        return False
    if asked.fraction or given.fraction:
        return abs(a.value - g.value) <= ROUNDING * abs(g.value) and asked.bound in ("exact", "about")
    step, apart = _last_place(a.value), abs(a.value - g.value)
    if not a.value or apart >= step or (asked.bound == "about" and apart > step / 2):
        return False  # no rounding of it
    small = abs(a.value - g.value) <= ROUNDING * abs(g.value)
    close = {
        "above": g.value > a.value,
        "least": g.value >= a.value,
        "below": g.value < a.value,
        "most": g.value <= a.value,
    }
    return small and (asked.bound == "about" or close.get(asked.bound, False))


def _last_place(value: Decimal) -> Decimal:
    """What one step of the last digit that is not 0 is worth: 10,000 in 850,000."""
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))


def _bounds(asked: Figure, same: Sequence[Figure]) -> Finding | None:
    """A bound that the quotation does not give: `up to` told as `more than`, one end of a range as the value."""
    faults = [_bound_fault(asked, given) for given in same]
    return None if None in faults else faults[0]


def _bound_fault(asked: Figure, given: Figure) -> Finding | None:
    a = (
        "least"
        if asked.range_end == "low" and asked.bound == "exact"
        else "most"
        if asked.range_end == "high" and asked.bound == "exact"
        else asked.bound
    )
    g = "least" if given.range_end == "low" else "most" if given.range_end == "high" else given.bound
    if (
        asked.quantity.date is not None
        or asked.quantity.kind == "ordinal"
        or (asked.range_end and asked.range_end == given.range_end)
    ):
        return None
    said = f"its source says {_in_words(g, given)}"
    if (a, g) in _OPPOSED or ((g, a) in _OPPOSED and a != "exact"):
        return Finding(verdict="contradicted" if g != "exact" else "partly", reason=said)
    if a == "exact" and g in ("least", "above", "most", "below"):
        return Finding(verdict="partly", reason=said)
    return None


def _in_words(bound: Bound, given: Figure) -> str:
    if given.range_end:
        return f"a range, of which {given.written} is the {'lower' if given.range_end == 'low' else 'upper'} end"
    words = {
        "least": "at least ",
        "above": "more than ",
        "most": "up to ",
        "below": "less than ",
        "about": "about ",
        "exact": "",
    }
    return f"{words[bound]}{given.written}"


def _dated(figure: Figure, asked: Sequence[Figure], given: Sequence[Figure], claim: str, context: str) -> bool:
    """Whether the publication's own date may stand for this one: the quotation gives no other, or the claim dates the
    publication by it."""
    if not any(same_quantity(figure.quantity, q) for q in read_quantities(context) if q.date):
        return False
    dates = [g for g in given if g.quantity.date]
    if all(any(same_quantity(a.quantity, d.quantity) for a in asked) for d in dates):
        return True
    q = figure.quantity
    return bool(
        _PUBLISHED.search(claim[max(0, q.start - 40) : q.start]) or _PUBLISHED.search(claim[q.end : q.end + 40])
    )


def _missing(missing: Sequence[Figure], asked: Sequence[Figure], given: Sequence[Figure]) -> list[Finding]:
    """Figures that the quotation lacks; contradicted where it gives one of the same sort that the claim leaves out."""
    if not missing:
        return []
    left = [g for g in given if g.binding and not any(_agrees(a, g) for a in asked)]
    for figure in missing:
        others = [g.written for g in left if _same_sort(figure, g)]
        if others:
            reason = f"its source says {listed(others[:2])}, not {figure.written}"
            return [Finding(verdict="contradicted", reason=reason)]
    reason = f"its source does not say {listed([f.written for f in missing])}"
    return [Finding(verdict="unsupported", reason=reason)]


def _same_sort(a: Figure, b: Figure) -> bool:
    if (a.quantity.date is None) != (b.quantity.date is None) or a.points != b.points:
        return False
    same_value = a.quantity.value == b.quantity.value  # in another currency
    return a.quantity.date is not None or (
        a.quantity.kind == b.quantity.kind and (same_value or a.quantity.unit == b.quantity.unit)
    )


def _misplaced(figure: Figure, same: Sequence[Figure], claim: str, quote: str) -> Finding | None:
    """The figure stands in the quotation, but for another country than the claim says, which has one of its own."""
    if figure.quantity.date is not None:
        return None
    a, b = clause_at(claim, figure.quantity.start)
    places = {m.code for m in countries_in(claim[a:b])}
    if len(places) != 1:
        return None
    found = [{m.code for m in countries_in(quote[slice(*clause_at(quote, g.quantity.start))])} for g in same]
    if any(not there or there & places for there in found) or not _has_own(places, figure, quote):
        return None
    where = country_name(next(iter(found[0]))) or "another place"
    return Finding(verdict="contradicted", reason=f"its source gives {figure.written} for {where}")


def _has_own(places: set[str], figure: Figure, quote: str) -> bool:
    for a, b in clauses(quote):
        if {m.code for m in countries_in(quote[a:b])} & places:
            own = [f for f in read_figures(quote[a:b]) if f.quantity.date is None]
            if any(_same_sort(figure, f) and f.quantity.value != figure.quantity.value for f in own):
                return True
    return False
