"""How well the assistant tells questions that are answered from near misses, on the questions written for it.

    python -m training.near_misses [TRAFFICKING_FOLDER]

Prints, for the starter library and, where the folder is given, for its reports, of the questions on texts that the
answer encoder was not fitted on, and of those that nothing was fitted on: how often the sentence that answers is among
those looked at and comes first, the area under the curve of the best support, and refusals at the threshold.
"""

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from assistant.evidence.support import support_model
from assistant.finding import Parts
from training.libraries import candidates, report_parts, starter_parts
from training.written_questions import (
    Written,
    held_out,
    on_digests,
    on_reports,
    on_short,
    unseen_on_digests,
    unseen_on_reports,
)


def report(name: str, parts: Parts, written_for: Sequence[Written]) -> None:
    threshold, questions = support_model().threshold, list(written_for)
    best, found, first = [], [], []
    for written in questions:
        scored = candidates(parts, written.text)
        best.append(scored[0].support if scored else 0.0)
        found.append(any(written.is_answer(s.sentence) for s in scored))
        first.append(bool(scored) and written.is_answer(scored[0].sentence))
    support, answered = np.array(best), np.array([bool(q.homes) for q in questions])
    refused = support < threshold
    right = int((refused & ~answered).sum())
    print(f"{name}: n={len(questions)}, to refuse {int((~answered).sum())}")
    print(
        f"    answer looked at {np.mean(np.array(found)[answered]):.3f}, first {np.mean(np.array(first)[answered]):.3f}"
    )
    print(
        f"    area {roc_auc_score(answered, support):.3f}; refusals at {threshold}: "
        f"precision {right / max(1, int(refused.sum())):.3f}, recall {right / int((~answered).sum()):.3f}"
    )


def kept_out(questions: Iterable[Written]) -> list[Written]:
    return [q for q in questions if held_out(q.group)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("trafficking", type=Path, nargs="?")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        model = support_model()
        starter = starter_parts(Path(name) / "digests", model)
        report("digests", starter, kept_out(on_digests()))
        report("short, on digests", starter, kept_out(on_short()))
        report("digests, nothing fitted on them", starter, unseen_on_digests())
        if arguments.trafficking:
            reports = report_parts(Path(name) / "reports", arguments.trafficking, model)
            report("reports", reports, kept_out(on_reports()))
            report("reports, nothing fitted on them", reports, unseen_on_reports())


if __name__ == "__main__":
    main()
