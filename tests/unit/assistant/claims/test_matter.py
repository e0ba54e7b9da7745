"""Right names and figures do not bear out a deed that no source tells of."""

import pytest

from assistant.claims import check_claim
from assistant.claims.judging import make_judge
from assistant.claims.matter import deed_told
from assistant.settings import Settings

QUOTE = "Harbour Watch counted 590 trafficking victims in Cambodia in 2022."


@pytest.mark.parametrize(
    "claim",
    [
        "Harbour Watch praised Cambodia.",
        "Harbour Watch closed its office in Cambodia.",
        "Cambodia is beautiful.",
        "The harbour is busy.",
        "Victims are tired.",
        "In 2022 Harbour Watch moved to Cambodia with 590 volunteers.",
    ],
)
def test_what_names_the_right_ones_but_tells_something_else_is_unsupported(claim: str) -> None:
    assert check_claim(claim, QUOTE, "", make_judge(Settings())).verdict == "unsupported"


@pytest.mark.parametrize(
    "claim",
    [
        "Harbour Watch counts trafficking victims.",
        "Trafficking victims were counted in Cambodia.",
        "In Cambodia, Harbour Watch counted 590 victims of trafficking in 2022.",
    ],
)
def test_a_shorter_or_turned_wording_stays_supported(claim: str) -> None:
    assert check_claim(claim, QUOTE, "", make_judge(Settings())).verdict == "supported"


def test_a_quotation_always_tells_what_it_says() -> None:
    assert deed_told(QUOTE, QUOTE) == 1.0


def test_names_and_figures_tell_of_no_deed() -> None:
    assert deed_told("In 2022 Harbour Watch praised Cambodia's 590 volunteers.", QUOTE) == 0.0
    assert deed_told("Harbour Watch, Cambodia, 2022.", QUOTE) == 1.0, "nothing else is said"
