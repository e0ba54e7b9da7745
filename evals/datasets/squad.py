"""SQuAD 1.1 and 2.0 (Rajpurkar et al., 2016, 2018) and XQuAD (Artetxe et al., 2020): spans of paragraphs as answers.

A file is a set: `squad2-half.json`, `xquad.en.json`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from evals.datasets.rows import Document, read_text


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadAnswer:
    """`context[start : start + len(text)] == text`, in code points."""

    text: str
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadQuestion:
    id: str
    article: str
    doc_id: str  # the paragraph
    context: str
    question: str
    answers: tuple[SquadAnswer, ...]  # empty: the paragraph does not answer

    @property
    def is_answerable(self) -> bool:
        return bool(self.answers)


def read_questions(path: Path) -> list[SquadQuestion]:
    try:
        return list(_questions(json.loads(read_text(path))["data"]))
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        why = f"it is not in SQuAD's format ({type(error).__name__}: {error})"
        raise UsageError(what=f"Cannot read {path}", why=why, fix="Name a SQuAD or XQuAD file") from error


def documents_of(questions: list[SquadQuestion]) -> list[Document]:
    """One document a paragraph, titled by its article."""
    named = {q.doc_id: Document(doc_id=q.doc_id, title=q.article.replace("_", " "), text=q.context) for q in questions}
    return list(named.values())


def _questions(articles: list[dict[str, Any]]) -> Iterator[SquadQuestion]:
    for article in articles:
        for number, paragraph in enumerate(article["paragraphs"]):
            for qa in paragraph["qas"]:
                answers = () if qa.get("is_impossible", False) else qa["answers"]
                yield SquadQuestion(
                    id=qa["id"], article=article["title"], doc_id=f"{article['title']}-{number}",
                    context=paragraph["context"], question=qa["question"],
                    answers=tuple(SquadAnswer(text=a["text"], start=a["answer_start"]) for a in answers),
                )  # fmt: skip
