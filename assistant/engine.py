"""The engine: a question in, a checked answer or a refusal out. Command line, page and API only call `ask`."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from assistant import observing
from assistant.answer import Answer, Citation, Claim, Disagreement, LibraryState, Notice, Premise, Rejected
from assistant.citations import cite_also, is_located
from assistant.claims.judging import Judge, make_judge
from assistant.disagreements.accounts import accounts_of
from assistant.disagreements.disagreement import Compared, edition_notices
from assistant.encoders.embedding import MiniLM, minilm
from assistant.evidence.quotes import EVERY_ACCOUNT, quote_answer, quoted, said
from assistant.evidence.support import SURE, WEAK, Scored, only_retells, support_model
from assistant.explanation import Explanation, explain
from assistant.filters import Filters, read_filters
from assistant.finding import READ, Finder, Found, Parts, build_parts
from assistant.generation.chat_models import make_chat_model
from assistant.generation.written import OnSentence, rewrite_question, write
from assistant.library.store import Library
from assistant.notices import addressed_notice, left_out, unanswered_notice, unheard_notice
from assistant.premises.opened import find_opened
from assistant.premises.premise import Mismatch, find_mismatch
from assistant.questions.conversation import Turn
from assistant.questions.glossary import EnglishReading, read_in_english
from assistant.questions.question import read_question
from assistant.questions.understanding import Rewrite, Understood, understand
from assistant.refusals import refuse, refuse_harm
from assistant.retrieval import Hit, varied
from assistant.settings import Settings
from assistant.stopwatch import Stopwatch

OF_A_SOURCE = 4  # passages of one source that a model is given, while others have something to say
Mode = Literal["auto", "quotes", "llm"]
OnRead = Callable[[int, int], None]
"""Hears how many passages of how many publications are about to be read. What it raises ends the question."""
OnEvidence = Callable[[Sequence[Hit], Sequence[Scored]], None]
"""Hears of the passages found and of their sentences weighed as evidence, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What either way of answering comes to."""

    mode: Literal["quotes", "llm"]
    model: str | None = None
    text: str = ""
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    premise: Premise | None = None
    disagreements: tuple[Disagreement, ...] = ()
    notices: tuple[Notice, ...] = ()


class Engine:
    """One open library with its indexes and models; safe to call from several threads.

    They take turns only at searching, a few milliseconds; weighing evidence and streaming from a model go side by side.
    """

    def __init__(self, settings: Settings, library: Library | None = None) -> None:
        self.settings = settings
        self.library = library or Library(settings.library_folder)
        model = support_model()
        self._parts = build_parts(settings, self.library, model)
        self._finder = Finder(settings, self._parts, model)

    @property
    def parts(self) -> Parts:
        """What answers are made with, for measuring each by itself."""
        return self._parts

    @observing.observed
    def ask(
        self,
        text: str,
        *,
        filters: Mapping[str, Any] | None = None,
        history: Sequence[Turn] = (),
        mode: Mode = "auto",
        top: int = 8,
        on_sentence: OnSentence | None = None,
        on_read: OnRead | None = None,
        stop: threading.Event | None = None,
        on_evidence: OnEvidence | None = None,
    ) -> Answer:
        """Answer a question; `on_sentence` hears of each written sentence as soon as it is checked.

        Setting `stop`, from any thread, ends a model's writing at once, on its server too; what stands by then is
        the answer. Raises UsageError for a question or filters that cannot be used, SetupError for mode `llm` without
        a model.
        """
        watch = Stopwatch()
        accepted = read_filters(filters or {}, self.library.sources)
        with watch.stage("embed"):
            embed = minilm(self._parts.embedder)
            understood = understand(text, history, embed, self._rewrite(mode, stop), self._in_english)
        if understood.harm is not None:
            return self._refused_harm(text, understood, accepted, watch)
        found = self._found(understood, accepted, top, watch)
        if on_read is not None:
            on_read(len(found.hits), len({hit.passage.source.id for hit in found.hits}))
        if on_evidence is not None:
            on_evidence(found.hits, found.scored)
        with watch.stage("generate"):
            body = self._body(found, mode, top, on_sentence, stop)
        with watch.stage("check"):
            body = self._compared(found, body)
            self._require_located(body.citations)
        notices = (
            *understood.notices,
            *self._notices(accepted, found.current),
            *unanswered_notice(found.unanswered),
            *unheard_notice(found.unheard),
            *addressed_notice(hit.passage for hit in found.addressed),
        )
        return self._answer(text, found, accepted, body, watch, notices)

    def _found(self, understood: Understood, filters: Filters, top: int, watch: Stopwatch) -> Found:
        """The evidence for a question; where none is sure, for what else it may mean in its conversation."""
        found = self._finder.find(understood.text, filters, top, watch)
        if understood.named is not None and found.support < SURE:
            named = self._finder.find(understood.named, filters, top, watch)
            found = named if named.support >= (SURE if found.chosen else WEAK) else found
        if understood.otherwise is not None and not found.chosen:
            other = self._finder.find(understood.otherwise, filters, top, watch)
            found = other if other.chosen else found
        return found

    def search(self, text: str, *, filters: Mapping[str, Any] | None = None, k: int = 10) -> list[Hit]:
        """The k passages nearest to a text, best first. Raises UsageError as `ask` does."""
        question = read_question(text)
        accepted = read_filters(filters or {}, self.library.sources)
        return self._finder.retrieve(question, self._parts.retriever.embed(question), accepted, k)[0]

    def explain(self, text: str, *, filters: Mapping[str, Any] | None = None, top: int = 8) -> Explanation:
        """Why the first `top` passages of a question that stands alone are those. Raises UsageError as `ask` does."""
        question = read_question(text)
        accepted = read_filters(filters or {}, self.library.sources)
        vector = self._parts.retriever.embed(question)
        hits, _ = self._finder.retrieve(question, vector, accepted, max(top, READ))
        scored = self._parts.evidence.find(question, vector, hits)
        with self._finder.searching:
            return explain(question, hits[:top], scored, self._parts.retriever.weights, self._parts.indexes.is_known)

    @property
    def judge(self) -> Judge:
        """Who judges whether a quotation bears a claim out; its model is loaded when first asked for."""
        return make_judge(self.settings)

    def idf(self, term: str) -> float:
        return self._parts.indexes.idf(term)

    def _in_english(self, text: str) -> EnglishReading | None:
        """The question in English, unless the library holds publications in its language or vectors know it."""
        if not isinstance(self._parts.embedder, MiniLM):
            return None
        with self._finder.searching:
            self._parts.indexes.refresh()
            reading = read_in_english(text, self._parts.indexes.is_known)
        if reading is None:
            return None
        held = any((source.language or "")[:2] == reading.language for source in self.library.sources.values())
        return None if held else reading

    def _writes(self, mode: Mode) -> bool:
        return mode == "llm" or (mode == "auto" and self.settings.llm != "none")

    def _rewrite(self, mode: Mode, stop: threading.Event | None) -> Rewrite | None:
        """How a language model makes a follow-up stand alone; None where none is to be asked."""
        if not self._writes(mode):
            return None
        model = make_chat_model(self.settings)
        return lambda question, history: rewrite_question(model, question, history, stop)

    def _body(
        self, found: Found, mode: Mode, top: int, on_sentence: OnSentence | None, stop: threading.Event | None
    ) -> Body:
        """Written where a model is to write and there is evidence; quotes, with a word why, where it fails."""
        if not self._writes(mode) or not found.chosen:
            return self._quotes(found.chosen)
        model = make_chat_model(self.settings)
        passages = [hit.passage for hit in varied(found.hits, top, OF_A_SOURCE)]
        idf = self._parts.indexes.idf
        written = write(self.library, model, found.question, passages, idf, self.judge, on_sentence, stop)
        notices = (written.notice,) if written.notice else ()
        if not written.claims:
            return replace(self._quotes(found.chosen, *notices), rejected=written.rejected)
        return Body(
            mode="llm", model=model.name, text=written.text, claims=written.claims, citations=written.citations,
            rejected=written.rejected, notices=notices,
        )  # fmt: skip

    def _quotes(self, chosen: Sequence[Scored], *notices: Notice) -> Body:
        text, claims, citations = quote_answer(self.library, chosen)
        return Body(mode="quotes", text=text, claims=tuple(claims), citations=tuple(citations), notices=notices)

    def _compared(self, found: Found, body: Body) -> Body:
        """The body with what the question takes for granted wrongly, and with what its sources disagree about."""
        idf, question = self._parts.indexes.idf, found.question
        hits = found.voices
        lead = found.chosen[0].sentence if found.chosen else None
        mismatch = find_mismatch(question, hits, idf, lead)
        if mismatch is None and not any(s.support >= WEAK for s in found.chosen):
            heard = found.chosen or [s for s in found.scored[:1] if only_retells(question, s)]
            mismatch = find_opened(question, hits, heard, self._finder.weigh)
        if mismatch is not None:
            body = self._corrected(body, mismatch)
        if not body.claims:
            return body  # a refusal has no sources
        compared = accounts_of(self._parts, found, body.citations)
        notices = (*body.notices, *edition_notices(self.library, compared.citations))
        body = self._both_sides(body, compared) if body.mode == "quotes" else body
        return replace(body, disagreements=compared.disagreements, citations=compared.citations, notices=notices)

    @staticmethod
    def _both_sides(body: Body, compared: Compared) -> Body:
        """Where sources stand against each other, the answer gives what each side says."""
        told = {n for claim in body.claims for n in claim.citations}
        others = [c for c in compared.citations if c.n in compared.sides and c.n not in told]
        others = others[: max(0, EVERY_ACCOUNT - len(body.claims))]
        text = "\n\n".join([body.text, *map(said, others)])
        return replace(body, text=text, claims=(*body.claims, *map(quoted, others)))

    def _corrected(self, body: Body, mismatch: Mismatch) -> Body:
        """The sentence that says otherwise is cited, and is the answer where there was none."""
        held, citations = cite_also(self.library, body.citations, mismatch.sentence)
        premise = Premise(asked=mismatch.asked, found=mismatch.sentence.text, citations=(held.n,))
        if body.claims:
            return replace(body, premise=premise, citations=citations)
        claims = (quoted(held),)
        return replace(body, premise=premise, text=said(held), claims=claims, citations=citations)

    def _answer(
        self, asked: str, found: Found, filters: Filters, body: Body, watch: Stopwatch, notices: tuple[Notice, ...]
    ) -> Answer:
        hits = found.voices
        refusal = None if body.claims else refuse(self.library, hits, filters)
        return Answer(
            question=" ".join(asked.split()),
            standalone_question=found.question.text,
            status="refused" if refusal else "answered",
            mode=body.mode,
            model=body.model,
            text=refusal.message if refusal else body.text,
            as_of=max((c.published for c in body.citations if c.published), default=None),
            claims=body.claims,
            citations=body.citations,
            rejected=body.rejected,
            premise=body.premise,
            disagreements=body.disagreements,
            refusal=refusal,
            notices=(*notices, *body.notices),
            filters=filters.as_json(),
            timings_ms=watch.read(),
            library=self.state(),
        )

    def _refused_harm(self, asked: str, understood: Understood, filters: Filters, watch: Stopwatch) -> Answer:
        assert understood.harm is not None  # the caller has seen it
        refusal = refuse_harm(self.library, understood.harm, filters)
        return Answer(
            question=" ".join(asked.split()), standalone_question=understood.text, status="refused", mode="quotes",
            model=None, text=refusal.message, as_of=None, claims=(), citations=(), refusal=refusal,
            notices=understood.notices, filters=filters.as_json(), timings_ms=watch.read(), library=self.state(),
        )  # fmt: skip

    def state(self) -> LibraryState:
        return LibraryState(
            fingerprint=self.library.fingerprint,
            sources=len(self.library.sources),
            passages=self.library.count("passage"),
        )

    def _require_located(self, citations: Sequence[Citation]) -> None:
        for citation in citations:
            if not is_located(self.library, citation):
                raise RuntimeError(f"a quote does not stand where it should: {citation}")

    def _notices(self, filters: Filters, current: bool) -> tuple[Notice, ...]:
        notices = left_out(filters, self.library.sources.values())
        if not current:
            message = "Documents are being added; the newest are not searched yet."
            notices = (*notices, Notice(code="library_changing", message=message))
        return notices
