"""An answer as plain text, as a person or another program's model reads it: what is said, then where it stands."""

from collections.abc import Mapping

from assistant.answer import Answer, Citation, Disagreement
from assistant.disagreements.disagreement import heading, remark
from corpus.dates import written_out

REFERENCES = "References:"


def answer_text(answer: Answer) -> str:
    """The whole answer, or refusal, with numbered references."""
    return "\n\n".join([answer.text, *apparatus(answer)])


def apparatus(answer: Answer) -> list[str]:
    """What belongs to an answer beside its own text, a paragraph each."""
    parts = []
    if answer.premise is not None:
        p = answer.premise
        parts.append(
            f"The question takes for granted: {p.asked}. The library says instead: {p.found}{_marks(p.citations)}"
        )
    parts += [f"Only partly borne out by its source: {c.text}" for c in answer.claims if c.support == "partly"]
    cited = {c.n: c for c in answer.citations}
    parts += [_differing(d, cited) for d in answer.disagreements]
    if answer.citations:
        parts.append("\n".join([REFERENCES, *(f"[{c.n}] {place(c)}" for c in answer.citations)]))
    if answer.refusal is not None and answer.refusal.nearest:
        nearest = (f"- {n.title}, p. {n.page} (source {n.source_id})" for n in answer.refusal.nearest)
        parts.append("\n".join(["Nearest passages, not an answer:", *nearest]))
    if answer.standalone_question != answer.question:
        parts.append(f"Understood as: {answer.standalone_question}")
    if answer.rejected:
        parts.append(f"{len(answer.rejected)} sentence(s) of the model did not stand the check and are not shown.")
    return [*parts, *(f"Note: {notice.message}" for notice in answer.notices)]


def place(citation: Citation) -> str:
    """Publisher, title, date and page; for a digest, that the words are ours and whether the evidence is first-hand."""
    page = f"p. {citation.page_label or citation.page}"
    parts = [citation.publisher, citation.title, written_out(citation.published)]
    if citation.kind == "digest":
        parts.append("our summary" + (f", {citation.evidence}" if citation.evidence else ""))
    else:
        parts.append(page)
    if citation.superseded_by:
        parts.append(f"superseded by {citation.superseded_by}")
    parts.append(citation.deep_link)
    return " · ".join(part for part in parts if part)


def _differing(disagreement: Disagreement, cited: Mapping[int, Citation]) -> str:
    readings = [
        f"- {r.value} ({', '.join(part for part in (r.definition, written_out(r.as_of)) if part)}) [{r.citation}]"
        for r in disagreement.readings
    ]
    about = f"{heading(disagreement, cited)}: {disagreement.about}. {remark(disagreement)}"
    return "\n".join([about, *readings])


def _marks(numbers: tuple[int, ...]) -> str:
    return "".join(f" [{n}]" for n in numbers)
