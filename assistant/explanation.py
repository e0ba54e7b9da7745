"""Why an answer rests on these passages: how the question was read, what each stage found, what nothing matched."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.evidence.support import Scored
from assistant.questions.question import Question
from assistant.questions.terms import terms
from assistant.retrieval import Hit, Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was understood of a question. `editions` are dates of publications, `years` those they speak of."""

    asks: str
    searched_by: tuple[str, ...]  # index terms
    names: tuple[str, ...]
    countries: tuple[str, ...]
    years: tuple[str, ...]
    editions: tuple[str, ...]
    parts: tuple[str, ...]
    wants_latest: bool
    left_out: str | None  # directions on the form of the answer, not searched for


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A passage and what moved it: points of each stage add up to the score; `ranks` are its places by each alone."""

    source_id: str
    page: int
    passage_id: str
    score: float
    points: dict[str, float]
    ranks: dict[str, int]
    support: float | None  # of its best sentence as evidence, None where no sentence of it was compared
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    reading: Reading
    passages: tuple[Placed, ...]
    unmatched: tuple[str, ...]  # words of the question that stand nowhere in the library
    not_together: tuple[str, ...]  # words that stand in the library, but in none of these passages or their titles

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def explain(
    question: Question,
    hits: Sequence[Hit],
    scored: Sequence[Scored],
    weights: Weights,
    is_known: Callable[[str], bool],
) -> Explanation:
    """`is_known` tells whether an index term stands anywhere in the library."""
    ranks = {stage: _ranks(hits, stage) for stage in dict.fromkeys(stage for hit in hits for stage in hit.stages)}
    support: dict[int, float] = {}
    for s in scored:
        support[s.sentence.passage.key] = max(s.support, support.get(s.sentence.passage.key, 0.0))
    placed = tuple(
        Placed(
            source_id=hit.passage.source.id,
            page=hit.passage.page,
            passage_id=hit.passage.id,
            score=round(hit.score, 3),
            points={
                stage: round(getattr(weights, stage) * value, 3)
                for stage, value in hit.stages.items()
                if value and hasattr(weights, stage)
            },
            ranks={stage: ranks[stage][hit.passage.key] for stage, value in hit.stages.items() if value},
            support=support.get(hit.passage.key),
            text=hit.passage.text,
        )
        for hit in hits
    )
    seen = {term for hit in hits for term in terms(f"{hit.passage.text} {hit.passage.source.title}")}
    unknown = tuple(term for term in question.sought if term not in seen and not is_known(term))
    missed = tuple(term for term in question.sought if term not in seen and term not in unknown)
    words = dict(zip(question.content, (question.text[a:b] for a, b in question.places), strict=True))
    return Explanation(
        reading=_reading(question), passages=placed,
        unmatched=tuple(words.get(t, t) for t in unknown), not_together=tuple(words.get(t, t) for t in missed),
    )  # fmt: skip


def _reading(question: Question) -> Reading:
    left_out = [a for a, b in zip(question.text, question.subject, strict=True) if a != b or a == " "]
    said = " ".join("".join(left_out).split()) if question.subject != question.text else None
    return Reading(
        asks=question.asks,
        searched_by=question.sought,
        names=tuple(name.text for name in question.names),
        countries=question.countries,
        years=question.years,
        editions=question.editions,
        parts=tuple(" ".join(filter(None, (part.kind, part.number))) for part in question.parts),
        wants_latest=question.wants_latest,
        left_out=said,
    )


def _ranks(hits: Sequence[Hit], stage: str) -> dict[int, int]:
    """Places by one stage alone among those it saw; equal values share the better place."""
    seen = [hit for hit in hits if stage in hit.stages]
    values = sorted((hit.stages[stage] for hit in seen), reverse=True)
    return {hit.passage.key: values.index(hit.stages[stage]) + 1 for hit in seen}
