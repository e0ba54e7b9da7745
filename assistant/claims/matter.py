"""What a claim says of those it names: right names and figures do not bear out a deed that no source tells of."""

from assistant.claims.finding import Finding
from assistant.questions.question import content_terms, names_in
from assistant.questions.terms import terms
from corpus.countries import countries_in


def matter_findings(claim: str, text: str) -> list[Finding]:
    """A fault where the text has nothing of what the claim says of those it names."""
    told = deed_told(claim, text)
    return [] if told else [Finding(verdict="unsupported", reason="its source does not say this")]


def deed_told(claim: str, text: str) -> float:
    """Share of the claim's words, once names, places and figures are taken out, that the text has; 1 where none are
    left. A judge of likeness is led by those taken out."""
    named = {term for name in names_in(claim) for term in name.terms}
    named |= {term for m in countries_in(claim) for term in terms(claim[m.start : m.end])}
    left = [term for term in content_terms(claim) if term not in named and not term[0].isdigit()]
    held = set(terms(text))
    return sum(term in held for term in left) / len(left) if left else 1.0
