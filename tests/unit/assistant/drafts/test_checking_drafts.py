import json
import sys
from pathlib import Path
from subprocess import run

import pytest
from docx import Document
from typer.testing import CliRunner

from assistant.brief.export import write_whole
from assistant.commands.app import app
from assistant.drafts.checking import CheckedDraft, check_draft
from assistant.drafts.reading import draft_of, read_draft
from assistant.drafts.reports import to_html, to_word
from assistant.engine import Engine
from corpus.errors import UsageError

TEXT = """# Boats and <i>harbours</i>

Harbour Watch counted 590 trafficking victims in Cambodia in 2022.

Harbour Watch counted 950 trafficking victims in Cambodia in 2022.

A volcano erupted on Iceland and closed the airport of Reykjavik for 3 days.

“The ransom asked was 3,000 US dollars,” says the report of 2023. It says “the ransom asked was 4,000 US dollars” too.

“No such words were ever written by anyone anywhere.”
"""


@pytest.fixture
def checked(engine: Engine) -> CheckedDraft:
    return check_draft(draft_of("draft.md", TEXT), engine)


def test_each_claim_gets_the_verdict_of_the_library(checked: CheckedDraft) -> None:
    verdicts = [s.verdict for s in checked.sentences[:3]]
    assert verdicts == ["supported", "differs_in_figure", "not_in_library"]
    right, wrong, unknown = checked.sentences[:3]
    assert right.citation is not None and "590" in right.citation.quote
    assert wrong.citation is not None and wrong.citation.source_id == "harbour-2023"
    assert unknown.citation is None


def test_every_citation_of_a_check_is_located(checked: CheckedDraft, engine: Engine) -> None:
    cited = [s.citation for s in checked.sentences] + [q.citation for s in checked.sentences for q in s.quotations]
    assert sum(c is not None for c in cited) >= 4
    for c in filter(None, cited):
        page = engine.library.page(c.source_id, c.page, c.source_sha256)
        assert page is not None and page.page.text[c.start : c.end] == c.quote


def test_quotations_are_compared_letter_by_letter(checked: CheckedDraft) -> None:
    found = [q for s in checked.sentences for q in s.quotations]
    assert [q.verdict for q in found] == ["same_words", "differs", "not_found"]
    assert "3,000 US dollars" in found[1].reason


def test_an_exact_quotation_is_said_to_be_exact(engine: Engine) -> None:
    checked = check_draft(draft_of("d.md", "They write “Most of them were men from Laos.”"), engine)
    assert checked.sentences[0].quotations[0].verdict == "exact"


def test_the_page_of_a_check_shows_text_as_text(checked: CheckedDraft) -> None:
    html = to_html(draft_of("draft.md", TEXT), checked)
    assert "<i>harbours" not in html and "&lt;i&gt;harbours" in html
    assert "Differs in figure" in html and "http" not in html.replace("http-equiv", "")


def test_word_files_get_a_comment_at_each_checked_sentence(engine: Engine, tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Harbour Watch counted 590 trafficking victims in Cambodia in 2022.")
    document.add_paragraph("Is that all?")
    document.save(str(tmp_path / "d.docx"))
    draft = read_draft(tmp_path / "d.docx")
    to_word(draft, check_draft(draft, engine), tmp_path / "out.docx")
    comments = list(Document(str(tmp_path / "out.docx")).comments)
    assert len(comments) == 1 and comments[0].text.startswith("Supported")


def test_comments_need_a_word_file(checked: CheckedDraft, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Word file"):
        to_word(draft_of("draft.md", TEXT), checked, tmp_path / "out.docx")


def test_a_draft_without_claims_is_said_to_have_none(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "d.txt").write_text("Why? We recommend patience.", "utf-8")
    command = [sys.executable, "-m", "assistant", "--library", str(engine.library.folder), "check"]
    done = run([*command, str(tmp_path / "d.txt"), "--json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and json.loads(done.stdout)["sentences"] == []
    assert "No sentence states a fact" in done.stderr


def test_a_missing_draft_and_a_report_that_is_a_folder_are_explained(tmp_path: Path) -> None:
    (tmp_path / "there.html").write_text("old", "utf-8")
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "d.txt").write_text("Why?", "utf-8")
    for draft, out in (("none.docx", "there.html"), ("d.txt", "folder.html")):
        done = CliRunner().invoke(app, ["check", str(tmp_path / draft), "--out", str(tmp_path / out)])
        assert isinstance(done.exception, UsageError)
    with pytest.raises(UsageError, match="Cannot write"):
        write_whole(tmp_path / "folder.html", lambda path: path.write_text("new", "utf-8"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.txt", "folder.html", "there.html"]
