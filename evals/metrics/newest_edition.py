"""Newest edition: an answer on editions that differ carries the date of the newest (our own promise, no paper)."""

from collections.abc import Mapping
from typing import Any


def newest_edition(answer: Mapping[str, Any], published: str) -> float:
    """1 where the answer is as of the newest edition's date, else 0."""
    return float(answer.get("as_of") == published)
