"""Which sentences a quote answer chose: whether the first one answers, and how many only pad it out."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from evals.metrics.answer_match import any_match
from evals.metrics.gold_sources import names
from evals.metrics.nuggets import Nugget

Answer = Mapping[str, Any]


def first_claim_cites_gold(answer: Answer, accepted: AbstractSet[str]) -> float | None:
    """1 where the first claim rests on an accepted source; None for a refusal or a question without gold."""
    cited = _cited(answer)
    return float(bool(cited[0] & accepted)) if cited and accepted else None


def padding(answer: Answer, accepted: AbstractSet[str], nuggets: Sequence[Nugget]) -> tuple[int, int] | None:
    """(claims that neither rest on an accepted source nor hold any part of the answer, claims)."""
    cited = _cited(answer)
    if not cited or not accepted:
        return None
    texts = [claim["text"] for claim in answer["claims"]]
    idle = [
        not sources & accepted and not any(any_match(nugget, text) for nugget in nuggets)
        for sources, text in zip(cited, texts, strict=True)
    ]
    return sum(idle), len(idle)


def _cited(answer: Answer) -> list[set[str]]:
    """For each claim the sources it rests on, copies included."""
    sources = {citation["n"]: names(citation) for citation in answer["citations"]}
    return [set().union(*(sources[n] for n in claim["citations"])) for claim in answer["claims"]]
