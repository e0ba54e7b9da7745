"""ConflictNQ: each question with passages that give the real answer and invented ones that give another.

Folder: `conflict_nq*.jsonl`.
"""

from dataclasses import dataclass
from pathlib import Path

from evals.datasets.rows import Row, files_matching, read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two answers, in full and in short, with the passages that give it."""

    answer: str
    short_answer: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictQuestion:
    """`question` as people typed it; `cleaned_question` in full words."""

    id: str
    question: str
    cleaned_question: str
    real: Side
    fake: Side


def read_questions(folder: Path) -> list[ConflictQuestion]:
    return [q for path in files_matching(folder, "conflict_nq*.jsonl") for q in read_rows(path, _question)]


def _question(row: Row) -> ConflictQuestion:
    return ConflictQuestion(
        id=str(row["id"]), question=row["question"], cleaned_question=row["cleaned_question"],
        real=_side(row, "real"), fake=_side(row, "fake"),
    )  # fmt: skip


def _side(row: Row, name: str) -> Side:
    return Side(
        answer=row[f"{name}_answer"], short_answer=row[f"{name}_short_answer"],
        passages=tuple(p["passage"] for p in row[f"{name}_passages"]),
    )  # fmt: skip
