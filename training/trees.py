"""Boosted trees of scikit-learn as the numbers that assistant/trees.py sums."""

from collections.abc import Sequence

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier


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
