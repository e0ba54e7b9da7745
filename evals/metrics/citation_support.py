"""Citation recall and precision in the sense of ALCE (Gao et al., EMNLP 2023).

    recall    = statements fully supported by all they cite, together / statements
    precision = precise citations / citations; a citation is precise where its statement is fully supported, and it
                either supports the statement alone or the others no longer do without it

Who judges support is given: our claim checker, or an NLI model (evals/support.py).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Supports = Callable[[str, Sequence[Mapping[str, Any]]], float]
"""How far the citations together support a claim: 1 fully, 0.5 partly, 0 not."""
FULLY = 1.0


def citation_recall(answer: Mapping[str, Any], supports: Supports) -> tuple[int, int] | None:
    """(statements supported, statements); None where nothing is claimed."""
    claims = answer["claims"]
    return (sum(_supported(claim, answer, supports) for claim in claims), len(claims)) if claims else None


def citation_precision(answer: Mapping[str, Any], supports: Supports) -> tuple[int, int] | None:
    """(precise citations, citations); None where no claim cites anything."""
    precise = total = 0
    for claim in answer["claims"]:
        cited = cited_by(claim, answer)
        total += len(cited)
        if cited and supports(claim["text"], cited) >= FULLY:
            precise += sum(_is_precise(claim["text"], place, cited, supports) for place in range(len(cited)))
    return (precise, total) if total else None


def cited_by(claim: Mapping[str, Any], answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The citations that a claim names and that exist."""
    return [c for c in answer["citations"] if c["n"] in claim["citations"]]


def _supported(claim: Mapping[str, Any], answer: Mapping[str, Any], supports: Supports) -> bool:
    cited = cited_by(claim, answer)
    return bool(cited) and supports(claim["text"], cited) >= FULLY


def _is_precise(text: str, place: int, cited: Sequence[Mapping[str, Any]], supports: Supports) -> bool:
    if supports(text, [cited[place]]) >= FULLY:
        return True
    others = [*cited[:place], *cited[place + 1 :]]
    return not others or supports(text, others) < FULLY
