"""Who asks for the findings of a publication is told what it found, not how it was made."""

import json
from pathlib import Path

import pytest

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.library.store import Library
from assistant.questions.overviews import asks_for_findings, tells_no_finding
from assistant.questions.question import read_question
from assistant.settings import Settings
from tests.conftest import add


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("key findings of the Harbour Review 2024", True),
        ("Summarise the Harbour Review", True),
        ("What are the main conclusions of the Harbour Review?", True),
        ("What are the key figures in the latest report of the Harbour Watch?", True),
        ("main points of the Harbour Review", True),
        ("How many findings did the court make?", False),
        ("Who are the key figures in the Anchor Group?", False),
        ("Who are the key figures in the Anchor Group named by the report?", False),
        ("What are the main points of entry to Port Amel?", False),
        ("What were the key results of the raid on the docks?", False),
        ("Was he given a summary trial?", False),
    ],
)
def test_a_question_for_findings_is_known(question: str, asks: bool) -> None:
    assert asks_for_findings(question) is asks


def test_that_findings_are_wanted_is_not_searched_for() -> None:
    assert read_question("What are the key findings of the Harbour Review?").content == ("harbor", "review")


@pytest.mark.parametrize(
    ("sentence", "section", "none"),
    [
        ("The Harbour Review 2024 was published in May 2024.", None, True),
        ("The Harbour Review covers 12 countries.", None, True),
        ("The Harbour Review 2024 was released in May 2024.", None, True),
        ("Researchers for the Harbour Review held 60 interviews with dockers.", None, True),
        ("Police released 40 dockers from a ship.", None, False),
        ("The survey of 400 dockers found that half were in debt.", None, False),
        ("Interviews with dockers show that most owe a year's pay.", None, False),
        ("In the survey half of the dockers were in debt as a result of fees.", None, False),
        ("Recruiters launched a website and changed their methods in 2023.", None, False),
        ("One in ten dockers of Port Amel was in debt, the Harbour Review says.", None, False),
        ("One in ten dockers of Port Amel was in debt, the Harbour Review says.", "How others report it", True),
    ],
)
def test_how_a_publication_was_made_is_no_finding(sentence: str, section: str | None, none: bool) -> None:
    assert tells_no_finding(sentence, section) is none


def test_findings_are_quoted_not_how_they_were_made(tmp_path: Path, embedder: Embedder) -> None:
    told = (
        "The Harbour Review 2024 was published on 3 May 2024 and has 90 pages. The Harbour Review 2024 draws on 60 "
        "interviews. One in ten dockers of Port Amel was in debt to a recruiter, the Harbour Review 2024 found."
    )
    row = {"doc_id": "review", "title": "Harbour Review 2024", "publisher": "Harbour Watch", "text": told}
    (tmp_path / "review.jsonl").write_text(json.dumps(row), "utf-8")
    library = Library(tmp_path / "library", create=True)
    add(library, embedder, tmp_path / "review.jsonl")
    answer = Engine(Settings(library=library.folder), library).ask("key findings of the Harbour Review 2024")
    assert [claim.text.split()[0] for claim in answer.claims] == ["One"]
