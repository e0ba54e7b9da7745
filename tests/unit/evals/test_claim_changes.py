"""What is put in place of a true claim is another one of the same names and figures."""

import random

from assistant.claims.matter import deed_told
from evals.claim_changes import another_deed, short_deed

CLAIM = "In 2022 Harbour Watch counted 590 victims in Cambodia."


def test_another_deed_keeps_the_names_and_figures_of_the_claim() -> None:
    made = another_deed(CLAIM, "The Tide Institute opened 12 offices in Peru.")
    assert made == "The Harbour Watch opened 2022 offices in Cambodia."
    assert another_deed(CLAIM, "Nobody came.") is None, "it is told of nobody"
    assert another_deed("Nobody came.", CLAIM) is None


def test_a_short_deed_is_told_of_those_named_and_of_nothing_else() -> None:
    made = {short_deed(CLAIM, random.Random(seed)) for seed in range(20)}
    assert len(made) > 10
    for claim in made:
        assert claim is not None and "Harbour Watch" in claim
        assert deed_told(claim, CLAIM) == 0.0, claim
    assert short_deed("Nobody came in 2022.", random.Random(0)) is None
