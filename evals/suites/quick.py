"""The quick suite, for every change: our own questions, trafficking-gold and its page questions."""

from evals.suites import SuiteContext, SuiteResult
from evals.suites.answers import run_sets

SETS = ("starter", "trafficking-gold", "page-questions")


def run(context: SuiteContext) -> SuiteResult:
    return run_sets(context, "quick", SETS)
