"""The claim checker: figures first, then names, negation and words."""

import pytest

from assistant.claims import check_claim

QUOTE = "UNODC estimated in May 2023 that at least 120,000 people across Myanmar may be held in scam compounds."
CONTEXT = "Casinos and scams UNODC 2023-09-26 26 September 2023 Myanmar"


def check(claim: str, quote: str = QUOTE) -> str:
    return check_claim(claim, quote, CONTEXT, lambda term: 1.0).verdict


@pytest.mark.parametrize(
    "claim",
    [
        "At least 120,000 people may be held in scam compounds in Myanmar.",
        "UNODC estimated that 120 thousand people in Myanmar may be held in scam compounds.",
        "In May 2023 UNODC estimated that at least 120,000 people across Burma may be held in scam compounds.",
    ],
)
def test_a_claim_that_says_what_its_quote_says_is_supported(claim: str) -> None:
    assert check(claim) == "supported"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("At least 12,000 people may be held in scam compounds in Myanmar.", "unsupported"),
        ("At least 120,000 people may be held in scam compounds in Cambodia.", "unsupported"),
        ("Interpol estimated that at least 120,000 people in Myanmar may be held in scam compounds.", "unsupported"),
        ("In May 2024 UNODC estimated 120,000 people held in Myanmar scam compounds.", "unsupported"),
        ("120,000 per cent of people in Myanmar may be held in scam compounds.", "unsupported"),
        ("No people may be held in scam compounds across Myanmar, UNODC estimated.", "contradicted"),
        ("Tea is grown on hills and drunk with milk.", "unsupported"),
    ],
)
def test_a_changed_figure_name_year_or_negation_is_not(claim: str, verdict: str) -> None:
    assert check(claim) == verdict
