"""An answer as HTML: sentences with numbered citations, what they rest on, where sources differ, what was not shown."""

from collections.abc import Mapping, Sequence

from assistant.answer import Answer, Citation, Claim, Premise, Rejected
from assistant.evidence.answer_spans import answer_spans
from assistant.generation.written import Checked
from assistant.library.store import Library
from assistant.questions.question import Question, read_question
from assistant.records import LONGEST_REASON, Kept
from corpus.dates import written_out
from ui.differing import disagreement_html
from ui.markup import Markup, join, tag
from ui.refusals import refusal_html
from ui.words import chip, counted, filters_said, place, who

NO_BREAK = "\u00a0"  # keeps the first citation on the line of the last word
MODES = {
    "quotes": "Sentences picked from the library; no language model wrote this",
    "llm": "Written by {model}; every sentence shown was checked against its source",
}
SUPPORT = {
    "summary": "",
    "verbatim": "Quotation from ",
    "supported": "Checked against ",
    "partly": "Partly borne out by ",
}
THUMB = "M2 9h3v9H2zM6 9l4-7c1.4 0 2 1 1.8 2.3L11 8h5.2c1 0 1.7.9 1.5 1.9l-1.4 6.6c-.2.9-.9 1.5-1.8 1.5H6z"
UP = tag("svg", tag("path", d=THUMB), viewBox="0 0 20 20", aria_hidden="true")
DOWN = tag("svg", tag("path", d=THUMB, transform="rotate(180 10 10)"), viewBox="0 0 20 20", aria_hidden="true")
VERDICTS = {"unsupported": "not borne out", "contradicted": "contradicted", "uncited": "without a source"}


def answer_html(kept: Kept, library: Library, *, linked: bool = False, alone: bool = False) -> Markup:
    """Everything under one question; `linked` where the answer can be opened again at an address of its own, `alone`
    where it stands there, to be read only."""
    answer = kept.answer
    return tag(
        "div",
        *_understood(answer),
        refusal_html(answer.refusal, library, answer.filters) if answer.refusal else _answered(answer, library),
        _rejected(answer.rejected),
        *[tag("p", notice.message, class_="notice") for notice in answer.notices],
        *([] if alone else [_actions(kept, linked=linked)]),
        class_="answer",
        data_status=answer.status,
    )


def _answered(answer: Answer, library: Library) -> Markup:
    cited = {c.n: c for c in answer.citations}
    question = read_question(answer.standalone_question)
    return join([
        _premise(answer.premise, cited) if answer.premise else "",
        *[_claim(claim, cited, question) for claim in answer.claims],
        *[disagreement_html(d, cited) for d in answer.disagreements],
        _as_of(answer, library),
        _footnotes(answer.citations),
    ])  # fmt: skip


def claims_html(heard: Sequence[Checked]) -> Markup:
    """The sentences of an answer that is still being written, as far as they passed their check."""
    cited = {c.n: c for checked in heard for c in checked.citations}
    claims = [checked.claim for checked in heard if checked.claim]
    return tag("div", *[_claim(claim, cited, None) for claim in claims], class_="answer")


def _understood(answer: Answer) -> list[Markup]:
    """A follow-up as it was understood, to be seen and corrected."""
    if answer.standalone_question == answer.question:
        return []
    edit = tag("button", "Change", type="button", class_="quiet correct")
    return [tag("p", "Understood as: ", tag("em", answer.standalone_question), " ", edit, class_="understood")]


def _claim(claim: Claim, cited: Mapping[int, Citation], question: Question | None) -> Markup:
    citations = [cited[n] for n in claim.citations]
    body = _emphasised(claim.text, answer_spans(question, claim.text) if question else [])
    if claim.support == "verbatim":
        body = join(["“", body, "”"])
    return tag(
        "div",
        tag("p", tag("span", body, class_="words"), NO_BREAK, _chips(citations), class_="said", dir="auto"),
        tag("p", _support(claim, citations), class_="support"),
        class_=f"claim {claim.support}",
    )


def _emphasised(words: str, spans: Sequence[tuple[int, int]]) -> Markup:
    parts: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            parts += [words[done:start], tag("strong", words[start:end])]
            done = end
    return join([*parts, words[done:]])


def _support(claim: Claim, citations: Sequence[Citation]) -> str:
    """Quietly, what the sentence is and who stands behind it as of when."""
    behind = "; ".join(dict.fromkeys(map(_behind, citations)))
    said = f"{SUPPORT[claim.support]}{behind}"
    return said[:1].upper() + said[1:]


def _behind(citation: Citation) -> str:
    ours = "our summary of " if citation.kind == "digest" else ""
    evidence = f" ({citation.evidence})" if citation.evidence else ""
    return f"{ours}{who(citation.publisher, citation.title)}, {written_out(citation.published)}{evidence}"


def _chips(citations: Sequence[Citation]) -> Markup:
    return join([chip(c) for c in citations], " ")


def _premise(premise: Premise, cited: Mapping[int, Citation]) -> Markup:
    chips = _chips([cited[n] for n in premise.citations])
    return tag(
        "div",
        tag("p", tag("b", "The question assumes: "), premise.asked),
        tag("p", tag("b", "The library says: "), premise.found, " ", chips),
        class_="premise",
    )


def _as_of(answer: Answer, library: Library) -> Markup:
    when = f"As of {written_out(answer.as_of)}" if answer.as_of else "The sources bear no date"
    parts: list[str] = [tag("b", when), MODES[answer.mode].format(model=answer.model)]
    if said := filters_said(answer.filters, library.sources):
        parts.append("Searched only: " + "; ".join(said))
    return tag("p", join(parts, " · "), class_="as-of")


def _footnotes(citations: Sequence[Citation]) -> Markup:
    """Each publication once, with the numbers that lead into it."""
    by_source: dict[str, list[Citation]] = {}
    for citation in citations:
        by_source.setdefault(citation.source_id, []).append(citation)
    items = []
    for group in by_source.values():
        first = group[0]
        places = ", ".join(dict.fromkeys(place(c) for c in group))
        about = f", {', '.join(part for part in (first.publisher, written_out(first.published), places) if part)}"
        newer = tag("span", " A newer edition is in the library.", class_="superseded") if first.superseded_by else ""
        same = f" Nearly the same text stands in {counted(len(first.copies), 'other publication')}; one voice."
        copies = tag("span", same, class_="when") if first.copies else ""
        items.append(tag("li", _chips(group), " ", tag("cite", first.title, dir="auto"), about, newer, copies))
    return tag("ol", *items, class_="footnotes", aria_label="Sources of this answer")


def _rejected(rejected: Sequence[Rejected]) -> str:
    if not rejected:
        return ""
    items = [tag("li", tag("span", r.text, dir="auto"), f" ({VERDICTS[r.verdict]}: {r.reason})") for r in rejected]
    count = "1 sentence was" if len(rejected) == 1 else f"{len(rejected)} sentences were"
    return tag("details", tag("summary", f"{count} not shown as an answer"), tag("ul", *items), class_="rejected")


def _actions(kept: Kept, *, linked: bool) -> Markup:
    answer = kept.answer
    parts: list[Markup] = []
    if answer.status == "answered":
        copied = answer_text(answer)
        parts.append(tag("button", "Copy with citations", type="button", class_="quiet copy", data_copy=copied))
    asked = answer.standalone_question
    parts.append(tag("button", "Add to brief", type="button", class_="quiet wanted", data_ask=asked))
    parts.append(tag("span", role="status", class_="copied"))
    if linked:
        parts.append(tag("a", "Link to this answer", href=f"answer?id={kept.id}", target="_blank", rel="noopener"))
    return tag("div", *parts, _rating(kept), class_="actions")


def _rating(kept: Kept) -> Markup:
    """A thumb up or down, with room for a reason. Works without a mouse, and says what is kept."""
    thumbs = [
        tag("button", sign, f" {said}", type="button", class_="quiet thumb",
            data_verdict=verdict, aria_pressed="true" if kept.verdict == verdict else "false")
        for verdict, sign, said in (("good", UP, "Good answer"), ("bad", DOWN, "Poor answer"))
    ]  # fmt: skip
    box = tag("input", type="text", maxlength=LONGEST_REASON, value=kept.reason)
    save = tag("button", "Save", type="submit", class_="quiet")
    reason = tag("span", tag("label", "Why? ", box), " ", save, class_="reason", hidden=kept.verdict is None)
    return tag("form", *thumbs, reason, tag("span", role="status"), class_="rating", data_answer=kept.id)


def answer_text(answer: Answer) -> str:
    """The answer as plain text with its sources, for pasting."""
    lines = [answer.standalone_question, "", answer.text, "", f"As of {written_out(answer.as_of)}.", ""]
    for c in answer.citations:
        about = ", ".join(part for part in (c.publisher, c.title, written_out(c.published), place(c)) if part)
        evidence = f", {c.evidence}" if c.evidence else ""
        lines.append(f"[{c.n}] {about}{evidence}. {c.deep_link or ''}".rstrip())
    return "\n".join(lines)
