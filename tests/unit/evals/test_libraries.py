"""Libraries for measuring are built once and found again, and built anew when their documents change."""

from pathlib import Path

from assistant.settings import Settings
from evals.datasets.rows import Document
from evals.libraries import library_of_documents, outcomes
from evals.suites import SuiteContext


def test_a_library_is_built_once_for_the_same_documents(tmp_path: Path) -> None:
    context = SuiteContext(settings=Settings(), out=tmp_path, cache=tmp_path)
    documents = [Document(doc_id="a", text="Nine boats were held."), Document(doc_id="b", text="")]
    first = library_of_documents(context, "boats", documents)
    assert [o.outcome for o in outcomes(first)] == ["added", "empty"]
    made = (first.folder / "outcomes.jsonl").stat().st_mtime_ns
    assert (library_of_documents(context, "boats", documents).folder / "outcomes.jsonl").stat().st_mtime_ns == made
    assert library_of_documents(context, "boats", documents[:1]).folder != first.folder
