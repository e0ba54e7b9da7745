"""trafficking-gold: short public-domain documents, questions with gold documents, and questions on pages of PDFs.

Folder: `docs*.jsonl`, `questions*.jsonl`, `page_questions*.jsonl`.
"""

from dataclasses import dataclass
from pathlib import Path

from evals.datasets.rows import Document, Row, files_matching, read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What one edition says, for questions whose sources differ by date."""

    label: str
    published: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuestion:
    """`type`: single, yesno, number, number-unknown, conflict-by-date or unanswerable (no answer, no documents)."""

    id: str
    type: str
    question: str
    answer: str | None
    gold_docs: tuple[str, ...]
    values: tuple[Value, ...] = ()
    must_state_date: str | None = None
    must_mention_disagreement: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvidence:
    """`pdf_page` counts from 1; only the file's name is the same everywhere."""

    file: str
    pdf_page: int
    quote: str

    @property
    def file_name(self) -> str:
        return self.file.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuestion:
    id: str
    type: str
    question: str
    answer: str | None
    evidence: tuple[PageEvidence, ...]


def read_documents(folder: Path) -> list[Document]:
    return [document for path in files_matching(folder, "docs*.jsonl") for document in read_rows(path, _document)]


def read_questions(folder: Path) -> list[GoldQuestion]:
    return [question for path in files_matching(folder, "questions*.jsonl") for question in read_rows(path, _question)]


def read_page_questions(folder: Path) -> list[PageQuestion]:
    return [q for path in files_matching(folder, "page_questions*.jsonl") for q in read_rows(path, _page_question)]


def _document(row: Row) -> Document:
    return Document(
        doc_id=row["doc_id"], title=row.get("title"), publisher=row.get("publisher"), published=row.get("published"),
        country=row.get("country"), text=row["text"],
    )  # fmt: skip


def _question(row: Row) -> GoldQuestion:
    return GoldQuestion(
        id=row["id"], type=row["type"], question=row["question"], answer=row["answer"],
        gold_docs=tuple(row["gold_docs"]),
        values=tuple(Value(label=label, published=day, value=value) for label, day, value in row.get("all_values", [])),
        must_state_date=row.get("must_state_date"),
        must_mention_disagreement=bool(row.get("must_mention_disagreement", False)),
    )  # fmt: skip


def _page_question(row: Row) -> PageQuestion:
    evidence = tuple(
        PageEvidence(file=e["file"], pdf_page=int(e["pdf_page"]), quote=e["quote"]) for e in row["evidence"]
    )
    return PageQuestion(
        id=row["id"], type=row["type"], question=row["question"], answer=row["answer"], evidence=evidence
    )
