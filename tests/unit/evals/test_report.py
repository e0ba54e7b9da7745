"""The report explains each failure in one file that fetches nothing and believes nothing it is given."""

import re
from xml.etree import ElementTree as ET

from evals.comparison import compare
from evals.report.failures import failures
from evals.report.html import html_report
from evals.report.junit import junit_report
from evals.report.markdown import markdown_report
from evals.saved import as_run
from evals.suites import Metric, Record, SuiteResult, score_metric

HOSTILE = "<script>alert(1)</script>"
HIT = {"source_id": "a", "page": 3, "start": 10, "end": 41, "score": 1.0, "text": "Before. Nine boats held. After."}
CASE = {
    "type": "figure", "question": f"How many boats? {HOSTILE}", "refuse": False, "nuggets": [["9", "nine"]],
    "sources": ["a"], "pages": [], "history": [], "filters": {"country": ["KH"]}, "why": "the count", "premise": None,
    "facts": [],
}  # fmt: skip
CITED = {"n": 1, "source_id": "a", "page": 3, "start": 18, "end": 34, "quote": "Nine boats held."}


def made(correct: float = 0.0, locked: bool = False) -> SuiteResult:
    answer = {"status": "answered", "text": f"{HOSTILE} [1]", "citations": [CITED], "rejected": []}
    records = [
        Record(
            id=f"starter/q{n}", input=CASE, output={"answer": answer, "retrieved": [HIT]}, locked=locked,
            scores={"correct": correct}, cause=None if correct else "wrong span",
        )
        for n in range(9)
    ]  # fmt: skip
    crashed = Record(id="starter/boom", input=CASE, output=None, error="ValueError: \x00", cause="crashed")
    metric = score_metric("starter: correct", [r.scores["correct"] for r in records], gated=True, goal=0.5)
    curve = [{"threshold": 0.1, "precision": None, "recall": 0.0}, {"threshold": 0.5, "precision": 1.0, "recall": 0.5}]
    details = {"environment": {"commit": "abc"}, "refusal_curves": {"starter": curve}}
    latency = Metric(name="latency p50 (ms)", value=123.0, n=9)
    return SuiteResult(
        suite="quick", metrics=(metric, latency), records=(*records, crashed), notes=("clapnq was left out.",),
        details=details,
    )  # fmt: skip


def test_the_html_report_is_one_file_with_everything_escaped() -> None:
    page = html_report(made(), None)
    assert HOSTILE not in page and "&lt;script&gt;" in page
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
    assert page.count("<svg") == 3 and "clapnq was left out." in page and "abc" in page


def test_a_failure_shows_question_gold_answer_and_the_passage_marked() -> None:
    group = failures(made().records)
    assert list(group) == ["crashed", "wrong span"]
    failure = group["wrong span"][0]
    assert "holds 9 or nine" in failure.gold and "cites a" in failure.gold and failure.why == "the count"
    (passage,) = failure.passages
    assert (passage.before, passage.quote, passage.after) == ("Before. ", "Nine boats held.", " After.")
    assert "<mark>Nine boats held.</mark>" in html_report(made(), None)


def test_locked_questions_are_not_shown() -> None:
    assert "wrong span" not in failures(made(locked=True).records)
    assert "starter/q1" not in html_report(made(locked=True), None)


def test_markdown_says_what_got_worse_and_hostile_text_stays_text() -> None:
    comparison = compare(as_run(made(1.0)), as_run(made(0.0)))
    text = markdown_report(made(), comparison)
    assert (
        "**Worse: starter: correct.**" in text and "| wrong span | 9 |" in text and "`starter/q0` became wrong" in text
    )
    assert HOSTILE not in text and "(missed)" in text
    assert "became wrong" in html_report(made(), comparison)


def test_junit_fails_what_blocks_and_counts_crashes_as_errors() -> None:
    suite = ET.fromstring(junit_report(made(), compare(as_run(made(1.0)), as_run(made(0.0)))))
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")
    assert suite.find("testcase[@name='starter: correct']/failure") is not None
    assert ET.fromstring(junit_report(made(), None)).get("failures") == "0"
