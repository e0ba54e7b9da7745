"""Written answers: sentences come out whole, and only those that stand on their passage."""

import json
from pathlib import Path

import pytest

from assistant.citations import citation_holding
from assistant.claims import WordsJudge
from assistant.encoders.embedding import Embedder
from assistant.generation.written import DraftChecker, sentences_of_stream, until_ended
from assistant.library.store import Library
from corpus.model import Passage
from tests.conftest import DOCUMENTS, add


def pieces(text: str, size: int) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_a_stream_gives_whole_sentences_with_their_markers_however_it_is_cut(size: int) -> None:
    text = "Police freed 3.5 tons. [1] The U.S. said no [2]. They left.[1][3] And then"
    assert list(sentences_of_stream(pieces(text, size))) == [
        "Police freed 3.5 tons. [1]",
        "The U.S. said no [2].",
        "They left.[1][3]",
        "And then",
    ]


@pytest.mark.parametrize("size", [1, 4, 1000])
@pytest.mark.parametrize("thought", ["<think>Is it 412? </think>", "<thinking>Is it 412?</thinking>\n"])
def test_what_a_model_thinks_aloud_is_no_draft(thought: str, size: int) -> None:
    reply = f"{thought}Boats came back [1]."
    assert "".join(until_ended(pieces(reply, size))) == "Boats came back [1]."


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_thoughts_that_break_off_are_no_draft_either(size: int) -> None:
    assert "".join(until_ended(pieces("<think>The passage says 412. So", size))) == ""
    assert "".join(until_ended(pieces("Boats came [1]. <think>Was it", size))).strip() == "Boats came [1]."


@pytest.fixture
def checker(library: Library) -> DraftChecker:
    passages: list[Passage] = [p for sid in ("harbour-2021", "harbour-2023") for p in library.passages_of(sid)]
    return DraftChecker(library, passages, lambda term: 1.0, WordsJudge())


def test_a_supported_sentence_cites_the_words_it_rests_on(checker: DraftChecker) -> None:
    checked = checker.check("Harbour Watch counted 412 trafficking victims in Cambodia in 2020 [1].")
    assert checked is not None
    assert checked.claim is not None
    assert checked.claim.support == "supported"
    assert checked.claim.checks.figures == "ok"
    (citation,) = checked.citations
    assert citation.quote == "Harbour Watch counted 412 trafficking victims in Cambodia in 2020."


def test_two_sources_with_the_same_page_are_cited_each_by_its_own_name(
    tmp_path: Path, library: Library, embedder: Embedder
) -> None:
    copy = {"doc_id": "copy", "title": "Reprint", "publisher": "Quay News", "text": DOCUMENTS[0]["text"]}
    (tmp_path / "copy.jsonl").write_text(json.dumps(copy), "utf-8")
    add(library, embedder, tmp_path / "copy.jsonl")
    first, other = (library.passages_of(sid)[0] for sid in ("harbour-2021", "copy"))
    assert first.id == other.id
    checker = DraftChecker(library, [first, other], lambda term: 1.0, WordsJudge())
    said = "Harbour Watch counted 412 trafficking victims"
    checked = [checker.check(f"{said} [{number}].") for number in (1, 2)]
    cited = [c for one in checked if one for c in one.citations]
    assert [c.source_id for c in cited] == ["harbour-2021", "copy"]
    held = citation_holding(cited, other, cited[1].start, cited[1].end)
    assert held is not None and held.source_id == "copy"


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("Harbour Watch counted 413 trafficking victims in Cambodia in 2020 [1].", "contradicted"),
        ("Harbour Watch counted 412 trafficking victims in Thailand in 2020 [1].", "contradicted"),
        ("Harbour Watch counted 412 trafficking victims in Cambodia in 2020.", "uncited"),
        ("Harbour Watch counted 412 trafficking victims in Cambodia in 2020 [9].", "uncited"),
        ("Harbour Watch counted 412 trafficking victims in Cambodia in 2020 [0].", "uncited"),
    ],
)
def test_a_sentence_that_does_not_stand_is_kept_as_rejected(checker: DraftChecker, sentence: str, verdict: str) -> None:
    checked = checker.check(sentence)
    assert checked is not None
    assert checked.claim is None
    assert checked.rejected is not None
    assert checked.rejected.verdict == verdict
    assert checked.rejected.reason


def test_the_agreed_words_of_refusal_are_no_claim(checker: DraftChecker) -> None:
    assert checker.check("The reports do not answer this.") is None


def test_one_place_has_one_number(checker: DraftChecker) -> None:
    first = checker.check("Harbour Watch counted 412 trafficking victims in Cambodia in 2020 [1].")
    again = checker.check("In Cambodia, Harbour Watch counted 412 trafficking victims in 2020 [1].")
    assert first is not None
    assert again is not None
    assert first.citations == again.citations
