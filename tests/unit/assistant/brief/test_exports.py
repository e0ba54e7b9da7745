import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pypandoc
import pytest

from assistant.answer import Disagreement, Reading
from assistant.brief import blocks as b
from assistant.brief.document import document_of, summary_lines
from assistant.brief.export import export
from assistant.brief.model import Brief
from assistant.brief.rendering import style_file
from assistant.engine import Engine
from corpus.errors import UsageError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name).decode() for name in file.namelist() if name.endswith(".xml")}


def notes_in(tree: object) -> int:
    if isinstance(tree, dict):
        return (tree.get("t") == "Note") + sum(map(notes_in, tree.values()))
    return sum(map(notes_in, tree)) if isinstance(tree, list) else 0


def test_word_gets_real_footnotes_one_for_each_mark(brief: Brief, engine: Engine, tmp_path: Path) -> None:
    out, record = export(brief, engine.library, tmp_path / "brief.docx")
    parts = parts_of(out)
    marks = re.findall(r"<w:footnoteReference [^>]*w:id=\"(\d+)\"", parts["word/document.xml"])
    notes = re.findall(r"<w:footnote [^>]*w:id=\"(\d+)\"", parts["word/footnotes.xml"])
    assert len(marks) == notes_in(document_of(brief)) > 2
    assert set(marks) <= set(notes)
    assert "harbour watch annual report 2023" in re.sub(r"<[^>]+>", "", parts["word/footnotes.xml"]).lower()
    assert json.loads(record.read_text("utf-8"))["brief"] == 1


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_word_file_and_prints_it(brief: Brief, engine: Engine, tmp_path: Path) -> None:
    out, _ = export(brief, engine.library, tmp_path / "brief.pdf")
    assert out.read_bytes().startswith(b"%PDF-")
    from corpus.readers import read

    text = " ".join(page.text for page in read(out.read_bytes(), "brief.pdf").pages)
    assert "590 trafficking victims" in text and "How this brief was made" in text
    contents = text[text.index("Contents") :]
    assert all(contents.count(section.title) >= 2 for section in brief.sections), (
        "named in the contents and as a heading"
    )


@pytest.mark.parametrize("style", ["chicago", "apa", "harvard"])
def test_markdown_keeps_footnotes_in_every_style(brief: Brief, engine: Engine, tmp_path: Path, style: str) -> None:
    out, _ = export(brief, engine.library, tmp_path / "brief.md", style=style)
    text = out.read_text("utf-8")
    assert set(re.findall(r"\[\^\d+\](?!:)", text)) == {m[:-1] for m in re.findall(r"^\[\^\d+\]:", text, re.M)}
    assert str(tmp_path) not in text and "/tmp" not in text


def test_nothing_in_a_source_or_title_acts_as_markup(brief: Brief, engine: Engine, tmp_path: Path) -> None:
    out, _ = export(brief, engine.library, tmp_path / "brief.html")
    html = out.read_text("utf-8")
    assert "<script" not in html and "&lt;script&gt;" in html
    assert "&lt;b&gt;lower&lt;/b&gt;" in html
    assert not re.search(r"""(?:src|href)=["']https?://(?!harbour\.example)""", html)


def test_words_in_any_script_survive_each_format(brief: Brief, engine: Engine, tmp_path: Path) -> None:
    title = "الاتجار بالبشر · ការជួញដូរមនុស្ស · 人口贩运"
    odd = replace(brief, title=title, purpose="تقرير\x00 قصير")
    for name in ("b.docx", "b.html", "b.md"):
        out, _ = export(odd, engine.library, tmp_path / name)
        plain = pypandoc.convert_file(str(out), "plain", extra_args=["--standalone", "--wrap=none"])
        assert title in plain and "تقرير قصير" in plain
    assert (
        'w:val="rtl"' in parts_of(tmp_path / "b.docx")["word/document.xml"]
        or "<w:rtl" in parts_of(tmp_path / "b.docx")["word/document.xml"]
    )


def test_only_a_publications_own_words_stand_between_quotation_marks(brief: Brief, engine: Engine) -> None:
    item = brief.sections[0].answers[0]
    digest = replace(
        brief,
        sections=(
            replace(
                brief.sections[0],
                answers=(replace(item, lines=tuple(replace(line, support="summary") for line in item.lines)),),
            ),
        ),
    )
    text = item.lines[0].text
    assert f"“{text.split()[0]}" in json.dumps(document_of(brief), ensure_ascii=False)
    assert f"“{text.split()[0]}" not in json.dumps(
        [block for block in document_of(digest)["blocks"] if block["t"] == "Para"], ensure_ascii=False
    )


def test_the_summary_says_nothing_that_no_section_says(brief: Brief) -> None:
    lines = {line.text for item in brief.answered() for line in item.lines}
    chosen = summary_lines(brief)
    assert chosen and {line.text for _, line in chosen} <= lines


def test_what_the_library_does_not_answer_is_listed(brief: Brief) -> None:
    text = json.dumps(document_of(brief))
    assert "not-found" in text and "football" in text


@pytest.mark.parametrize("name", ["brief.odt", "brief", "nowhere/brief.docx"])
def test_a_file_that_cannot_be_made_is_refused_before_work(
    brief: Brief, engine: Engine, tmp_path: Path, name: str
) -> None:
    with pytest.raises(UsageError):
        export(brief, engine.library, tmp_path / name)
    assert not list(tmp_path.glob("*brief*"))


def test_a_style_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.csl").write_text("<style/>", "utf-8")
    for style in ("vancouverish", str(tmp_path / "odd.csl")):
        with pytest.raises(UsageError):
            style_file(style)


def test_text_becomes_words_and_never_markup() -> None:
    nodes = b.words("a *b* [c](d)\x00")
    assert [n.get("c") for n in nodes if n["t"] == "Str"] == ["a", "*b*", "[c](d)"]


def test_the_program_writes_a_brief(brief: Brief, engine: Engine, tmp_path: Path) -> None:
    import sys

    outline = tmp_path / "outline.yaml"
    outline.write_text(
        'title: T\nsections: [{title: Counts, questions: ["How many victims were counted in 2022?"]}]', "utf-8"
    )
    out = tmp_path / "out.json"
    command = [sys.executable, "-m", "assistant", "--library", str(engine.library.folder), "brief", str(outline)]
    done = subprocess.run([*command, "--out", str(out)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    again = subprocess.run(
        [*command[:-1], str(out), "--out", str(tmp_path / "again.ris")], capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "again.ris").read_text("utf-8").startswith("TY  - RPRT")


def test_a_source_that_only_differs_has_its_footnote_and_reference_too(
    brief: Brief, engine: Engine, tmp_path: Path
) -> None:
    """Readings of sources that no line cites are noted, listed, and verified like any other."""
    item, other = brief.sections[0].answers[0], brief.sections[2].answers[0].answer.citations[0]
    assert other.source_id not in {c.source_id for c in item.answer.citations}
    added = replace(other, n=99)
    reading = Reading(value="17", unit=None, as_of=None, definition=None, citation=99)
    differs = Disagreement(about="What was counted", comparable=False, note="17 [99] is more", readings=(reading,))
    answer = replace(item.answer, citations=(*item.answer.citations, added), disagreements=(differs,))
    alone = replace(brief, sections=(replace(brief.sections[0], answers=(replace(item, answer=answer),)),))
    assert added in [*alone.citations()]
    out, _ = export(alone, engine.library, tmp_path / "brief.md")
    text = out.read_text("utf-8")
    assert f"{other.source_id}?" not in text, "what citeproc does not find it prints with a question mark"
    assert other.title in text
    assert "17 is more" in text and "[99]" not in text, "a brief has footnotes, not the numbers of the answer"
    assert "What is counted" not in text, "a column that no reading fills is left out"
