"""Weighted support, as in the TREC 2024 RAG track (Thakur et al., 2025): only the first citation of a sentence counts.

weighted precision = Σ support / sentences that cite;   weighted recall = Σ support / sentences
support: 1 full, 0.5 partial, 0 none
"""

from collections.abc import Mapping
from typing import Any

from evals.metrics.citation_support import Supports, cited_by


def weighted_precision(answer: Mapping[str, Any], supports: Supports) -> tuple[float, int] | None:
    """(support, sentences that cite); None where none does."""
    found = _first_supports(answer, supports)
    return (sum(found), len(found)) if found else None


def weighted_recall(answer: Mapping[str, Any], supports: Supports) -> tuple[float, int] | None:
    """(support, sentences); None where nothing is claimed."""
    claims = answer["claims"]
    return (sum(_first_supports(answer, supports)), len(claims)) if claims else None


def _first_supports(answer: Mapping[str, Any], supports: Supports) -> list[float]:
    cited = [(claim["text"], cited_by(claim, answer)) for claim in answer["claims"]]
    return [supports(text, found[:1]) for text, found in cited if found]
