"""The order of the checks: figures, names and who said it, the stand taken, then what the words mean."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answer import Check, Checks
from assistant.claims.bounds import read_figures
from assistant.claims.figures import figure_findings
from assistant.claims.finding import SEVERITY, Finding, Verdict, stems
from assistant.claims.names import name_findings
from assistant.claims.speakers import speaker_findings
from assistant.claims.stance import stance_findings
from assistant.question import content_terms, names_in
from assistant.terms import terms
from corpus.countries import countries_in

_DRESSING = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+|\*\*|\s*\[\d{1,3}\]")  # list numbers, bold, citation markers
SUPPORTED, PARTLY = 0.7, 0.45  # share of the claim's weighted words that the quotation must say


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A verdict, and why in words for the reader (empty where there is no fault)."""

    verdict: Verdict
    reason: str
    checks: Checks


def check_claim(claim: str, quote: str, context: str, idf: Callable[[str], float]) -> Verified:
    """Check a claim against a quotation. `context` (title, publisher, date, place of the source) may supply names
    and dates the quotation leaves unsaid, never other figures."""
    claim = _DRESSING.sub("", claim).strip()
    figures = figure_findings(claim, quote, context)
    names = [*name_findings(claim, quote, context), *speaker_findings(claim, quote, context)]
    stance = stance_findings(claim, quote)
    checks = Checks(
        figures="none" if figures is None else _check(figures),
        names="none" if not names and not names_in(claim) and not countries_in(claim) else _check(names),
        negation="differs" if _check(stance) == "differs" else "ok",
    )
    findings = [*(figures or []), *names, *stance]
    if not any(SEVERITY[f.verdict] > 1 for f in findings):
        findings += _wording(claim, f"{quote} {context}", idf)
    worst = max(findings, key=lambda f: SEVERITY[f.verdict], default=None)
    return Verified(
        verdict=worst.verdict if worst else "supported", reason=worst.reason if worst else "", checks=checks
    )


def _check(findings: Sequence[Finding]) -> Check:
    return "differs" if any(SEVERITY[f.verdict] > 1 for f in findings) else "ok"


def _wording(claim: str, said: str, idf: Callable[[str], float]) -> list[Finding]:
    weights = {term: idf(term) for term in content_terms(claim)}
    words, total = stems(said), sum(weights.values())
    words |= {t for figure in read_figures(claim) for t in terms(figure.written)}  # these were looked for above
    words |= {t for name in names_in(claim) for t in name.terms}
    share = sum(w for t, w in weights.items() if t in words) / total if total else 1.0
    if share < PARTLY:
        return [Finding(verdict="unsupported", reason="its source speaks of something else")]
    if share < SUPPORTED:
        return [Finding(verdict="partly", reason="its source says only part of it")]
    return []
