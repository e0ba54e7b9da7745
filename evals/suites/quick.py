"""The quick suite, for every change: our own questions, some of trafficking-gold's of each type, its page questions."""

from evals.suites import SuiteContext, SuiteResult
from evals.suites.answers import run_sets

A_TYPE = {"trafficking-gold": 25}  # most of its questions are alike; `full` asks them all
SETS = ("starter", "trafficking-gold", "page-questions")


def run(context: SuiteContext) -> SuiteResult:
    return run_sets(context, "quick", SETS, A_TYPE)
