"""Editing a brief: lines are ordered, dropped and rewritten; a rewritten line is checked again and marked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.answer import Citation
from assistant.brief.model import Answered, Brief, Line, LineVerdict
from assistant.claims import Judge, Verified, check_claim
from assistant.index.sync import source_context
from assistant.library.store import Library
from corpus.errors import UsageError

Place = tuple[int, int, int]  # section, answer and line, each counted from 0, as the brief was before
_RANK: dict[LineVerdict, int] = {"supported": 3, "partly": 2, "contradicted": 1, "unsupported": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is wanted of one line. Lines of an answer are printed by `order`, then as they stood."""

    text: str
    keep: bool = True
    order: float = 0.0


def revise(brief: Brief, edits: Mapping[Place, Edit], library: Library, judge: Judge) -> Brief:
    """The brief with its lines as edited; lines that no edit names stay. Raises UsageError for an empty line that is
    to be kept, or a place that is none."""
    known = {
        (s, a, n)
        for s, section in enumerate(brief.sections)
        for a, item in enumerate(section.answers)
        for n in range(len(item.lines))
    }
    if unknown := set(edits) - known:
        raise UsageError(what="Cannot edit the brief", why=f"it has no line {sorted(unknown)[0]}", fix="Draft it again")
    sections = []
    for s, section in enumerate(brief.sections):
        answers = []
        for a, item in enumerate(section.answers):
            wanted = {n: edits[s, a, n] for n in range(len(item.lines)) if (s, a, n) in edits}
            answers.append(replace(item, lines=_lines(item, wanted, library, judge)))
        sections.append(replace(section, answers=tuple(answers)))
    return replace(brief, sections=tuple(sections))


def _lines(item: Answered, wanted: Mapping[int, Edit], library: Library, judge: Judge) -> tuple[Line, ...]:
    kept: list[tuple[float, int, Line]] = []
    for number, line in enumerate(item.lines):
        edit = wanted.get(number, Edit(text=line.text, order=number))
        if edit.keep:
            kept.append((edit.order, number, _rewritten(item, line, " ".join(edit.text.split()), library, judge)))
    return tuple(line for _, _, line in sorted(kept, key=lambda k: k[:2]))


def _rewritten(item: Answered, line: Line, text: str, library: Library, judge: Judge) -> Line:
    """The line with other words, and what its own citations say of them; unchanged where the words are the same."""
    if text == line.text:
        return line
    if not text:
        raise UsageError(what="Cannot edit the brief", why="a line is empty", fix="Drop the line instead")
    was = line.was or line.text
    original = next((c for c in item.answer.claims if c.text == was and c.citations == line.citations), None)
    if original is not None and text == original.text:
        return Line(text=text, support=original.support, citations=line.citations)
    found = [_checked(text, c, library, judge) for c in item.cited(line)]
    best = max(found, key=lambda f: _RANK[f.verdict])
    support = best.verdict if best.verdict in ("supported", "partly") else line.support
    return Line(
        text=text, support=support, citations=line.citations, edited=True, was=was, verdict=best.verdict,
        reason=best.reason,
    )  # fmt: skip


def _checked(text: str, citation: Citation, library: Library, judge: Judge) -> Verified:
    """As when an answer is written: the passage has to say in full who goes by one name in the quotation, and its
    section may supply names; without them where the library no longer holds it."""
    held = library.passages_with(citation.passage_id)
    passage = next((p for p in held if p.source.id == citation.source_id), None)
    context = _context(citation, library)
    if passage is None:
        return check_claim(text, citation.quote, context, judge)
    return check_claim(text, citation.quote, f"{context} {passage.section or ''}", judge, passage.text)


def _context(citation: Citation, library: Library) -> str:
    """What may supply names and dates: the source as the library knows it, else as it was cited."""
    source = library.sources.get(citation.source_id)
    if source is not None:
        return source_context(source)
    return " ".join(part for part in (citation.title, citation.publisher, citation.published) if part)
