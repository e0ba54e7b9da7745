"""What a claim says of those it names: right names and figures do not bear out a deed that no source tells of."""

from assistant.claims.finding import Finding
from assistant.questions.question import content_terms, names_in
from assistant.questions.terms import terms
from corpus.countries import countries_in

TOLD = 1 / 3  # share of a claim's words, besides names and figures, that a text has to go beyond


def matter_findings(claim: str, text: str) -> list[Finding]:
    """A fault where the text has hardly any of the words that are left once names, places and figures are taken out;
    a judge of likeness is led by those."""
    named = {term for name in names_in(claim) for term in name.terms}
    named |= {term for m in countries_in(claim) for term in terms(claim[m.start : m.end])}
    left = [term for term in content_terms(claim) if term not in named and not term[0].isdigit()]
    held = set(terms(text))
    if left and sum(term in held for term in left) <= TOLD * len(left):
        return [Finding(verdict="unsupported", reason="its source does not say this")]
    return []
