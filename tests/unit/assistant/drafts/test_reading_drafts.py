import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafts import word
from assistant.drafts.claims_in import claims_in, states_a_fact
from assistant.drafts.reading import draft_of, read_draft
from assistant.library.reader import Limits
from corpus.errors import CorpusError, ExplainedError

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_file(path: Path, *paragraphs: str) -> Path:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(path))
    return path


@given(st.text(max_size=400))
def test_paragraphs_and_sentences_are_slices_of_the_draft(text: str) -> None:
    draft = draft_of("d.txt", text)
    ends = [p.end for p in draft.paragraphs]
    assert ends == sorted(ends) and all(p.start < p.end for p in draft.paragraphs)
    covered = "".join(draft.text[p.start : p.end] for p in draft.paragraphs)
    assert [c for c in covered if not c.isspace()] == [c for c in draft.text if not c.isspace()]
    for sentence in claims_in(draft):
        assert draft.text[sentence.start : sentence.end] == sentence.text
        assert all(draft.text[q.start : q.end] == q.text for q in sentence.quoted)


def test_tracked_changes_are_read_as_if_accepted(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph("Police freed ")
    for xml in (
        f'<w:del {NS} w:id="1" w:author="a"><w:r><w:delText>90</w:delText></w:r></w:del>',
        f'<w:ins {NS} w:id="2" w:author="a"><w:r><w:t>40</w:t></w:r></w:ins>',
        f'<w:r {NS}><w:t xml:space="preserve"> people in Phnom Penh.</w:t></w:r>',
    ):
        paragraph._p.append(parse_xml(xml))
    document.save(str(tmp_path / "d.docx"))
    draft = read_draft(tmp_path / "d.docx")
    assert draft.text == "Police freed 40 people in Phnom Penh.\n"
    assert "2 tracked changes" in draft.notes[0]


def test_tables_of_a_word_file_are_read(tmp_path: Path) -> None:
    document = Document()
    document.add_table(rows=1, cols=1).cell(0, 0).text = "Harbour Watch counted 590 victims."
    document.save(str(tmp_path / "d.docx"))
    assert "590 victims" in read_draft(tmp_path / "d.docx").text


@pytest.mark.parametrize("limits", [Limits(seconds=0.05), Limits(megabytes=1)])
def test_a_word_file_is_given_so_much_time_and_memory_only(tmp_path: Path, limits: Limits) -> None:
    with pytest.raises(CorpusError, match=r"took longer|crashed|memory"):
        read_draft(word_file(tmp_path / "d.docx", "Police freed 40 people."), limits)


def test_a_word_file_with_too_much_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MAX_CHARACTERS", 10)
    with pytest.raises(CorpusError, match="more than 10 characters"):
        word.read(word_file(tmp_path / "d.docx", "Police freed 40 people.").read_bytes())


@pytest.mark.parametrize("name", ["d.pdf", "d", "none.md"])
def test_what_is_no_draft_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "d.pdf").write_bytes(b"%PDF-")
    with pytest.raises(ExplainedError):
        read_draft(tmp_path / name)


def test_a_broken_word_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d.docx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(ExplainedError):
        read_draft(tmp_path / "d.docx")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("word/document.xml", "<w:document")
    (tmp_path / "e.docx").write_bytes(packed.getvalue())
    with pytest.raises(ExplainedError):
        read_draft(tmp_path / "e.docx")


@pytest.mark.parametrize(
    ("text", "factual"),
    [
        ("Harbour Watch counted 590 victims.", True),
        ("Recruiters promise office jobs and take passports away.", True),
        ("Donors should fund 40 shelters in Cambodia.", False),
        ("We recommend a visit to Laos.", False),
        ("How many victims were counted in Laos?", False),
        ("More on this below.", False),
    ],
)
def test_facts_are_told_from_questions_and_recommendations(text: str, factual: bool) -> None:
    assert states_a_fact(text) is factual


def test_headings_are_not_checked_and_a_quotation_keeps_its_sentence_whole() -> None:
    draft = draft_of(
        "d.md", "# Harbour Watch counted 590 victims\n\nIt wrote: “Men came. They stayed in Laos.” So it says."
    )
    found = [*claims_in(draft)]
    assert [q.text for s in found for q in s.quoted] == ["Men came. They stayed in Laos."]
    assert not any(s.text.startswith("#") for s in found)
