"""Adapters give every record of the public sets, typed, and say which line does not fit."""

import json
from pathlib import Path

import pytest

from assistant.library.store import Library
from corpus.errors import UsageError
from evals.datasets import attributionbench, beir, clapnq, conflictnq, mmlongbench, ramdocs, squad, starter
from evals.datasets import trafficking_gold as gold
from evals.datasets.rows import Document, write_documents
from evals.suites.followups import FIELDS, read_rewrites
from evals.suites.injection import read_attacks
from training import written_questions


def test_a_line_separator_within_a_text_ends_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "Ports\u2028closed.\u0085Ships left."
    _write_rows(tmp_path / "attacks.jsonl", {"category": "a", "payload": words})
    [attack] = read_attacks(tmp_path / "attacks.jsonl")
    assert attack["words"] == "Ports closed. Ships left."
    for kind, text in (("questions", "|user|: Who left?\n|user|: Why?"), ("lastturn", words), ("rewrite", words)):
        for field in FIELDS:
            _write_rows(tmp_path / f"{field}_{kind}.jsonl", {"_id": "1", "text": text})
    assert [rewrite.question for rewrite in read_rewrites(tmp_path)] == [words] * len(FIELDS)
    monkeypatch.setattr(written_questions, "QUESTIONS", tmp_path)
    _write_rows(
        tmp_path / "unseen_digests.jsonl",
        {"question": words, "source": None, "near": "a", "answer": [], "reworded": []},
    )
    assert [written.text for written in written_questions.unseen_on_digests()] == [words]


def _write_rows(path: Path, *rows: dict[str, object]) -> None:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")


def test_trafficking_gold_is_read_whole(shared_data: Path) -> None:
    folder = shared_data / "trafficking-gold"
    documents = {d.doc_id for d in gold.read_documents(folder)}
    questions = gold.read_questions(folder)
    assert (len(documents), len(questions), len(gold.read_page_questions(folder))) == (159, 235, 11)
    assert all(set(q.gold_docs) <= documents and bool(q.gold_docs) == (q.type != "unanswerable") for q in questions)
    assert all((len(q.values) >= 2) == (q.type == "conflict-by-date") for q in questions)


def test_mmlongbench_has_pages_where_it_is_answerable(shared_data: Path) -> None:
    folder = shared_data / "mmlongbench-doc"
    questions = mmlongbench.read_questions(folder)
    assert len(questions) == 71 and sum(q.is_on_text for q in questions) == 31
    assert {q.doc_id for q in questions} <= {path.name for path in mmlongbench.read_documents(folder)}
    assert all(q.evidence_pages for q in questions if q.is_on_text)


def test_clapnq_tells_what_is_answerable(shared_data: Path) -> None:
    questions = clapnq.read_questions(shared_data / "clapnq")
    assert (len(questions), sum(q.is_answerable for q in questions)) == (200, 100)
    documents = clapnq.documents_of(questions)
    assert len({d.doc_id for d in documents}) == len(documents) == 200


def test_sets_of_disagreeing_sources_keep_each_side_apart(shared_data: Path) -> None:
    ambiguous = ramdocs.read_questions(shared_data / "ramdocs")
    assert len(ambiguous) == 150 and all(d.answer is None for q in ambiguous for d in q.documents if d.type == "noise")
    conflicts = conflictnq.read_questions(shared_data / "conflictnq")
    assert len(conflicts) == 225 and all(q.real.passages and q.fake.passages for q in conflicts)


def test_attributionbench_is_balanced(shared_data: Path) -> None:
    claims = attributionbench.read_claims(shared_data / "attributionbench")
    assert len(claims) == 1_198 and sum(c.attributable for c in claims) == 599


@pytest.mark.parametrize("name", ["xquad/xquad.en.json", "xquad/xquad.ar.json", "training/squad2-half.json"])
def test_squad_answers_stand_where_they_should(shared_data: Path, name: str) -> None:
    questions = squad.read_questions(shared_data / name)
    assert questions
    for question in questions:
        for answer in question.answers:
            assert question.context[answer.start : answer.start + len(answer.text)] == answer.text
    assert len({d.doc_id for d in squad.documents_of(questions)}) == len({q.context for q in questions})


def test_a_beir_folder_is_read_with_its_judgements(tmp_path: Path) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text('{"_id": "d1", "title": "", "text": "boats"}\n{"_id": "d2", "text": "x"}\n')
    (tmp_path / "queries.jsonl").write_text('{"_id": "q1", "text": "ships?"}\n{"_id": "q2", "text": "unjudged"}\n')
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n")
    assert [d.doc_id for d in beir.read_documents(tmp_path)] == ["d1", "d2"]
    assert beir.read_queries(tmp_path) == [beir.BeirQuery(id="q1", text="ships?", relevant={"d1": 2})]


def test_a_line_that_does_not_fit_is_named(tmp_path: Path) -> None:
    (tmp_path / "docs.jsonl").write_text('{"doc_id": "a", "text": "x"}\n{"doc_id": "b"}\n')
    with pytest.raises(UsageError, match=r"line 2 of .*docs\.jsonl: field 'text' is missing"):
        gold.read_documents(tmp_path)
    with pytest.raises(UsageError, match="holds no questions"):
        gold.read_questions(tmp_path)


def test_documents_written_for_a_library_keep_their_ids(tmp_path: Path, library: Library, embedder: object) -> None:
    from tests.conftest import add

    documents = [Document(doc_id="ស-1", text="Nine boats.", title="Boats", published="2020", country="Cambodia")]
    add(library, embedder, write_documents(documents, tmp_path / "set.jsonl"))  # type: ignore[arg-type]
    assert library.sources["ស-1"].published == "2020" and library.sources["ស-1"].countries == ("KH",)


def test_starter_questions_name_known_splits() -> None:
    questions = starter.read_questions()
    assert len(questions) >= 260 and {q.split for q in questions} <= {"train", "dev", "test"}
    assert all(q.split == "dev" for q in starter.read_questions(splits=["dev"]))


def test_a_gold_status_that_is_none_is_refused() -> None:
    row = {"id": "a", "type": "single", "split": "dev", "question": "?", "why": "", "gold": {"status": "maybe"}}
    with pytest.raises(ValueError, match="gold.status is 'maybe'"):
        starter.parse_question(row)
