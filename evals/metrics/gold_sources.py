"""Sources cited against the gold: precision and recall over sets of sources (Manning et al., 2008, chapter 8)."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any


def source_precision(answer: Mapping[str, Any], accepted: AbstractSet[str]) -> tuple[int, int] | None:
    """(citations of an accepted source, citations). A copy of an accepted source is as good.

    None where nothing is cited or the question has no gold.
    """
    citations = answer["citations"]
    if not citations or not accepted:
        return None
    return sum(bool(names(c) & accepted) for c in citations), len(citations)


def source_recall(answer: Mapping[str, Any], sources: AbstractSet[str]) -> tuple[int, int] | None:
    """(gold sources cited, gold sources); None where the question has none."""
    cited = {name for citation in answer["citations"] for name in names(citation)}
    return (len(cited & sources), len(sources)) if sources else None


def names(citation: Mapping[str, Any]) -> set[str]:
    return {citation["source_id"], *citation.get("copies", ())}
