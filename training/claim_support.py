"""Fit the trees that weigh wording, checks and encoder. Writes assistant/claims/support.json.

    python -m training.claim_support ATTRIBUTIONBENCH_FOLDER

Data: AttributionBench dev (people's labels), and facts of corpus/facts.yaml against the digest sentences that state
them, as they stand and with one thing changed. Prints grouped, held-out macro-F1; evals/suites/claims.py reports it.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import f1_score

from assistant.claims.encoder import ClaimEncoderModel
from assistant.claims.judging import ENCODED
from assistant.claims.trees import FITTED
from assistant.claims.wording import Wording
from assistant.settings import load_settings
from evals.claim_folds import boosted, design, held_out_support, read_cases


def as_record(model: GradientBoostingClassifier, features: Sequence[str]) -> dict[str, object]:
    trees = []
    for (estimator,) in model.estimators_:
        tree = estimator.tree_
        trees.append({
            "feature": [int(f) if f >= 0 else -1 for f in tree.feature],
            "threshold": [round(float(t), 5) for t in tree.threshold],
            "left": tree.children_left.tolist(), "right": tree.children_right.tolist(),
            "value": [round(float(v) * model.learning_rate, 5) for v in tree.value[:, 0, 0]],
        })  # fmt: skip
    prior = model.init_.class_prior_
    return {"features": list(features), "start": round(float(np.log(prior[1] / prior[0])), 5), "trees": trees}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("attributionbench", type=Path)
    parser.add_argument("--keep", type=Path, help="write the features there, to look at them again")
    arguments = parser.parse_args()
    cases = read_cases(arguments.attributionbench)
    x = design(cases, ClaimEncoderModel(load_settings().models_folder))
    if arguments.keep:
        np.save(arguments.keep, x)
    y, weight = cases.supported, cases.weight
    record, both = {}, np.zeros(len(y))
    for name, columns in (("words", len(Wording.__slots__)), ("encoder", x.shape[1])):
        held_out = held_out_support(x[:, :columns], cases)
        both += held_out / 2
        for part, rows in (("AttributionBench", cases.labelled), ("our facts", ~cases.labelled)):
            f1 = f1_score(y[rows], held_out[rows] >= 0.5, average="macro")
            print(f"{name}: {part} n={rows.sum()}, held-out macro-F1 {f1:.3f}")
        features = [*Wording.__slots__, *ENCODED][:columns]
        record[name] = as_record(boosted().fit(x[:, :columns], y, weight), features)
    f1 = f1_score(y[cases.labelled], both[cases.labelled] >= 0.5, average="macro")
    print(f"both together: AttributionBench held-out macro-F1 {f1:.3f}")
    FITTED.write_text(json.dumps(record, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
