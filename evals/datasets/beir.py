"""Any set in the form of BEIR (Thakur et al., 2021): `corpus.jsonl`, `queries.jsonl`, `qrels/SPLIT.tsv`.

So that a set without an adapter of its own can be brought in: write these three files.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UsageError
from evals.datasets.rows import Document, Row, files_matching, read_rows, read_text


@dataclass(frozen=True, slots=True, kw_only=True)
class BeirQuery:
    """`relevant`: document id to grade, 1 and up; grades of zero or less are left out."""

    id: str
    text: str
    relevant: dict[str, int]


def read_documents(folder: Path) -> list[Document]:
    return [document for path in files_matching(folder, "corpus.jsonl") for document in read_rows(path, _document)]


def read_queries(folder: Path, split: str = "test") -> list[BeirQuery]:
    """The queries that have judgements in the split, in the order of `queries.jsonl`."""
    (path,) = files_matching(folder, f"qrels/{split}.tsv")
    relevant = _judgements(path)
    texts = [(row["_id"], row["text"]) for file in files_matching(folder, "queries.jsonl") for row in _rows(file)]
    return [BeirQuery(id=name, text=text, relevant=relevant[name]) for name, text in texts if name in relevant]


def _rows(path: Path) -> list[Row]:
    return read_rows(path, lambda row: {"_id": str(row["_id"]), "text": row["text"]})


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rows = csv.reader(read_text(path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(rows, start=1):
        if number == 1 and row[-1:] == ["score"]:
            continue
        try:
            query, document, grade = row
            if int(grade) > 0:
                found.setdefault(query, {})[document] = int(grade)
        except ValueError as error:
            raise UsageError(
                what=f"Cannot read line {number} of {path}", why="it is not query, document and whole grade",
                fix="Separate the three with tabs",
            ) from error  # fmt: skip
    return found


def _document(row: Row) -> Document:
    return Document(doc_id=str(row["_id"]), title=row.get("title") or None, text=row["text"])
