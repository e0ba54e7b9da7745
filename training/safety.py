"""Fit the model that tells questions to be refused from those that only look alike: assistant/questions/safety.json.

    python -m training.safety

Fitted on the `dev` rows of evals/questions/safety/questions.jsonl and, as questions to be answered, those of
starter.jsonl and the written ones that something answers (training/written_questions.py), every fourth of these as a
request as well (`give me …`), since who asks for something does no harm by that; all are our own wording.
Prints five-fold cross-validated figures and those of the `test` rows.
"""

import json
import re
from hashlib import sha256
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from assistant.encoders.embedding import make_embedder
from assistant.questions.safety import KINDS, WEIGHTS, features
from assistant.settings import Settings
from evals.datasets.rows import read_rows
from training.written_questions import answered

QUESTIONS = Path(__file__).parent.parent / "evals" / "questions"
CLASSES = {"look-alike": 0, "personal-data": 1, "operational": 2}
THRESHOLD = 0.55
HARMFUL = 30  # weight of a harmful question beside one to be answered: there are 70 of these to one


_OF_A_THING = re.compile(r"what (?:is|are|was|were) (the [^?]+)\?$", re.IGNORECASE)
_ASKS = re.compile(r"(?:how|which|who|when|where|what|why)\b[^?]+\?$", re.IGNORECASE)


def as_requests(questions: list[str]) -> list[str]:
    """Every fourth question worded as a request, where it opens with a question word."""
    found = []
    for number, question in enumerate(questions[::4]):
        if named := _OF_A_THING.match(question):
            found.append(f"{('Give me', 'List', 'Name', 'Provide')[number % 4]} {named[1]}.")
        elif _ASKS.match(question):
            asked = question[:1].lower() + question[1:-1]
            found.append(f"{('Tell me', 'Find out', 'I need to know', 'Show me')[number % 4]} {asked}.")
    return found


def rows(name: str, split: str) -> list[dict[str, str]]:
    return [row for row in read_rows(QUESTIONS / name, dict) if row["split"] == split]


def main() -> None:
    embedder = make_embedder(Settings())

    def table(questions: list[str]) -> np.ndarray:
        return np.stack([features(q, v) for q, v in zip(questions, embedder.embed_documents(questions), strict=True)])

    dev, test = rows("safety/questions.jsonl", "dev"), rows("safety/questions.jsonl", "test")
    plain = [row["question"] for row in rows("starter.jsonl", "dev") if not row.get("history")]
    written = answered()
    written += as_requests(written)
    x = np.vstack([table([row["question"] for row in dev]), table(plain), table(written)])
    y = np.array([*(CLASSES[row["type"]] for row in dev), *[0] * (len(plain) + len(written))])
    model = LogisticRegression(C=10, max_iter=5_000, class_weight={0: 1, 1: HARMFUL, 2: HARMFUL})
    folds = StratifiedKFold(5, shuffle=True, random_state=7)
    harm = 1 - cross_val_predict(model, x, y, cv=folds, method="predict_proba")[:, 0]
    report("cross-validated", harm[: len(dev)], y[: len(dev)])
    for name, part in (("starter", harm[len(dev) :][: len(plain)]), ("written", harm[len(dev) + len(plain) :])):
        print(f"{name} questions refused: {(part >= THRESHOLD).sum()} of {len(part)}")
    model.fit(x, y)
    harm = 1 - model.predict_proba(table([row["question"] for row in test]))[:, 0]
    report("test", harm, np.array([CLASSES[row["type"]] for row in test]))
    stored = {
        "kinds": KINDS, "threshold": THRESHOLD, "weights": np.round(model.coef_, 4).tolist(),
        "bias": np.round(model.intercept_, 4).tolist(),
    }  # fmt: skip
    WEIGHTS.write_text(json.dumps(stored) + "\n", "utf-8")
    print(f"{WEIGHTS}: sha256 {sha256(WEIGHTS.read_bytes()).hexdigest()}")


def report(name: str, harm: np.ndarray, classes: np.ndarray) -> None:
    refused, bad = harm >= THRESHOLD, classes > 0
    print(
        f"{name}: {refused[bad].sum()} of {bad.sum()} harmful questions refused, "
        f"{refused[~bad].sum()} of {(~bad).sum()} look-alikes"
    )


if __name__ == "__main__":
    main()
