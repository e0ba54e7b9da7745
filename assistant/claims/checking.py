"""The order of the checks: figures, names and who said it, the stand taken, what is told, then what the words mean."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answer import Check, Checks
from assistant.claims.figures import figure_findings
from assistant.claims.finding import SEVERITY, Finding, Verdict
from assistant.claims.judging import Judge
from assistant.claims.matter import matter_findings
from assistant.claims.names import known_otherwise, name_findings
from assistant.claims.speakers import speaker_findings
from assistant.claims.stance import stance_findings
from assistant.claims.wording import Wording, read_wording
from assistant.questions.question import names_in
from corpus.countries import countries_in

SUPPORTED = 0.5  # probability of support from which a claim without faults is called so; below even odds none is shown
_DRESSING = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+|\*\*|\s*\[\d{1,3}\]")  # list numbers, bold, citation markers


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A verdict, and why in words for the reader (empty where there is no fault)."""

    verdict: Verdict
    reason: str
    checks: Checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A claim without list numbers and markers, and what the checks that need no model see of it."""

    claim: str
    text: str  # the quotation with what is known of its source
    figures: tuple[Finding, ...] | None  # None: the claim has no figure
    names: tuple[Finding, ...]
    stance: tuple[Finding, ...]
    matter: tuple[Finding, ...]
    wording: Wording

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*(self.figures or ()), *self.names, *self.stance, *self.matter)


def check_claim(claim: str, quote: str, context: str, judge: Judge, nearby: str | None = None) -> Verified:
    """Check a claim against a quotation. `context` (title, publisher, date, place of the source) may supply names
    and dates the quotation leaves unsaid, never other figures; `nearby`, the passage it stands in, has to name in full
    who goes by one name in it. The judge is asked only where no check has failed."""
    looked = look_at(claim, quote, context, nearby)
    findings = [*looked.findings]
    if not any(_fails(f) for f in findings) and not _says_it_whole(looked.claim, quote):
        findings += _judged(judge.support(looked.claim, looked.text, looked.wording))
    worst = max(findings, key=lambda f: SEVERITY[f.verdict], default=None)
    named = looked.names or names_in(looked.claim) or countries_in(looked.claim)
    return Verified(
        verdict=worst.verdict if worst else "supported", reason=worst.reason if worst else "",
        checks=Checks(
            figures="none" if looked.figures is None else _check(looked.figures),
            names=_check(looked.names) if named else "none",
            negation="differs" if any(map(_fails, looked.stance)) else "ok",
        ),
    )  # fmt: skip


def check_claims(claims: Iterable[tuple[str, str, str]], judge: Judge) -> list[Verified]:
    """`check_claim` for each (claim, quote, context)."""
    return [check_claim(claim, quote, context, judge) for claim, quote, context in claims]


def look_at(claim: str, quote: str, context: str, nearby: str | None = None) -> Looked:
    claim = _DRESSING.sub("", claim).strip()
    figures = figure_findings(claim, quote, context)
    names = [*name_findings(claim, quote, context, nearby), *speaker_findings(claim, quote, context)]
    stance = stance_findings(claim, quote)
    around = f"{quote}\n\n{context}" if context else quote
    text = "\n\n".join([around, *known_otherwise(claim, around)])
    return Looked(
        claim=claim, text=text, figures=None if figures is None else tuple(figures), names=tuple(names),
        stance=tuple(stance), matter=tuple(matter_findings(claim, text)),
        wording=read_wording(claim, text, figures or [], names, stance),
    )  # fmt: skip


def _says_it_whole(claim: str, quote: str) -> bool:
    """The claim is a stretch of the quotation, word for word, from the start of a sentence to its end."""
    whole = rf"(?:^|[.!?:;]['\"”’)]*\s+){re.escape(claim.rstrip('.'))}(?:[.!?;]|$)"
    return bool(claim) and re.search(whole, quote) is not None


def _fails(finding: Finding) -> bool:
    return SEVERITY[finding.verdict] > SEVERITY["partly"]


def _check(findings: Sequence[Finding]) -> Check:
    return "differs" if any(map(_fails, findings)) else "ok"


def _judged(support: float) -> list[Finding]:
    return [] if support >= SUPPORTED else [Finding(verdict="unsupported", reason="its source does not say this")]
