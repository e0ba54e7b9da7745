"""Written answers: a language model drafts, sentence by sentence; only sentences that pass the check are shown."""

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer import Citation, Claim, Notice, Rejected
from assistant.citations import cite
from assistant.claims import Judge, check_claim
from assistant.generation.prompts import (
    ENDED,
    MARKER,
    REPLY_TOKENS,
    REWRITE,
    SYSTEM,
    THINKING,
    cited_numbers,
    conversation_prompt,
    is_refusal,
    user_prompt,
    without_markers,
)
from assistant.index.sync import source_context
from assistant.injection import quotable
from assistant.library.store import Library
from assistant.questions.conversation import Turn
from assistant.questions.question import Question
from assistant.questions.terms import terms
from corpus.errors import ModelError
from corpus.model import Passage
from corpus.quantities import read_quantities, same_quantity
from corpus.sentences import sentence_spans

Idf = Callable[[str], float]
OFF_QUESTION = 0.2  # weighted share of the question's words; a sentence that has less of them answers something else
SENTENCES = 8  # read of one reply: twice what is asked for
TURNS, SHORTENED = 4, 400  # earlier turns a question is rewritten with, and characters of each answer
_OPEN_MARKER = re.compile(r"\s*\[\d{0,3}$")  # a marker that the stream has not finished
TOKENIZER_MARGIN = 1.25  # the server's own tokenizer may need more tokens than the one that counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One sentence of the draft: a claim with its citations, or why it is not shown."""

    claim: Claim | None
    citations: tuple[Citation, ...]
    rejected: Rejected | None


OnSentence = Callable[[Checked], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What stood of a reply, what did not, and what has to be said about it."""

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    rejected: tuple[Rejected, ...]
    notice: Notice | None

    @property
    def text(self) -> str:
        return " ".join(f"{c.text} {''.join(f'[{n}]' for n in c.citations)}" for c in self.claims)


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

    def __init__(
        self, library: Library, passages: Sequence[Passage], idf: Idf, judge: Judge, question: Question | None = None
    ) -> None:
        self._library, self._passages, self._idf, self._question = library, passages, idf, question
        self._judge = judge
        self._numbers: dict[tuple[str, str, int, int], Citation] = {}

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
            result = check_claim(text, quote, context, self._judge, passage.text)
            if self._is_off_question(f"{text} {quote}"):
                return _rejected(text, "unsupported", "it does not answer the question", quote, passage.source.id)
            if result.verdict in ("supported", "partly"):
                citation = self._citation(passage, start, end)
                support = "supported" if result.verdict == "supported" else "partly"
                claim = Claim(text=text, support=support, checks=result.checks, citations=(citation.n,))  # type: ignore[arg-type]
                return Checked(claim=claim, citations=(citation,), rejected=None)
            failures.append((result, quote, passage))
        result, quote, passage = failures[0]
        verdict = "contradicted" if result.verdict == "contradicted" else "unsupported"
        return _rejected(text, verdict, result.reason, quote, passage.source.id)

    def _is_off_question(self, said: str) -> bool:
        """A document can make a model say what nobody asked; that it stands in the document does not help."""
        weights = {term: self._idf(term) for term in self._question.content} if self._question else {}
        total = sum(weights.values())
        words = set(terms(said))
        return total > 0 and sum(w for t, w in weights.items() if t in words) < OFF_QUESTION * total

    def _citation(self, passage: Passage, start: int, end: int) -> Citation:
        place = (passage.source.id, passage.id, start, end)  # sources with the same page share the passage's id
        if place not in self._numbers:
            self._numbers[place] = cite(self._library, passage, start, end, len(self._numbers) + 1)
        return self._numbers[place]


def best_span(claim: str, passage: Passage) -> tuple[int, int]:
    """The sentence of the passage, or two neighbours, that says most of the claim: figures first, then words."""
    every = sentence_spans(passage.text)
    spans = [span for span in every if quotable(passage.text[span[0] : span[1]])] or every
    pairs = [(a[0], b[1]) for a, b in zip(every, every[1:], strict=False) if a in spans and b in spans]
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

    def stream(self, system: str, user: str, stop: threading.Event | None = None) -> Iterator[str]: ...
    def count_tokens(self, text: str) -> int: ...


def write(
    library: Library, model: Drafter, question: Question, passages: Sequence[Passage], idf: Idf, judge: Judge,
    on_sentence: OnSentence | None = None, stop: threading.Event | None = None,
) -> Written:  # fmt: skip
    """Draft an answer and check it, sentence by sentence; a reply that fails or breaks off keeps what stood by then."""
    claims: list[Claim] = []
    citations: dict[int, Citation] = {}
    rejected: list[Rejected] = []
    failure: ModelError | None = None
    try:
        for checked in draft(library, model, question, passages, idf, judge, stop):
            if on_sentence is not None:
                on_sentence(checked)
            claims += [checked.claim] if checked.claim else []
            citations |= {c.n: c for c in checked.citations}
            rejected += [checked.rejected] if checked.rejected else []
    except ModelError as error:
        failure = error
    stopped = stop is not None and stop.is_set()
    return Written(
        claims=tuple(claims), citations=tuple(citations.values()), rejected=tuple(rejected),
        notice=_notice(failure, stopped, len(claims), len(rejected)),
    )  # fmt: skip


def _notice(failure: ModelError | None, stopped: bool, stood: int, fell: int) -> Notice | None:
    instead = "What follows are sentences of the sources instead."
    if failure is not None and stood:
        return Notice(code="llm_incomplete", message=f"{failure} What it had written by then is shown.")
    if failure is not None:
        return Notice(code="llm_failed", message=f"{failure} {instead}")
    if stopped:
        return Notice(code="llm_stopped", message="The writing was stopped; what it had written by then is shown.")
    if stood:
        return None
    if fell:
        return Notice(code="llm_rejected", message=f"None of the model's {fell} sentences stood the check. {instead}")
    return Notice(code="llm_declined", message=f"The model found no answer in the passages. {instead}")


def draft(
    library: Library, model: Drafter, question: Question, passages: Sequence[Passage], idf: Idf, judge: Judge,
    stop: threading.Event | None = None,
) -> Iterator[Checked]:  # fmt: skip
    """The sentences of a draft, checked, as they come. Raises ModelError where the model fails."""
    given = fit_to_context(model, question.text, passages)
    if not given:
        why = f"not one passage fits into its {model.context_tokens} tokens"
        raise ModelError(what=f"Cannot write with {model.name}", why=why, fix="Raise ASSISTANT_LLM_CONTEXT_TOKENS")
    checker = DraftChecker(library, given, idf, judge, question)
    read = 0
    for sentence in sentences_of_stream(until_ended(model.stream(SYSTEM, user_prompt(question.text, given), stop))):
        checked = checker.check(sentence)
        if checked is not None:
            yield checked
            read += 1
        if read == SENTENCES:
            return


def until_ended(pieces: Iterable[str]) -> Iterator[str]:
    """A reply without its thinking aloud, and only up to where a server that heeds no stop word should have stopped."""
    whole, given = "", 0
    for piece in pieces:
        whole += piece
        said = THINKING.sub("", whole)
        end = ENDED.search(said)
        ready = said[: end.start()] if end else _before_tag(said)
        yield ready[given:]
        given = max(given, len(ready))
        if end:
            return
    yield THINKING.sub("", whole)[given:]


def _before_tag(text: str) -> str:
    """Up to what may yet become a tag, or a line that opens another turn."""
    opening = re.search(r"<[^<>\n]{0,14}$|\n\s*\w{0,9}\s*$", text)
    return text[: opening.start()] if opening else text


def rewrite_question(
    model: Drafter, question: str, history: Sequence[Turn], stop: threading.Event | None = None
) -> str:
    """A follow-up as the model would ask it alone: the first line it writes. Raises ModelError."""
    turns = [(turn.question, turn.answer[:SHORTENED]) for turn in history[-TURNS:]]
    reply = "".join(until_ended(model.stream(REWRITE, conversation_prompt(question, turns), stop)))
    return next((line.strip(' "“”') for line in reply.splitlines() if line.strip()), "")


def fit_to_context(model: Drafter, question: str, passages: Sequence[Passage]) -> list[Passage]:
    """As many passages as fit the model's context with room for the answer; none is cut."""
    room = model.context_tokens - REPLY_TOKENS
    given: list[Passage] = []
    for passage in passages:
        if model.count_tokens(SYSTEM + user_prompt(question, [*given, passage])) * TOKENIZER_MARGIN > room:
            break
        given.append(passage)
    return given
