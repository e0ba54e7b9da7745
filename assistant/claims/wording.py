"""How a claim's words stand in a text, as numbers between 0 and 1."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.claims.finding import Finding
from assistant.claims.matter import deed_told
from assistant.questions.question import content_terms
from assistant.questions.terms import terms
from corpus.sentences import sentence_spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    coverage: float  # share of the claim's content words that the text holds
    sentence: float  # the same, of its best sentence
    neighbours: float  # of its best two neighbouring sentences
    near: float  # share of the claim's words in the shortest stretch, twice the claim's length, that holds most
    pairs: float  # share of the claim's pairs of words that stand side by side in the text too
    run: float  # longest run of the claim's words that the text has in one piece
    long_words: float  # coverage, each word counting by its length
    precision: float  # share of the best sentence's content words that the claim holds
    claim_length: float  # words, of 60
    text_length: float  # words, of 500
    figures: float  # faults of figures, names and stance that the checks found: 0, 0.5 (partly) or 1
    names: float
    stance: float
    deed: float  # share of the claim's words besides names, places and figures that the text holds

    def vector(self) -> list[float]:
        return [getattr(self, name) for name in self.__slots__]


def read_wording(
    claim: str, text: str, figures: Sequence[Finding], names: Sequence[Finding], stance: Sequence[Finding]
) -> Wording:
    wanted = list(content_terms(claim))
    asked, given = terms(claim), terms(text)
    held = set(given)
    spans = sentence_spans(text)
    sentences = [set(terms(text[a:b])) for a, b in spans]
    pairs = list(zip(asked, asked[1:], strict=False))
    given_pairs = set(zip(given, given[1:], strict=False))
    beside = zip(sentences, sentences[1:], strict=False)
    best = max(sentences, key=lambda s: len(s & set(wanted)), default=set())
    return Wording(
        coverage=_share(wanted, held),
        sentence=max((_share(wanted, s) for s in sentences), default=0.0),
        neighbours=max((_share(wanted, a | b) for a, b in beside), default=_share(wanted, held)),
        near=_densest(wanted, given, 2 * max(len(asked), 4)),
        pairs=sum(p in given_pairs for p in pairs) / max(len(pairs), 1),
        run=_longest_run(asked, given) / max(len(asked), 1),
        long_words=sum(len(t) for t in wanted if t in held) / max(sum(map(len, wanted)), 1),
        precision=len(best & set(wanted)) / max(len(best), 1),
        claim_length=min(1.0, len(asked) / 60), text_length=min(1.0, len(given) / 500),
        figures=_fault(figures), names=_fault(names), stance=_fault(stance),
        deed=deed_told(claim, text),
    )  # fmt: skip


def _fault(findings: Sequence[Finding]) -> float:
    return max((1.0 if f.verdict in ("unsupported", "contradicted") else 0.5 for f in findings), default=0.0)


def _share(wanted: Sequence[str], held: set[str]) -> float:
    return sum(t in held for t in wanted) / len(wanted) if wanted else 0.0


def _densest(wanted: Sequence[str], given: Sequence[str], width: int) -> float:
    """Most of the wanted words within any stretch of `width` words."""
    if not wanted:
        return 0.0
    places: dict[str, int] = {}
    best = 0
    need = set(wanted)
    for at, term in enumerate(given):
        if term in need:
            places[term] = at
            best = max(best, sum(at - seen < width for seen in places.values()))
    return best / len(wanted)


def _longest_run(asked: Sequence[str], given: Sequence[str]) -> int:
    """Length of the longest common run of words, by dynamic programming over the places of each word."""
    where: dict[str, list[int]] = {}
    for at, term in enumerate(given):
        where.setdefault(term, []).append(at)
    best = 0
    before: dict[int, int] = {}
    for term in asked:
        now = {at: before.get(at - 1, 0) + 1 for at in where.get(term, ())}
        best = max(best, max(now.values(), default=0))
        before = now
    return best
