"""Boosted decision trees (Friedman, 2001) as plain numbers: fitted in training/, summed here."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

EVEN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Node n asks whether `feature[n] <= threshold[n]`; -1 marks a leaf, whose `value` counts."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]

    def leaf(self, features: Sequence[float]) -> float:
        node = 0
        while self.feature[node] >= 0:
            node = self.left[node] if features[self.feature[node]] <= self.threshold[node] else self.right[node]
        return self.value[node]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    features: tuple[str, ...]
    start: float  # log odds before any tree
    trees: tuple[Tree, ...]
    threshold: float  # the probability from which the answer is yes

    def probability(self, features: Sequence[float]) -> float:
        return 1 / (1 + math.exp(-(self.start + sum(tree.leaf(features) for tree in self.trees))))


def load_trees(name: str, path: Path) -> Trees:
    """The trees of that name in a file of weights."""
    record = json.loads(path.read_text("utf-8"))[name]
    trees = tuple(Tree(**{key: tuple(values) for key, values in tree.items()}) for tree in record["trees"])
    threshold = record.get("threshold", EVEN)
    return Trees(features=tuple(record["features"]), start=record["start"], trees=trees, threshold=threshold)
