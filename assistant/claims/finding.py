"""What one check finds wrong with a claim, and how it stands in a sentence's words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.questions.terms import terms

Verdict = Literal["supported", "partly", "unsupported", "contradicted"]
SEVERITY: dict[Verdict, int] = {"supported": 0, "partly": 1, "unsupported": 2, "contradicted": 3}

_CLAUSE_END = re.compile(r"[.;:!?()—–]\s|,\s|\b(?:and|but|while|whereas|although|though|however|because)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault: the most that the claim can be called because of it, and why, in words for the reader."""

    verdict: Verdict
    reason: str


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Spans between the marks and joining words at which one statement ends and another begins."""
    start = 0
    for match in _CLAUSE_END.finditer(text):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def clause_at(text: str, at: int) -> tuple[int, int]:
    return next(((a, b) for a, b in clauses(text) if a <= at < b), (0, len(text)))


def stems(text: str) -> set[str]:
    return set(terms(text))


def listed(parts: list[str]) -> str:
    """a, b and c"""
    unique = list(dict.fromkeys(parts))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"
