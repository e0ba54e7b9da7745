"""Who asks for somebody's word gets that, or is told that it was not found."""

import json
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.evidence.speakers import speaker_asked
from assistant.library.store import Library
from assistant.settings import Settings
from tests.conftest import add

DOCUMENTS = [
    ("harbour", "Harbour Rights Watch", "In 2024 about 900 people were locked up in the scam compounds of Port Amel."),
    ("coast", "Coast Bureau (CB)", "The scam compounds of Port Amel held 400 people in 2024, the Coast Bureau counts."),
    ("courier", "Amel Courier", "Some 650 people were locked up in the scam compounds of Port Amel in 2024."),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("speakers")
    rows = [
        {"doc_id": i, "title": i, "publisher": who, "published": "2024-06-01", "text": t} for i, who, t in DOCUMENTS
    ]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    library = Library(folder / "library", create=True)
    add(library, embedder, folder / "rows.jsonl")
    return Engine(Settings(library=library.folder), library)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("According to UNODC, how big is it?", "UNODC"),
        ("How big is it, according to the Coast Bureau's 2023 report?", "Coast Bureau"),
        ("What does Harbour Rights Watch say about Port Amel?", "Harbour Rights Watch"),
        ("Does the UN Human Rights Office say how many are held?", "UN Human Rights Office"),
        ("What did Thai police say about it?", "Thai police"),
        ("How many are held, according to the report?", None),
        ("How high did the Coast Bureau put the number of boats?", "Coast Bureau"),
        ("How high does the Coast Bureau put it?", "Coast Bureau"),
        ("What number does the Coast Bureau give?", "Coast Bureau"),
        ("What did the Coast Bureau call the raid?", "Coast Bureau"),
        ("How many boats did the Coast Bureau find?", "Coast Bureau"),
        ("How many boats did Peru report?", None),
        ("How many boats were there, according to Peru?", None),
        ("How much money did Kestrel Group give officials?", None),
        ("Where did Kestrel Group put the money?", None),
        ("When did Ana Diaz call her lawyer?", None),
        ("Where did the Coast Bureau find the boats?", None),
        ("What does the law say?", None),
        ("What did Laos do?", None),
    ],
)
def test_whose_word_is_asked_for(question: str, name: str | None) -> None:
    speaker = speaker_asked(question)
    assert (speaker and speaker.name) == name


def publishers(answer: Answer) -> set[str | None]:
    return {answer.citations[n - 1].publisher for claim in answer.claims for n in claim.citations}


@pytest.mark.parametrize(
    "who", ["Coast Bureau", "HRW", "Harbour Rights Watch", "Harboor Rights Watch", "the Amel Courier"]
)
def test_only_the_speaker_asked_for_is_quoted(engine: Engine, who: str) -> None:
    asked = f"According to {who}, how many people were locked up in the scam compounds of Port Amel in 2024?"
    [publisher] = publishers(engine.ask(asked))
    assert publisher and ("Harbour" if who == "HRW" else who.split()[-1]) in publisher


def test_others_are_quoted_with_a_notice_where_the_speaker_says_nothing(engine: Engine) -> None:
    answer = engine.ask(
        "How many people were locked up in the scam compounds of Port Amel in 2024, according to UNODC?"
    )
    assert answer.status == "answered" and len(publishers(answer)) > 1
    [notice] = [n for n in answer.notices if n.code == "other_speakers"]
    assert "UNODC" in notice.message


def test_without_a_speaker_asked_for_everybody_is_heard(engine: Engine) -> None:
    answer = engine.ask("How many people were locked up in the scam compounds of Port Amel in 2024?")
    assert len(publishers(answer)) > 1 and not [n for n in answer.notices if n.code == "other_speakers"]
