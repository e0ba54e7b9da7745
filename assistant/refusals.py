"""Refusals: what is missing, what the library covers, and the nearest passages, plainly not as an answer."""

from collections.abc import Sequence
from typing import Any

from assistant.answer import Nearest, Refusal
from assistant.filters import Filters
from assistant.generation.prompts import REFUSAL
from assistant.library.store import Library
from assistant.questions.safety import MESSAGES, Harm
from assistant.retrieval import Hit
from corpus.countries import country_name

NEAREST = 3
FAR = 0.25  # cosine below which not even the nearest passage is about the same subject


def refuse(library: Library, hits: Sequence[Hit], filters: Filters) -> Refusal:
    """Refuse with a reason: filters that match nothing, a question far from the subject, or no evidence."""
    admitted = [s for s in library.sources.values() if filters.admits(s)]
    covers = coverage(library, filters)
    if not admitted:
        message = "No source in the library matches the filters."
        return Refusal(reason="no_match_for_filters", message=message, covers=covers)
    if max((hit.stages.get("dense", 0.0) for hit in hits), default=0.0) < FAR:
        message = f"{REFUSAL} The question seems to lie outside what the library is about."
        return Refusal(reason="out_of_scope", message=message, covers=covers)
    return Refusal(
        reason="no_evidence",
        message=f"{REFUSAL} No passage says what the question asks; the nearest ones are listed, not as an answer.",
        covers=covers,
        nearest=tuple(map(_nearest, _one_a_source(hits)[:NEAREST])),
    )


def refuse_harm(library: Library, harm: Harm, filters: Filters) -> Refusal:
    """Refuse what would do harm; no passage is listed, since one might hold what is asked for."""
    return Refusal(reason="unsafe", message=MESSAGES[harm], covers=coverage(library, filters))


def coverage(library: Library, filters: Filters) -> dict[str, Any]:
    """Publishers, years and countries of the sources the filters admit; of all where they admit none."""
    sources = [s for s in library.sources.values() if filters.admits(s)] or list(library.sources.values())
    years = sorted({s.published[:4] for s in sources if s.published})
    countries = sorted({country_name(code) or code for s in sources for code in s.countries})
    return {
        "sources": len(sources),
        "publishers": sorted({s.publisher for s in sources if s.publisher}),
        "years": [years[0], years[-1]] if years else [],
        "countries": countries,
    }


def _one_a_source(hits: Sequence[Hit]) -> list[Hit]:
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.passage.source.id, hit)
    return list(first.values())


def _nearest(hit: Hit) -> Nearest:
    p = hit.passage
    return Nearest(source_id=p.source.id, title=p.source.title, page=p.page, passage_id=p.id, quote=p.text)
