"""Fit the trees that weigh wording, checks and encoder. Writes assistant/claims/support.json.

    python -m training.claim_support ATTRIBUTIONBENCH_FOLDER

Data: AttributionBench dev (people's labels), and facts of corpus/facts.yaml against the digest sentences that state
them, as they stand and with one thing changed. Prints grouped, held-out macro-F1; evals/suites/claims.py reports it.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score

from assistant.claims.encoder import ClaimEncoderModel
from assistant.claims.judging import ENCODED, WEIGHTS
from assistant.claims.wording import Wording
from assistant.settings import load_settings
from evals.claim_folds import boosted, design, held_out_support, read_cases
from training.trees import as_record


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
    WEIGHTS.write_text(json.dumps(record, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
