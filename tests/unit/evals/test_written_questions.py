"""The questions written for fitting: what they say of the digests is so."""

import json
from collections import Counter

from assistant.library.starter import starter_files
from assistant.terms import fold
from corpus.digest import parse_digest
from training.written_questions import QUESTIONS, on_digests, on_short


def test_every_answer_stands_in_its_digest() -> None:
    texts = {}
    for file in starter_files():
        digest = parse_digest(file.read_text("utf-8"))
        texts[str(digest.metadata["id"])] = [fold(" ".join(p.text.split())) for p in digest.paragraphs]
    for question in (*on_digests(), *on_short()):
        assert question.group in texts, question
        assert question.homes <= set(texts), question
        if question.homes:
            told = [p for home in question.homes for p in texts[home]]
            assert any(all(fold(a) in p for a in strings) for p in told for strings in question.answers), question


def test_about_half_of_them_must_be_refused_and_none_is_asked_twice() -> None:
    for name in ("digests", "short", "reports", "encyclopedia"):
        rows = [json.loads(line) for line in (QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines()]
        refused = sum(not row.get("answer") for row in rows) / len(rows)
        assert 0.35 < refused < 0.55, name
        assert Counter(row["question"] for row in rows).most_common(1)[0][1] == 1, name
