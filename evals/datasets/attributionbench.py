"""AttributionBench (Li et al., 2024): claims with the text they cite, attributable to it or not.

Folder: `*.jsonl`. Claims of one response share question and text, so folds are made by `group`.
"""

from dataclasses import dataclass
from pathlib import Path

from evals.datasets.rows import Row, files_matching, read_rows

LABELS = {"attributable": True, "not attributable": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributedClaim:
    id: str
    question: str
    claim: str
    references: tuple[str, ...]
    attributable: bool
    origin: str  # AttributedQA, ExpertQA, LFQA, Stanford-GenSearch

    @property
    def group(self) -> str:
        return self.question


def read_claims(folder: Path) -> list[AttributedClaim]:
    return [claim for path in files_matching(folder, "*.jsonl") for claim in read_rows(path, _claim)]


def _claim(row: Row) -> AttributedClaim:
    return AttributedClaim(
        id=row["id"], question=row["question"], claim=row["claim"], references=tuple(row["references"]),
        attributable=LABELS[row["attribution_label"]], origin=row["src_dataset"],
    )  # fmt: skip
