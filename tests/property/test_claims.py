"""Properties of the claim checker that hold for any wording of its sentences."""

import random

from hypothesis import given
from hypothesis import strategies as st

from assistant.claims import WordsJudge, check_claim
from evals.claim_changes import changes
from evals.fact_pairs import stated_facts

FACTS = list(stated_facts())
JUDGE = WordsJudge()


@given(st.sampled_from(FACTS))
def test_a_sentence_always_bears_itself_out(fact: tuple[str, str, str, str]) -> None:
    sentence = fact[2]
    assert check_claim(sentence, sentence, "", JUDGE).verdict == "supported", sentence


@given(st.sampled_from(FACTS), st.integers(0, 10_000))
def test_a_sentence_with_a_figure_or_place_changed_never_stays_supported(
    fact: tuple[str, str, str, str], seed: int
) -> None:
    for change in changes(fact[2], random.Random(seed)):
        if change.kind in ("figure", "place"):
            assert check_claim(change.text, fact[2], "", JUDGE).verdict != "supported", (change.text, fact[2])


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=80))
def test_any_text_gets_a_verdict(claim: str, quote: str, context: str) -> None:
    found = check_claim(claim, quote, context, JUDGE)
    assert found.reason or found.verdict == "supported"
