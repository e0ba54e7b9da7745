"""Sources on refusals: citations that accompany a refusal; there must be none (our own promise, no paper)."""

from collections.abc import Mapping
from typing import Any


def sources_on_refusals(answer: Mapping[str, Any]) -> int | None:
    """How many citations and claims a refusal carries; None where the question is answered."""
    return len(answer["citations"]) + len(answer["claims"]) if answer["status"] == "refused" else None
