"""Real files, where they are at hand: quotes on their stated pages, and broken files that end in one outcome each."""

import json
from pathlib import Path
from typing import get_args

import pytest

from corpus.model import Document
from corpus.outcomes import Outcome, Unreadable
from corpus.readers import read

DATA = Path(__file__).parents[5] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not beside the repository")


def spaced(text: str) -> str:
    return " ".join(text.split())


def test_every_gold_quote_is_found_on_its_page() -> None:
    files = {path.name: path for path in (DATA / "trafficking").rglob("*.pdf")}
    missing = []
    documents: dict[str, Document] = {}
    for line in (DATA / "trafficking-gold" / "page_questions.jsonl").read_text("utf-8").splitlines():
        for evidence in json.loads(line)["evidence"]:
            name = Path(evidence["file"]).name
            if name not in documents:
                documents[name] = read(files[name].read_bytes(), name, use_ocr=False)
            page = documents[name].pages[evidence["pdf_page"] - 1]
            if spaced(evidence["quote"]) not in spaced(page.text):
                missing.append(evidence)
    assert not missing


def test_broken_files_end_in_one_outcome_each() -> None:
    for entry in json.loads((DATA / "nasty" / "MANIFEST.json").read_text("utf-8")):
        path = DATA / "nasty" / entry["file"]
        try:
            document = read(path.read_bytes(), path.name, use_ocr=False)
        except Unreadable as error:
            assert error.outcome in get_args(Outcome), path
        else:
            assert any(page.text.strip() for page in document.pages), path
            assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1)), path
