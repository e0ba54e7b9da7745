"""Selection: by hand, over an answer of three claims."""

from evals.metrics.selection import first_claim_cites_gold, padding

ANSWER = {
    "claims": [
        {"text": "412 victims were counted.", "citations": [1]},
        {"text": "Elsewhere 412 were counted too.", "citations": [2]},
        {"text": "The sea is wide.", "citations": [3]},
    ],
    "citations": [
        {"n": 1, "source_id": "a", "copies": ["a2"]}, {"n": 2, "source_id": "b"}, {"n": 3, "source_id": "c"}
    ],
}  # fmt: skip
REFUSAL = {"claims": [], "citations": []}


def test_the_first_claim_may_rest_on_a_copy_of_a_gold_source() -> None:
    assert first_claim_cites_gold(ANSWER, {"a2"}) == 1.0
    assert first_claim_cites_gold(ANSWER, {"b"}) == 0.0


def test_a_claim_pads_where_it_neither_rests_on_gold_nor_holds_the_answer() -> None:
    assert padding(ANSWER, {"a"}, [("412",)]) == (1, 3)
    assert padding(ANSWER, {"a"}, []) == (2, 3)


def test_a_refusal_chooses_nothing() -> None:
    assert first_claim_cites_gold(REFUSAL, {"a"}) is None
    assert padding(REFUSAL, {"a"}, [("412",)]) is None
