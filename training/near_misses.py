"""How well the assistant tells questions that are answered from near misses, on the questions written for it.

    python -m training.near_misses [TRAFFICKING_FOLDER]

Prints, for the starter library and, where the folder is given, for its reports: how often the sentence that answers is
among those looked at and comes first, the area under the curve of the best support, and refusals at the threshold.
"""

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from assistant.evidence import support_model
from assistant.filters import Filters
from assistant.finding import READ, Parts, build_parts
from assistant.library.importing import add_files, files_under
from assistant.library.lock import writer_lock
from assistant.library.starter import starter_files
from assistant.library.store import Library
from assistant.question import read_question
from assistant.settings import Settings
from training.written_questions import Written, on_digests, on_reports, report_files


def filled(folder: Path, files: Iterable[Path]) -> Parts:
    settings = Settings(library=folder)
    library = Library(folder, create=True)
    parts = build_parts(settings, library, support_model())
    with writer_lock(folder):
        for _ in add_files(library, files_under(files), parts.embedder, settings.passage_tokens):
            pass
        parts.indexes.follow()
    return parts


def report(name: str, parts: Parts, questions: Sequence[Written]) -> None:
    threshold = support_model().threshold
    best, found, first = [], [], []
    for written in questions:
        question = read_question(written.text)
        hits = parts.retriever.retrieve(question, parts.retriever.embed(question), Filters(), READ)
        scored = parts.evidence.find(question, hits)
        best.append(scored[0].support if scored else 0.0)
        found.append(any(map(written.is_answer, scored)))
        first.append(bool(scored) and written.is_answer(scored[0]))
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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("trafficking", type=Path, nargs="?")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        report("digests", filled(Path(name) / "digests", starter_files()), on_digests())
        if arguments.trafficking:
            report("reports", filled(Path(name) / "reports", report_files(arguments.trafficking)), on_reports())


if __name__ == "__main__":
    main()
