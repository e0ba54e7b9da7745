"""The judge is an extra: graded by a fixed rubric, compared with the rules, and honest about replies it cannot read."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sklearn.metrics import cohen_kappa_score

from evals.judge import JUDGED, judged, kappa
from evals.suites import Record, SuiteResult


@dataclass
class Scripted:
    """A chat model that replies as told and notes what it was sent."""

    replies: list[str]
    prompts: list[str] = field(default_factory=list)

    def stream(self, system: str, user: str) -> Iterator[str]:
        self.prompts.append(user)
        yield from self.replies.pop(0)


def record(n: int, correct: float) -> Record:
    case = {"question": f"Question {n}?", "refuse": n == 1, "nuggets": [["nine", "9"]]}
    answer = {"status": "answered", "text": "Nine boats."}
    return Record(id=f"q{n}", input=case, output={"answer": answer}, scores={"correct": correct})


def test_grades_are_read_and_what_is_no_grade_is_counted_as_none() -> None:
    chat = Scripted(replies=["GRADE: 1", "It is fine. GRADE: 0", "NaN"])
    result = SuiteResult(suite="quick", metrics=(), records=tuple(record(n, 1.0) for n in range(3)))
    found = judged(result, chat, lambda what, done, total: None)
    assert [r.scores[JUDGED] for r in found.records] == [1.0, 0.0, None]
    figures = {m.name: m for m in found.metrics}
    assert figures["judge: no grade given"].value == pytest.approx(1 / 3) and not any(m.gated for m in found.metrics)
    assert "GOLD: nine or 9\nANSWER: Nine boats." in chat.prompts[0] and "GOLD: refuse" in chat.prompts[1]


@pytest.mark.parametrize("seed", range(5))
def test_kappa_agrees_with_scikit_learn(seed: int) -> None:
    draw = random.Random(seed)
    pairs = [(float(draw.random() < 0.6), float(draw.random() < 0.4)) for _ in range(50)]
    ours = kappa(pairs)
    assert ours == pytest.approx(cohen_kappa_score([a for a, _ in pairs], [b for _, b in pairs]))
    assert kappa([]) is None and kappa([(1.0, 1.0)]) is None
