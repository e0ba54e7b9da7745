"""The cause of a failure is the first thing that went wrong on the way to a right answer."""

from typing import Any

import pytest

from evals.cases import Case
from evals.scoring import cause_of_failure, is_correct

CASE = Case(id="q", set="t", type="figure", question="?", refuse=False, nuggets=(("nine",),), sources=("a",))
CITED = {"source_id": "a", "n": 1, "copies": []}
HIT = {"source_id": "a", "page": 1}


def answered(text: str, *citations: dict[str, Any], retrieved: Any = (HIT,), **changed: Any) -> dict[str, Any]:
    answer = {
        "status": "answered", "mode": "quotes", "claims": [{"text": text}], "citations": list(citations),
        "premise": None, "rejected": [], **changed,
    }  # fmt: skip
    return {"answer": answer, "retrieved": retrieved}


REFUSED = {"status": "refused", "claims": []}


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        (answered("Nine boats.", CITED), None),
        (answered("Ten boats.", CITED), "wrong span"),
        (answered("Nine boats.", CITED | {"source_id": "b"}), "retrieved but not used"),
        (answered("Nine boats.", CITED | {"source_id": "b"}, retrieved=()), "not retrieved"),
        (answered("", **REFUSED), "wrongly refused"),
        (answered("", **REFUSED, retrieved=()), "not retrieved"),
        (answered("", **REFUSED, retrieved=(), refusal={"reason": "unsafe"}), "wrongly refused"),
        (answered("", **(REFUSED | {"mode": "llm", "rejected": ["x"]})), "claim rejected"),
        (answered("Nine boats.", CITED | {"source_id": "b", "copies": ["a"]}), None),
    ],
)
def test_each_failure_has_its_cause(given: dict[str, Any], cause: str | None) -> None:
    assert cause_of_failure(CASE, given) == cause


def test_what_should_be_refused_is_right_only_where_it_is() -> None:
    refuse = Case(id="q", set="t", type="unanswerable", question="?", refuse=True)
    assert cause_of_failure(refuse, answered("", **REFUSED)) is None
    assert cause_of_failure(refuse, answered("Nine.", CITED)) == "wrongly answered"


def test_without_gold_an_answer_is_neither_right_nor_wrong() -> None:
    bare = Case(id="q", set="t", type="open", question="?", refuse=False)
    assert is_correct(bare, answered("Nine.", CITED)["answer"]) is None
    assert is_correct(bare, answered("", **REFUSED)["answer"]) is False
