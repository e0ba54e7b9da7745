"""MMLongBench-Doc (Ma et al., 2024): questions on long PDFs with gold pages, some of them not answerable.

Folder: `questions*.jsonl` and `documents/` with the PDFs.
"""

from ast import literal_eval
from dataclasses import dataclass
from pathlib import Path

from evals.datasets.rows import Row, files_matching, read_rows

NOT_ANSWERABLE = "Not answerable"
READABLE = frozenset({"Pure-text (Plain-text)", "Table"})  # evidence that stands in the text of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class MMLongBenchQuestion:
    """`evidence_pages` count from 1. `answer_format` is Int, Float, Str, List or None."""

    id: str
    doc_id: str
    question: str
    answer: str
    evidence_pages: tuple[int, ...]
    evidence_sources: tuple[str, ...]
    answer_format: str

    @property
    def is_answerable(self) -> bool:
        return self.answer != NOT_ANSWERABLE

    @property
    def is_on_text(self) -> bool:
        """All of its evidence is running text or a table."""
        return bool(self.evidence_sources) and set(self.evidence_sources) <= READABLE


def read_documents(folder: Path) -> list[Path]:
    return files_matching(folder, "documents/*.pdf")


def read_questions(folder: Path) -> list[MMLongBenchQuestion]:
    rows = [question for path in files_matching(folder, "questions*.jsonl") for question in read_rows(path, dict)]
    return [_question(row, number) for number, row in enumerate(rows, start=1)]


def _question(row: Row, number: int) -> MMLongBenchQuestion:
    return MMLongBenchQuestion(
        id=f"mml-{number:03}", doc_id=row["doc_id"], question=row["question"], answer=row["answer"],
        evidence_pages=tuple(int(str(page)) for page in _listed(row["evidence_pages"])),
        evidence_sources=tuple(map(str, _listed(row["evidence_sources"]))), answer_format=row["answer_format"],
    )  # fmt: skip


def _listed(value: object) -> list[object]:
    """The set writes its lists as Python literals."""
    listed = literal_eval(value) if isinstance(value, str) else value
    if not isinstance(listed, list):
        raise ValueError(f"{value!r} is no list")
    return listed
