"""The report of a run: one HTML file that needs nothing else, Markdown for a pull request, JUnit XML for CI."""

from pathlib import Path

from corpus.errors import SetupError
from evals.comparison import Comparison
from evals.suites import SuiteResult

NAMES = ("report.html", "report.md", "junit.xml")


def require_plotting() -> None:
    """Raises SetupError before a long run, not after it."""
    try:
        import matplotlib  # noqa: F401
    except ModuleNotFoundError as error:
        raise SetupError(
            what="Cannot draw the report's plots", why=f"{error.name} is not installed", fix="pip install '.[evals]'"
        ) from error


def write_reports(result: SuiteResult, comparison: Comparison | None, folder: Path) -> list[Path]:
    """Write all three into the run's folder."""
    from evals.report.html import html_report
    from evals.report.junit import junit_report
    from evals.report.markdown import markdown_report

    texts = (
        html_report(result, comparison), markdown_report(result, comparison), junit_report(result, comparison)
    )  # fmt: skip
    paths = [folder / name for name in NAMES]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    return paths
