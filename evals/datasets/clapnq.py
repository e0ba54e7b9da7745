"""CLAPnq (Rosenthal et al., 2025): questions with one passage each, answerable from it or not, and long answers.

Folder: `*answerable*.jsonl`; a question is answerable where the set gives an answer.
"""

from dataclasses import dataclass
from pathlib import Path

from evals.datasets.rows import Document, Row, files_matching, read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ClapnqPassage:
    title: str
    text: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClapnqQuestion:
    """`answers` are alternatives; `selected` are the sentences of the passage that annotators took them from."""

    id: str
    question: str
    passages: tuple[ClapnqPassage, ...]
    answers: tuple[str, ...]
    selected: tuple[str, ...]

    @property
    def is_answerable(self) -> bool:
        return bool(self.answers)

    def doc_ids(self) -> tuple[str, ...]:
        return tuple(f"{self.id}-{n}" for n in range(len(self.passages)))


def read_questions(folder: Path) -> list[ClapnqQuestion]:
    return [q for path in files_matching(folder, "*answerable*.jsonl") for q in read_rows(path, _question)]


def documents_of(questions: list[ClapnqQuestion]) -> list[Document]:
    """One document a passage: the library of all passages of the set."""
    return [
        Document(doc_id=doc_id, title=passage.title, text=passage.text)
        for question in questions
        for doc_id, passage in zip(question.doc_ids(), question.passages, strict=True)
    ]


def _question(row: Row) -> ClapnqQuestion:
    outputs = [o for o in row["output"] if o["answer"]]
    return ClapnqQuestion(
        id=str(row["id"]),
        question=row["input"],
        passages=tuple(
            ClapnqPassage(title=p["title"], text=p["text"], sentences=tuple(p["sentences"])) for p in row["passages"]
        ),
        answers=tuple(o["answer"] for o in outputs),
        selected=tuple(dict.fromkeys(s for o in outputs for s in o["selected_sentences"])),
    )
