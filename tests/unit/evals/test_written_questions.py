"""The questions written for fitting: what they say of the digests is so."""

from collections import Counter

from assistant.library.starter import starter_files
from assistant.questions.terms import fold
from corpus.digest import parse_digest
from evals.datasets.rows import read_rows
from training.written_questions import QUESTIONS, on_digests, on_short, unseen_on_digests

FITTED = ("digests", "short", "reports", "encyclopedia")
UNSEEN = ("unseen_digests", "unseen_reports")


def test_every_answer_stands_in_its_digest() -> None:
    texts = {}
    for file in starter_files():
        digest = parse_digest(file.read_text("utf-8"))
        texts[str(digest.metadata["id"])] = [fold(" ".join(p.text.split())) for p in digest.paragraphs]
    for question in (*on_digests(), *on_short(), *unseen_on_digests()):
        assert question.group in texts, question
        assert question.homes <= set(texts), question
        if question.homes:
            told = [p for home in question.homes for p in texts[home]]
            assert any(all(fold(a) in p for a in strings) for p in told for strings in question.answers), question


def asked(name: str) -> list[dict[str, str]]:
    return read_rows(QUESTIONS / f"{name}.jsonl", dict)


def test_about_half_of_them_must_be_refused_and_none_is_asked_twice() -> None:
    for name in FITTED:
        rows = asked(name)
        refused = sum(not row.get("answer") for row in rows) / len(rows)
        assert 0.35 < refused < 0.55, name
        assert Counter(row["question"] for row in rows).most_common(1)[0][1] == 1, name


def test_what_is_kept_for_measuring_is_asked_nowhere_else() -> None:
    fitted = {row["question"] for name in FITTED for row in asked(name)}
    passages = {row["passage"] for row in asked("reports")}
    assert not fitted & {row["question"] for name in UNSEEN for row in asked(name)}
    assert not passages & {row["passage"] for row in asked("unseen_reports")}
