"""RAMDocs (Wang et al., 2025): documents that are right for one reading of a question, misinform, or are noise.

Folder: `ramdocs*.jsonl`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from evals.datasets.rows import Row, files_matching, read_rows

DocumentType = Literal["correct", "misinfo", "noise"]
NO_ANSWER = "unknown"  # how the set writes that a document does not answer


@dataclass(frozen=True, slots=True, kw_only=True)
class RamDocument:
    text: str
    type: DocumentType
    answer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RamQuestion:
    question: str
    documents: tuple[RamDocument, ...]
    gold_answers: tuple[str, ...]
    wrong_answers: tuple[str, ...]
    entities: tuple[str, ...]

    @property
    def answers_in_documents(self) -> tuple[str, ...]:
        """Different answers that the documents give, right or wrong; two or more make a disagreement."""
        return tuple(dict.fromkeys(d.answer for d in self.documents if d.answer is not None))


def read_questions(folder: Path) -> list[RamQuestion]:
    return [q for path in files_matching(folder, "ramdocs*.jsonl") for q in read_rows(path, _question)]


def _question(row: Row) -> RamQuestion:
    return RamQuestion(
        question=row["question"], documents=tuple(map(_document, row["documents"])),
        gold_answers=tuple(row["gold_answers"]), wrong_answers=tuple(row["wrong_answers"]),
        entities=tuple(row["disambig_entity"]),
    )  # fmt: skip


def _document(row: Row) -> RamDocument:
    if row["type"] not in get_args(DocumentType):
        raise ValueError(f"{row['type']!r} is no type of document")
    answer = None if row["answer"] == NO_ANSWER else str(row["answer"])
    return RamDocument(text=row["text"], type=row["type"], answer=answer)
