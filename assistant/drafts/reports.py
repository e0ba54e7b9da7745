"""What a check found, as an annotated page, or as comments in the Word file itself."""

import io
from html import escape
from pathlib import Path
from typing import Any

from assistant.answer import Citation
from assistant.drafts.checking import CheckedDraft, CheckedSentence
from assistant.drafts.quotations import CheckedQuotation
from assistant.drafts.reading import Draft
from assistant.drafts.word import runs_in
from corpus.dates import written_out
from corpus.errors import UsageError

AUTHOR, INITIALS = "Trafficking assistant", "TA"
VERDICTS = {
    "supported": "Supported",
    "partly": "Partly supported",
    "contradicted": "Contradicted",
    "differs_in_figure": "Differs in figure",
    "not_in_library": "Not in the library",
}
QUOTATIONS = {
    "exact": "Quoted exactly",
    "same_words": "Same words, printed otherwise",
    "differs": "Quotation differs from the source",
    "summary": "Not the publication's words",
    "not_found": "Quotation not found",
}
_CSS = """
body { font: 17px/1.6 Georgia, 'Liberation Serif', serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
body { color: #1c1c1c; background: #fff; } p { margin: 0 0 1rem; white-space: pre-wrap; }
.s { border-bottom: 2px solid #777; } .supported { border-color: #1a6b3a; } .partly { border-color: #8a5a00; }
.contradicted, .differs_in_figure { border-color: #a11d1d; background: #fbeeee; }
.not_in_library { border-bottom-style: dashed; }
aside { font: 14px/1.45 'Helvetica Neue', Arial, sans-serif; margin: .2rem 0 1rem 1.5rem; border-left: 3px solid #bbb;
  padding-left: .8rem; white-space: normal; }
aside b { text-transform: uppercase; font-size: 12px; letter-spacing: .04em; }
"""


def to_html(draft: Draft, checked: CheckedDraft) -> str:
    """The draft with each checked sentence underlined and its verdict in words below; nothing from outside in it."""
    parts = []
    for paragraph in draft.paragraphs:
        inside = [s for s in checked.sentences if paragraph.start <= s.start < paragraph.end]
        level = "h2" if paragraph.heading else "p"
        parts.append(f"<{level}>{_marked(draft.text, paragraph.start, paragraph.end, inside)}</{level}>")
        parts += [_aside(number, s) for number, s in enumerate(inside, start=1)]
    counts = ", ".join(f"{VERDICTS[verdict]}: {count}" for verdict, count in checked.counts().items())
    notes = "".join(f"<p>{escape(note)}.</p>" for note in checked.notes)
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Check of {escape(draft.name)}</title>'
        f"<style>{_CSS}</style></head>"
    )
    counted = escape(counts or "No sentence states a fact that can be checked.")
    title = f"<h1>Check of {escape(draft.name)}</h1>"
    return f"{head}<body>{title}<p>{counted}</p>{notes}{''.join(parts)}</body></html>"


def _marked(text: str, start: int, end: int, sentences: list[CheckedSentence]) -> str:
    out, at = [], start
    for number, s in enumerate(sentences, start=1):
        out.append(escape(text[at : s.start]))
        out.append(f'<span class="s {s.verdict}">{escape(text[s.start : s.end])}</span><sup>{number}</sup>')
        at = s.end
    return "".join([*out, escape(text[at:end])])


def _aside(number: int, sentence: CheckedSentence) -> str:
    lines = "<br>".join(escape(line) for line in remarks(sentence)[1:])
    return f"<aside>{number}. <b>{escape(remarks(sentence)[0])}</b><br>{lines}</aside>"


def remarks(sentence: CheckedSentence) -> list[str]:
    """The verdict, why, and what the source says where: one line each."""
    lines = [VERDICTS[sentence.verdict]]
    if sentence.reason:
        lines.append(f"{sentence.reason[0].upper()}{sentence.reason[1:]}.")
    lines += _said(sentence.citation)
    for quotation in sentence.quotations:
        lines += _quotation(quotation)
    return lines


def _quotation(quotation: CheckedQuotation) -> list[str]:
    why = f": {quotation.reason}" if quotation.reason else ""
    lines = [f"{QUOTATIONS[quotation.verdict]}{why}"]
    return lines + (_said(quotation.citation) if quotation.verdict != "not_found" else [])


def _said(citation: Citation | None) -> list[str]:
    """Only a publication's own words stand between quotation marks."""
    if citation is None:
        return []
    digest = citation.kind == "digest"
    where = "our summary" if digest else f"p. {citation.page_label or citation.page}"
    place = (citation.publisher, citation.title, written_out(citation.published), where)
    said = citation.quote if digest else f"“{citation.quote}”"
    return [f"{said} — {', '.join(part for part in place if part)} ({citation.source_id})"]


def to_word(draft: Draft, checked: CheckedDraft, out: Path) -> None:
    """The Word file with a comment at each checked sentence. Raises UsageError for a draft of another kind."""
    if draft.word is None:
        raise UsageError(
            what=f"Cannot write {out}", why="comments need a draft that is a Word file", fix="Write .html or .json"
        )
    from docx import Document
    from docx.text.run import Run

    document = Document(io.BytesIO(draft.word))
    elements = runs_in(document)
    spans = [span for p in draft.paragraphs for span in p.runs]
    for sentence in checked.sentences:
        runs = [elements[run] for run, a, b in spans if a < sentence.end and b > sentence.start]
        if runs:
            ends: list[Any] = [Run(runs[0], document), Run(runs[-1], document)]
            document.add_comment(ends, text="\n".join(remarks(sentence)), author=AUTHOR, initials=INITIALS)
    document.save(str(out))
