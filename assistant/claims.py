"""The claim checker: does the cited quotation say what the claim says? Figures first, then names, negation, words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from assistant.answer import Checks
from assistant.question import content_terms, names_in
from assistant.terms import terms
from corpus.countries import countries_in
from corpus.quantities import read_quantities, same_quantity

_SPEAKER = re.compile(
    r"^(?:The\s+)?([A-Z][\w’'-]+)\s+(?:also\s+|has\s+|had\s+)?(?:said|says|state[sd]|estimate[sd]|report(?:s|ed)|f(?:ound|inds)|"
    r"count(?:s|ed)|puts?|warn(?:s|ed)|record(?:s|ed)|argue[sd]|note[sd]|writes|wrote|describe[sd]|call(?:s|ed)|claim(?:s|ed))\b"
)
SUPPORTED, PARTLY = 0.7, 0.45  # share of the claim's weighted words that the quotation must say
_NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|none|without|cannot|denie[sd]|deny|refus\w+|fail(?:s|ed)? to|unable)\b|n['’]t\b",
    re.IGNORECASE,
)
Verdict = Literal["supported", "partly", "unsupported", "contradicted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    verdict: Verdict
    reason: str
    checks: Checks


def check_claim(claim: str, quote: str, context: str, idf: Callable[[str], float]) -> Verified:
    """Check a claim against a quotation. `context` (title, publisher, date, place of the source) may supply names
    and dates the quotation leaves unsaid, never other figures."""
    figures = _figures(claim, quote, context)
    missing = _missing_names(claim, f"{quote} {context}")
    negation = bool(_NEGATION.search(claim)) == bool(_NEGATION.search(quote))
    checks = Checks(
        figures="none" if figures is None else "differs" if figures else "ok",
        names="differs" if missing else "ok" if names_in(claim) else "none",
        negation="ok" if negation else "differs",
    )
    if figures:
        return Verified(verdict="unsupported", reason=f"its source does not say {', '.join(figures)}", checks=checks)
    if missing:
        return Verified(verdict="unsupported", reason=f"its source does not name {', '.join(missing)}", checks=checks)
    if not negation:
        return Verified(verdict="contradicted", reason="one denies what the other says", checks=checks)
    share = _share(claim, f"{quote} {context}", idf)
    if share < PARTLY:
        return Verified(verdict="unsupported", reason="its source speaks of something else", checks=checks)
    return Verified(verdict="supported" if share >= SUPPORTED else "partly", reason="", checks=checks)


def _figures(claim: str, quote: str, context: str) -> list[str] | None:
    """Figures of the claim that the quotation lacks; None where the claim has none."""
    asked = read_quantities(claim)
    if not asked:
        return None
    given = read_quantities(quote)
    dates = [q for q in read_quantities(context) if q.date]
    return [
        claim[q.start : q.end]
        for q in asked
        if not any(same_quantity(q, g) for g in [*given, *(dates if q.date else [])])
    ]


def _missing_names(claim: str, said: str) -> list[str]:
    words = set(terms(said))
    countries = {m.code for m in countries_in(said)}
    missing = [m for m in countries_in(claim) if m.code not in countries]
    unknown = [claim[m.start : m.end] for m in missing]
    covered = {t for m in countries_in(claim) for t in terms(claim[m.start : m.end])}
    for name in names_in(claim):
        if not set(name.terms) - covered <= words:
            unknown.append(name.text)
    speaker = _SPEAKER.match(claim)  # at the start of a sentence a capital is no sign of a name, but who speaks is one
    if speaker and not set(terms(speaker[1])) <= words:
        unknown.append(speaker[1])
    return list(dict.fromkeys(unknown))


def _share(claim: str, said: str, idf: Callable[[str], float]) -> float:
    weights = {term: idf(term) for term in content_terms(claim)}
    words = set(terms(said))
    total = sum(weights.values())
    return sum(w for t, w in weights.items() if t in words) / total if total else 0.0
