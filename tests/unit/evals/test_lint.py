"""The linter finds what would make a figure worthless, and our own questions pass it."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.library.starter import starter_files
from assistant.questions.question import content_terms
from corpus.digest import parse_digest
from evals.lint import lint, summary

FACT = "ohchr-online-scam-2023-f02"
GOOD = {
    "id": "x-1", "type": "figure", "split": "dev", "question": "How many were trapped in Cambodia's compounds?",
    "history": [], "filters": {}, "why": "estimate",
    "gold": {"status": "answered", "facts": [FACT], "sources": ["ohchr-online-scam-2023"], "answers": ["100,000"]},
}  # fmt: skip


def problems(folder: Path, *rows: dict[str, Any]) -> list[str]:
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return [f"{p.rule}: {p.detail}" for p in lint(folder)]


def changed(**gold: Any) -> dict[str, Any]:
    return GOOD | {"gold": GOOD["gold"] | gold}  # type: ignore[operator]


def test_our_own_questions_have_no_open_problem() -> None:
    assert [p for p in lint() if not p.locked] == []


def test_a_good_question_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (changed(facts=["nobody-f01"]), "unknown fact: nobody-f01"),
        (changed(facts=[]), "missing gold: an answer needs facts and sources"),
        (changed(answers=["100,001"]), "answer not in a gold fact: 100,001"),
        (changed(said={"100,000": ["a hundred boats"]}), "wording in no digest: a hundred boats"),
        (changed(said={"7": ["100,000"]}), "wordings of no answer: 7"),
        (
            changed(
                answers=["Togolese"], facts=["interpol-liberterra-2-2024-f07"], sources=["interpol-liberterra-2-2024"]
            ),
            "answer in no digest: Togolese",
        ),
        (changed(answers=[]), "missing gold: no string that a right answer must hold"),
        (changed(sources=["un-palermo-protocol-2000"]), "sources and facts differ: un-palermo-protocol-2000"),
        (changed(status="refused"), "gold of a refusal: a question to be refused names facts, sources or answers"),
        (GOOD | {"type": "follow-up"}, "missing gold: a follow-up needs history and standalone"),
        (GOOD | {"type": "false-premise"}, "missing gold: a false premise needs gold.premise"),
        (GOOD | {"note": "?"}, "unknown key: note"),
        (GOOD | {"why": " "}, "missing text: question and why must be written"),
    ],
)
def test_each_rule_finds_its_problem(tmp_path: Path, row: dict[str, Any], expected: str) -> None:
    assert expected in problems(tmp_path, row)


def test_duplicates_are_found_by_words_and_by_id(tmp_path: Path) -> None:
    other = GOOD | {"question": "How many were trapped in the compounds of Cambodia?"}
    found = problems(tmp_path, GOOD, other)
    assert "duplicate question: asks what x-1 asks" in found and "duplicate id: used before" in found
    assert problems(tmp_path, GOOD, other | {"id": "x-2", "filters": {"country": ["KH"]}}) == []


def test_six_words_of_a_digest_in_a_row_are_an_echo_and_five_are_not(tmp_path: Path) -> None:
    words = parse_digest(starter_files()[0].read_text("utf-8")).paragraphs[0].text.split()
    runs = [words[n : n + 6] for n in range(len(words) - 5)]
    run = next(r for r in runs if len(content_terms(" ".join(r))) == 6)
    assert any("echo" in p for p in problems(tmp_path, GOOD | {"question": " ".join(run) + "?"}))
    assert problems(tmp_path, GOOD | {"question": " ".join(run[:5]) + " what?"}) == []
    assert problems(tmp_path, GOOD | {"question": "What happened in the first half of 2024?"}) == []


def test_a_locked_question_is_counted_and_not_shown(tmp_path: Path) -> None:
    problems(tmp_path, changed(facts=["nobody-f01"], sources=["nobody"]) | {"split": "test"})
    assert all("x-1" not in line and "nobody" not in line for line in summary(lint(tmp_path)))
    assert "locked questions: unknown fact: 1" in summary(lint(tmp_path))
