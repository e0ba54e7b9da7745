"""Runs go on where they stopped, ask nothing twice, and keep what crashed out of what is kept."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from evals.case_sets import CaseSet
from evals.cases import Case
from evals.datasets.rows import Document
from evals.libraries import library_of_documents
from evals.runs import Kept, answer_cases, answer_set, case_key, environment, run_key
from evals.suites import SuiteContext

CASES = tuple(Case(id=f"q{n}", set="t", type="figure", refuse=False, question=f"Question {n}?") for n in range(4))


class Counting:
    """An assistant that notes what it is asked, and crashes on what it is told to."""

    def __init__(self, crashes: str = "") -> None:
        self.asked: list[str] = []
        self._crashes = crashes

    def __call__(self, case: Case) -> dict[str, Any]:
        self.asked.append(case.id)
        if case.id == self._crashes:
            raise RuntimeError("no")
        return {"answer": case.question}


def context(tmp_path: Path, **changed: Any) -> SuiteContext:
    return SuiteContext(settings=Settings(), out=tmp_path, cache=tmp_path, **changed)


def test_a_run_cut_off_goes_on_and_a_torn_line_is_asked_again(tmp_path: Path) -> None:
    kept, first, second = Kept(tmp_path / "a" / "kept.jsonl"), Counting(crashes="q2"), Counting()
    outcomes = answer_cases(context(tmp_path), "t", CASES, lambda: first, kept)
    assert [o.error for o in outcomes] == [None, None, "RuntimeError: no", None]
    with (tmp_path / "a" / "kept.jsonl").open("ab") as file:
        file.write('{"key": "coupé'.encode()[:-1])
    outcomes = answer_cases(context(tmp_path), "t", CASES, lambda: second, kept)
    assert second.asked == ["q2"] and all(o.answered is not None for o in outcomes)
    assert [o.case.id for o in outcomes] == ["q0", "q1", "q2", "q3"]
    assert set(kept.read()) == {case_key(case) for case in CASES}


def test_an_answer_is_kept_by_what_was_asked_not_by_gold() -> None:
    case = CASES[0]
    assert case_key(case) == case_key(replace(case, id="other", nuggets=(("7",),), refuse=True))
    assert case_key(case) != case_key(replace(case, filters={"country": ["KH"]})) != case_key(CASES[1])


def test_other_settings_or_another_mode_make_another_run(tmp_path: Path) -> None:
    library = library_of_documents(context(tmp_path), "boats", [Document(doc_id="a", text="Nine boats were held.")])
    key = run_key(Settings(), library, "quotes")
    assert key == run_key(Settings(llm_api_key="secret"), library, "quotes")
    assert key != run_key(Settings(passage_tokens=90), library, "quotes") != run_key(Settings(), library, "llm")


@pytest.mark.slow
def test_two_processes_answer_as_one_does(tmp_path: Path) -> None:
    one, two = context(tmp_path / "1"), context(tmp_path / "2", workers=2)
    documents = [Document(doc_id="a", text="Nine boats were held in Laos in 2020.", published="2021")]
    cases = tuple(replace(c, question=f"How many boats were held in Laos in 202{n}?") for n, c in enumerate(CASES[:2]))
    found = []
    for each in (one, two):
        library = library_of_documents(each, "boats", documents)
        outcomes = answer_set(each, CaseSet(name="boats", library=library, cases=cases))
        found.append([o.answered and o.answered["answer"]["text"] for o in outcomes])
    assert found[0] == found[1] and all(found[0])


def test_the_environment_names_what_a_figure_depends_on_and_no_secret(tmp_path: Path) -> None:
    settings = Settings(llm_api_key="secret", llm_model="tiny")
    found = environment(SuiteContext(settings=settings, out=tmp_path, cache=tmp_path), {"starter": "abc"})
    assert {"commit", "code", "python", "packages", "settings", "libraries", "seed"} <= set(found)
    assert "secret" not in str(found) and found["model"] is None
