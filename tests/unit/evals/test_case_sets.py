"""Sets become cases whose gold says no more than the set does."""

import json
from pathlib import Path

import pytest

from assistant.settings import Settings
from evals.case_sets import CaseSet, alternatives, beir_set, gold_case, page_set, sampled, starter_case
from evals.cases import Case
from evals.datasets.rows import Document
from evals.datasets.starter import read_questions
from evals.datasets.trafficking_gold import GoldQuestion, Value
from evals.figures import figures
from evals.libraries import library_of_documents
from evals.runs import answer_set
from evals.suites import SuiteContext
from evals.suites.answers import run_sets, score_outcomes


def context(tmp_path: Path, data: Path | None = None) -> SuiteContext:
    return SuiteContext(settings=Settings(), out=tmp_path, cache=tmp_path / "cache", data=data)


def test_the_three_ways_to_say_that_a_number_is_not_known_are_one_nugget() -> None:
    assert alternatives("not known / not reported (Unknown)") == ("not known", "not reported", "Unknown")
    assert alternatives("Tier 2 Watch List") == ("Tier 2 Watch List",)


def test_editions_that_differ_must_be_dated_and_shown() -> None:
    values = (Value(label="2015", published="2015-01-01", value="3"), Value(label="2016", published="2016", value="2"))
    case = gold_case(
        GoldQuestion(
            id="c", type="conflict-by-date", question="?", answer="2", gold_docs=("a", "b"), values=values,
            must_state_date="2016", must_mention_disagreement=True,
        )
    )  # fmt: skip
    assert case.sources_differ and case.newest == "2016" and not case.refuse
    refused = gold_case(GoldQuestion(id="n", type="unanswerable", question="?", answer=None, gold_docs=()))
    assert refused.refuse and not refused.nuggets and refused.sources_differ is None


def test_starter_questions_of_the_test_part_are_locked_and_what_is_asked_holds_no_gold() -> None:
    cases = [starter_case(q) for q in read_questions()]
    assert {case.locked for case in cases} == {True, False}
    assert all(set(case.as_input()) == {"question", "filters", "history"} for case in cases)
    assert all(case.refuse or case.accepted for case in cases)


def test_page_questions_point_at_pages_of_files_that_were_read(tmp_path: Path) -> None:
    """Worked on an invented report, so that the file names lead to sources."""
    for folder, name, text in (
        ("trafficking/reports", "boats.txt", "Nine boats were held."),
        ("trafficking-gold", "page_questions.jsonl", json.dumps({
            "id": "p", "type": "single", "question": "How many boats?", "answer": "Nine",
            "evidence": [{"file": "elsewhere/boats.txt", "pdf_page": 1, "quote": "Nine boats"}]})),
    ):  # fmt: skip
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / name).write_text(text)
    case_set = page_set(context(tmp_path, tmp_path))
    (case,) = case_set.cases
    assert case.pages == ((next(iter(case_set.library.sources)), 1),) and case.nuggets == (("Nine",),)


def test_a_beir_folder_is_measured_from_documents_to_figures(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "beir"
    (folder / "qrels").mkdir(parents=True)
    documents = [("d1", "Nine boats were held in Laos in 2020."), ("d2", "The mine at Bor employs 40 men.")]
    (folder / "corpus.jsonl").write_text("".join(json.dumps({"_id": i, "text": t}) + "\n" for i, t in documents))
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "How many boats were held in Laos?"}\n')
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\td1\t1\n")
    given = context(tmp_path, tmp_path / "data")
    case_set = beir_set(given)
    found = {m.name: m.value for m in figures(score_outcomes(given, case_set, answer_set(given, case_set)))}
    assert found["recall@1"] == found["correct"] == found["quotes located"] == 1


def test_a_set_whose_data_are_absent_is_left_out_and_said_to_be(tmp_path: Path) -> None:
    result = run_sets(context(tmp_path), "full", ["clapnq"])
    assert result.notes == ("clapnq was left out: its data are not in the folder named with --data.",)
    assert not result.metrics


def test_a_sample_keeps_every_type_and_is_the_same_every_time(tmp_path: Path) -> None:
    library = library_of_documents(context(tmp_path), "boats", [Document(doc_id="a", text="Nine boats.")])
    cases = tuple(
        Case(id=f"{name}-{n}", set="t", type=name, question="?", refuse=False)
        for name, count in (("many", 90), ("few", 3))
        for n in range(count)
    )
    case_set = CaseSet(name="t", library=library, cases=cases)
    kept = sampled(case_set, 9).cases
    assert [c.id for c in kept if c.type == "many"] == [f"many-{n}" for n in range(0, 90, 10)]
    assert sum(c.type == "few" for c in kept) == 3 and kept == sampled(case_set, 9).cases
    assert sampled(case_set, None) is case_set


@pytest.mark.slow  # builds the starter library
def test_the_quick_suite_runs_from_question_to_report(tmp_path: Path) -> None:
    from dataclasses import replace

    from evals.report import write_reports
    from evals.suites import load_suite

    result = load_suite("quick").run(replace(context(tmp_path), limit=6))
    assert {"starter: quotes located", "starter: correct"} <= {m.name for m in result.metrics}
    assert all(path.is_file() for path in write_reports(result, None, tmp_path))
