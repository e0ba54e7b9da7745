"""Written answers: a language model drafts, sentence by sentence; only sentences that pass the check are shown."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Citation, Claim, Rejected
from assistant.citations import cite
from assistant.claims import check_claim
from assistant.index.sync import source_context
from assistant.library.store import Library
from assistant.prompts import MARKER, SYSTEM, cited_numbers, is_refusal, user_prompt, without_markers
from assistant.question import Question
from assistant.terms import terms
from corpus.model import Passage
from corpus.quantities import read_quantities, same_quantity
from corpus.sentences import sentence_spans

Idf = Callable[[str], float]
REPLY_TOKENS = 400
_OPEN_MARKER = re.compile(r"\s*\[\d{0,3}$")  # a marker that the stream has not finished
TOKENIZER_MARGIN = 1.25  # the server's own tokenizer may need more tokens than the one that counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One sentence of the draft: a claim with its citations, or why it is not shown."""

    claim: Claim | None
    citations: tuple[Citation, ...]
    rejected: Rejected | None


def sentences_of_stream(pieces: Iterable[str]) -> Iterator[str]:
    """Whole sentences, with the markers that follow them, as soon as the stream has passed them."""
    held = ""
    for piece in pieces:
        held += piece
        *whole, held = _split(held)
        yield from whole
    yield from (s for s in _split(held) if s.strip())


def _split(text: str) -> list[str]:
    """Sentences of `text`, each with the markers behind it; the last may be unfinished and keeps its white space."""
    opening = _OPEN_MARKER.search(text)
    decided = text[: opening.start()] if opening else text
    markers = [(match.start(), match.end()) for match in MARKER.finditer(decided)]
    cuts = []
    for start, _ in sentence_spans(MARKER.sub("", decided))[1:]:
        for begin, end in markers:  # back to where the sentence starts in the text with its markers
            start += end - begin if begin <= start else 0
        cuts.append(start)
    edges = [0, *cuts, len(text)]
    parts = [text[a:b] for a, b in zip(edges, edges[1:], strict=False)]
    return [*(part.strip() for part in parts[:-1]), parts[-1]]


class DraftChecker:
    """Turns a draft's sentences into checked claims; citations are numbered as they come."""

    def __init__(self, library: Library, passages: Sequence[Passage], idf: Idf) -> None:
        self._library, self._passages, self._idf = library, passages, idf
        self._numbers: dict[tuple[str, int, int], Citation] = {}

    def check(self, sentence: str) -> Checked | None:
        """None for the agreed words of refusal and for white space."""
        text = without_markers(sentence)
        if not text or is_refusal(text):
            return None
        known = [self._passages[n - 1] for n in cited_numbers(sentence) if 0 < n <= len(self._passages)]
        if not known:
            reason = "it names no passage" if not cited_numbers(sentence) else "the passage it names was not given"
            return _rejected(text, "uncited", reason)
        failures = []
        for passage in known:
            start, end = best_span(text, passage)
            quote = passage.text[start - passage.start : end - passage.start]
            context = f"{source_context(passage.source)} {passage.section or ''}"
            result = check_claim(text, quote, context, self._idf)
            if result.verdict in ("supported", "partly"):
                citation = self._citation(passage, start, end)
                support = "supported" if result.verdict == "supported" else "partly"
                claim = Claim(text=text, support=support, checks=result.checks, citations=(citation.n,))  # type: ignore[arg-type]
                return Checked(claim=claim, citations=(citation,), rejected=None)
            failures.append((result, quote, passage))
        result, quote, passage = failures[0]
        verdict = "contradicted" if result.verdict == "contradicted" else "unsupported"
        return _rejected(text, verdict, result.reason, quote, passage.source.id)

    def _citation(self, passage: Passage, start: int, end: int) -> Citation:
        place = (passage.id, start, end)
        if place not in self._numbers:
            self._numbers[place] = cite(self._library, passage, start, end, len(self._numbers) + 1)
        return self._numbers[place]


def best_span(claim: str, passage: Passage) -> tuple[int, int]:
    """The sentence of the passage, or two neighbours, that says most of the claim: figures first, then words."""
    spans = sentence_spans(passage.text)
    pairs = [(a[0], b[1]) for a, b in zip(spans, spans[1:], strict=False)]
    asked, words = read_quantities(claim), set(terms(claim))

    def worth(span: tuple[int, int]) -> tuple[int, float]:
        text = passage.text[span[0] : span[1]]
        given = read_quantities(text)
        figures = sum(any(same_quantity(q, g) for g in given) for q in asked)
        return figures, len(words & set(terms(text))) - 0.004 * (span[1] - span[0])

    start, end = max([*spans, *pairs], key=worth, default=(0, len(passage.text)))
    return passage.start + start, passage.start + end


def _rejected(text: str, verdict: str, reason: str, quote: str | None = None, source_id: str | None = None) -> Checked:
    rejected = Rejected(text=text, verdict=verdict, reason=reason, quote=quote, source_id=source_id)  # type: ignore[arg-type]
    return Checked(claim=None, citations=(), rejected=rejected)


class Drafter(Protocol):
    """A chat model: streams a reply, and counts tokens so that whole passages fit its context."""

    name: str
    context_tokens: int

    def stream(self, system: str, user: str) -> Iterator[str]: ...
    def count_tokens(self, text: str) -> int: ...


def draft(
    library: Library, model: Drafter, question: Question, passages: Sequence[Passage], idf: Idf
) -> Iterator[Checked]:
    """Draft an answer and check it, sentence by sentence. Raises ModelError where the model fails."""
    given = fit_to_context(model, question.text, passages)
    checker = DraftChecker(library, given, idf)
    for sentence in sentences_of_stream(model.stream(SYSTEM, user_prompt(question.text, given))):
        checked = checker.check(sentence)
        if checked is not None:
            yield checked


def fit_to_context(model: Drafter, question: str, passages: Sequence[Passage]) -> list[Passage]:
    """As many passages as fit the model's context with room for the answer; none is cut."""
    room = model.context_tokens - REPLY_TOKENS
    given: list[Passage] = []
    for passage in passages:
        if model.count_tokens(SYSTEM + user_prompt(question, [*given, passage])) * TOKENIZER_MARGIN > room:
            break
        given.append(passage)
    return given
