"""A brief as a document tree: summary, key figures, sections, disagreements, silences, sources and the record."""

import re
from collections.abc import Iterator, Sequence

from assistant.answer import Citation, Disagreement
from assistant.brief import blocks as b
from assistant.brief.figures import KeyFigure, key_figures
from assistant.brief.model import Answered, Brief, Line
from assistant.brief.references import printable_address, reference_key
from assistant.disagreements.disagreement import remark, value_said
from corpus.dates import written_out

SUMMARY_LINES = 8
_CITED = re.compile(r" \[\d+\]")  # numbers of the answer, which a brief with its own footnotes does not have
REFERENCES = "refs"  # where citeproc puts the bibliography
HEADINGS = {
    "contents": "Contents",
    "summary": "Summary",
    "figures": "Key figures",
    "disagree": "Where sources disagree",
    "silent": "Not found in the library",
    "annex": "Sources and quotations",
    "references": "References",
    "about": "How this brief was made",
}


def document_of(brief: Brief) -> b.Node:
    """The whole document for pandoc; every sentence that rests on a source carries a footnote."""
    body = [
        *_purpose(brief),
        *_summary(brief),
        *_figures(brief),
        *(
            block
            for n, section in enumerate(brief.sections, 1)
            for block in _section(n, section.title, section.answers)
        ),
        *_disagreements(brief),
        *_silences(brief),
        *_annex(brief),
        b.heading(1, HEADINGS["references"], "references"),
        b.division([], REFERENCES),
        *_about(brief),
    ]
    metadata = {"title": b.meta_inlines(brief.title), "date": b.meta_inlines(written_out(brief.accessed))}
    return b.document(body, metadata)


def with_contents(tree: b.Node) -> b.Node:
    """The document with a list of its parts, linked, at the start: for a format whose program makes none."""
    heads = [block["c"] for block in tree["blocks"] if block["t"] == "Header" and block["c"][0] == 1]
    items = [[b.paragraph(b.link(title, f"#{identifier}"))] for _, (identifier, *_), title in heads]
    return {**tree, "blocks": [b.heading(1, HEADINGS["contents"], "contents"), b.bullets(items), *tree["blocks"]]}


def summary_lines(brief: Brief) -> list[tuple[Answered, Line]]:
    """The first line of each answer, as far as SUMMARY_LINES go; nothing that does not stand in a section."""
    firsts = ((item, line) for item in brief.answered() for line in [*item.lines][:1] if line.stands)
    return [*firsts][:SUMMARY_LINES]


def _purpose(brief: Brief) -> list[b.Node]:
    return [b.paragraph(b.emphasis(b.words(brief.purpose)))] if brief.purpose else []


def _summary(brief: Brief) -> list[b.Node]:
    items = [[b.paragraph(*_sentence(item, line))] for item, line in summary_lines(brief)]
    return [b.heading(1, HEADINGS["summary"], "summary"), b.bullets(items)] if items else []


def _figures(brief: Brief) -> list[b.Node]:
    rows = [_figure_row(figure) for figure in key_figures(brief)]
    if not rows:
        return []
    head = ("Figure", "What it is", "Place", "Period", "As of", "Publisher")
    return [
        b.heading(1, HEADINGS["figures"], "key-figures"),
        b.table(head, rows, (0.16, 0.30, 0.15, 0.09, 0.13, 0.17)),
    ]


def _figure_row(figure: KeyFigure) -> list[list[b.Node]]:
    value = [*b.words(figure.value), *(note_of(c) for c in figure.citations)]
    cells = (figure.definition, figure.place, figure.period, figure.as_of, figure.publisher)
    return [value, *(b.words(cell) for cell in cells)]


def _section(n: int, title: str, answers: Sequence[Answered]) -> Iterator[b.Node]:
    yield b.heading(1, title, f"section-{n}")
    for item in answers:
        yield b.heading(2, item.question)
        if item.answer.premise is not None:
            cited = [c for c in item.answer.citations if c.n in item.answer.premise.citations]
            yield b.paragraph(
                *b.words(f"The question says otherwise. {item.answer.premise.found}"), *map(note_of, cited)
            )
        shown = [line for line in item.lines if line.stands]
        for line in shown:
            yield b.paragraph(*_sentence(item, line))
        if not shown:
            yield b.paragraph(b.emphasis(b.words(_instead(item))))


def _instead(item: Answered) -> str:
    if item.answer.refusal is not None:
        return f"{item.answer.refusal.message} See “{HEADINGS['silent']}”."
    if item.answer.claims and not item.lines:
        return "What the sources say on this stands in the sections before, or was left out."
    return "No sentence on this stood its check."


def _sentence(item: Answered, line: Line) -> list[b.Node]:
    """A line with its footnotes. Only a publication's own words stand between quotation marks."""
    quoted = line.support == "verbatim" and not line.edited
    text = b.words(f"“{line.text}”" if quoted else line.text)
    cited = item.cited(line)
    marks = [note_of(c, line.edited) for c in cited]
    if quoted and cited:
        voice = f" ({cited[0].publisher or cited[0].title}, {written_out(cited[0].published)})"
        return [*text, *b.words(voice), *marks]
    return [*text, *marks]


def note_of(citation: Citation, edited: bool = False) -> b.Node:
    """The footnote: reference with page; for a digest, that it is our summary and how near its evidence is."""
    reference = b.cite(reference_key(citation.source_id), suffix=_locator(citation))
    remarks = []
    if citation.kind == "digest":
        remarks.append("our summary, not its words" + (f", {citation.evidence} evidence" if citation.evidence else ""))
    if citation.superseded_by:
        remarks.append(f"a newer edition is in the library ({citation.superseded_by})")
    if edited:
        remarks.append("sentence edited by hand and checked again")
    text = f" {'; '.join(remarks).capitalize()}." if remarks else ""
    return b.note(b.paragraph(reference, *b.words(text)))


def _locator(citation: Citation) -> str:
    """The page as printed; a digest and a web page have none worth printing."""
    if citation.kind == "digest" or (citation.page_label is None and citation.page == 1):
        return ""
    return f", p. {citation.page_label or citation.page}"


def _disagreements(brief: Brief) -> list[b.Node]:
    found = [(item, d) for item in brief.answered() for d in item.answer.disagreements]
    if not found:
        return []
    boxes = [block for item, d in found for block in _disagreement(item, d)]
    return [b.heading(1, HEADINGS["disagree"], "disagreements"), b.division(boxes, "", "disagreement")]


def _disagreement(item: Answered, d: Disagreement) -> Iterator[b.Node]:
    yield b.heading(2, d.about)
    yield b.paragraph(*b.words(_CITED.sub("", remark(d))))
    cited = {c.n: c for c in item.answer.citations}
    defined = any(reading.definition for reading in d.readings)
    rows = []
    for reading in d.readings:
        citation = cited[reading.citation]
        what = [reading.definition or ""] if defined else []
        cells = (*what, written_out(reading.as_of), citation.publisher or citation.title)
        rows.append([[*b.words(value_said(reading)), note_of(citation)], *(b.words(cell) for cell in cells)])
    if defined:
        yield b.table(("Value", "What is counted", "As of", "Publisher"), rows, (0.25, 0.35, 0.15, 0.25))
    else:
        yield b.table(("Value", "As of", "Publisher"), rows, (0.6, 0.15, 0.25))


def _silences(brief: Brief) -> list[b.Node]:
    silent = [item for item in brief.answered() if item.answer.refusal is not None]
    if not silent:
        return []
    items = []
    for item in silent:
        refusal = item.answer.refusal
        if refusal is not None:
            nearest = "; ".join(dict.fromkeys(n.title for n in refusal.nearest))
            near = f" Nearest, not an answer: {nearest}." if nearest else ""
            items.append([b.paragraph(b.strong(b.words(item.question)), *b.words(f" {refusal.message}{near}"))])
    return [b.heading(1, HEADINGS["silent"], "not-found"), b.bullets(items)]


def _annex(brief: Brief) -> list[b.Node]:
    """Each source with the words its footnotes rest on, and where they stand."""
    by_source: dict[str, list[Citation]] = {}
    for citation in brief.citations():
        by_source.setdefault(citation.source_id, []).append(citation)
    if not by_source:
        return []
    found = [b.heading(1, HEADINGS["annex"], "annex")]
    for citations in by_source.values():
        first = citations[0]
        whose = "Our summary of " if first.kind == "digest" else ""
        found.append(b.heading(2, f"{whose}{first.title}"))
        parts = (first.publisher, written_out(first.published), f"id {first.source_id}")
        found.append(b.paragraph(*b.words(" · ".join(p for p in parts if p)), *_address(first)))
        for c in citations:
            place = f"Page {c.page_label or c.page}, characters {c.start:,} to {c.end:,}: "
            quote = c.quote if c.kind == "digest" else f"“{c.quote}”"
            found.append(b.quotation(b.paragraph(*b.words(place), *b.words(quote))))
    return found


def _address(citation: Citation) -> list[b.Node]:
    if not citation.url:
        return []
    url = printable_address(citation.url)
    safe = url.startswith(("http://", "https://"))
    return [*b.words(" · "), b.link(b.words(url), url)] if safe else b.words(f" · {url}")


def _about(brief: Brief) -> list[b.Node]:
    models = sorted({item.answer.model for item in brief.answered() if item.answer.model})
    how = (
        f"Sentences were written by {', '.join(models)} and checked."
        if models
        else "Sentences are those of the sources."
    )
    state = brief.library
    text = (
        f"Made on {written_out(brief.accessed)} from a library of {state.sources} sources and {state.passages} "
        f"passages (fingerprint {state.fingerprint[:12]}), with version {brief.versions.get('assistant', '')}. {how} "
        "All sources were read on that day. The record beside this document holds every quotation with its place; "
        "`assistant verify` looks each of them up again."
    )
    return [b.heading(1, HEADINGS["about"], "about"), b.paragraph(*b.words(text))]
