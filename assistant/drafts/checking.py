"""Holding a draft against the library: for each sentence the passages that speak of it, and what they say."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.answer import Citation, LibraryState
from assistant.citations import cite
from assistant.claims import Verified, check_claim
from assistant.drafts.claims_in import Sentence, claims_in
from assistant.drafts.quotations import CheckedQuotation, check_quotation
from assistant.drafts.reading import Draft
from assistant.engine import Engine
from assistant.generation.written import best_span
from assistant.index.sync import source_context
from assistant.questions.question import content_terms
from assistant.questions.terms import terms
from assistant.retrieval import Hit
from corpus.countries import countries_in
from corpus.model import Passage

CHECK = 1  # the form of the report; `check` in its JSON
PASSAGES = 10
SAME_MATTER = 0.5  # weighted share of a claim's words that a passage must say before it can deny the claim
ClaimVerdict = Literal["supported", "partly", "contradicted", "differs_in_figure", "not_in_library"]
_RANK: dict[ClaimVerdict, int] = {
    "supported": 4, "partly": 3, "differs_in_figure": 2, "contradicted": 1, "not_in_library": 0,
}  # fmt: skip
OnSentence = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSentence:
    """A sentence with the verdict of the passage that bears on it most; no citation where the library is silent."""

    text: str
    start: int
    end: int
    verdict: ClaimVerdict
    reason: str
    citation: Citation | None
    quotations: tuple[CheckedQuotation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDraft:
    draft: str
    notes: tuple[str, ...]
    sentences: tuple[CheckedSentence, ...]
    library: LibraryState

    def counts(self) -> dict[str, int]:
        return dict(Counter(s.verdict for s in self.sentences))

    def as_json(self) -> dict[str, Any]:
        return {"check": CHECK, **asdict(self), "counts": self.counts()}


def check_draft(draft: Draft, engine: Engine, on_sentence: OnSentence | None = None) -> CheckedDraft:
    """Check every sentence of a draft that states a fact or quotes."""
    sentences = [*claims_in(draft)]
    checked = []
    for done, sentence in enumerate(sentences):
        if on_sentence is not None:
            on_sentence(done, len(sentences), sentence.text)
        checked.append(check_sentence(sentence, engine))
    return CheckedDraft(draft=draft.name, notes=draft.notes, sentences=tuple(checked), library=engine.state())


def check_sentence(sentence: Sentence, engine: Engine) -> CheckedSentence:
    """The verdict of the passage that says most of it; one that bears it out outweighs those that do not."""
    hits = engine.search(sentence.text, k=PASSAGES)
    found = [_against(sentence.text, hit, engine) for hit in hits]
    best = max(found, key=lambda f: (_RANK[f.verdict], f.share), default=None)
    quotations = tuple(
        check_quotation(engine.library, q.text, q.start, q.end, [*engine.search(q.text, k=PASSAGES), *hits])
        for q in sentence.quoted
    )
    silent = best is None or best.verdict == "not_in_library"
    return CheckedSentence(
        text=sentence.text, start=sentence.start, end=sentence.end,
        verdict="not_in_library" if best is None else best.verdict,
        reason="no passage in the library says this" if best is None or silent else best.reason,
        citation=None if best is None or silent else best.citation, quotations=quotations,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    verdict: ClaimVerdict
    reason: str
    share: float
    citation: Citation


def _against(claim: str, hit: Hit, engine: Engine) -> _Found:
    """What one passage says of a claim: its sentence, or two, that say most of it."""
    passage = hit.passage
    start, end = best_span(claim, passage)
    quote = passage.text[start - passage.start : end - passage.start]
    context = f"{source_context(passage.source)} {passage.section or ''}"
    result = check_claim(claim, quote, context, engine.judge, passage.text)
    share = _share(claim, f"{quote} {context}", engine.idf) if _places(claim) <= _placed(passage, quote) else 0.0
    return _Found(
        verdict=_verdict(result, share), reason=result.reason, share=share,
        citation=cite(engine.library, passage, start, end, 1),
    )  # fmt: skip


def _verdict(result: Verified, share: float) -> ClaimVerdict:
    """A passage denies a claim, or has another figure, only where it speaks of the same matter and the same names."""
    if result.verdict in ("supported", "partly"):
        return "supported" if result.verdict == "supported" else "partly"
    if share < SAME_MATTER or result.checks.names == "differs":
        return "not_in_library"
    if result.checks.figures == "differs":
        return "differs_in_figure"
    return "contradicted" if result.verdict == "contradicted" else "not_in_library"


def _places(text: str) -> set[str]:
    return {mention.code for mention in countries_in(text)}


def _placed(passage: Passage, quote: str) -> set[str]:
    """Countries a passage certainly speaks of; the tags of a source on many countries place no single sentence."""
    source = passage.source
    tags = set(source.countries) if len(source.countries) == 1 else set()
    return _places(f"{quote} {source.title} {passage.section or ''}") | tags


def _share(claim: str, said: str, idf: Callable[[str], float]) -> float:
    weights = {term: idf(term) for term in content_terms(claim) if not term[0].isdigit()}
    words, total = set(terms(said)), sum(weights.values())
    return sum(w for t, w in weights.items() if t in words) / total if total else 0.0
