"""Who judges whether citations support a claim: our claim checker, or any NLI model that the user names."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from assistant.claims import Judge, check_claim
from corpus.errors import SetupError
from evals.metrics.citation_support import Supports

SHARE = {"supported": 1.0, "partly": 0.5, "unsupported": 0.0, "contradicted": 0.0}


def by_checker(judge: Judge) -> Supports:
    """The assistant's own checker over the quotes, their sources' title, publisher and date as context."""

    def supports(claim: str, citations: Sequence[Mapping[str, Any]]) -> float:
        return SHARE[check_claim(claim, quotes_of(citations), _context(citations), judge).verdict]

    return supports


def by_nli(model: str) -> Supports:
    """A cross-encoder with the labels of NLI: 1 where entailment is the likeliest, else 0 (as ALCE does).

    Raises SetupError where the model cannot be loaded or has no label called entailment.
    """

    def supports(claim: str, citations: Sequence[Mapping[str, Any]]) -> float:
        encoder, entailment = _nli_model(model)
        scores = encoder.predict([(quotes_of(citations), claim)])[0]
        return float(int(scores.argmax()) == entailment)

    return supports


def quotes_of(citations: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(citation["quote"] for citation in citations)


def _context(citations: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(f"{c['title']} {c['publisher'] or ''} {c['published'] or ''}" for c in citations)


@lru_cache(maxsize=1)
def _nli_model(name: str) -> tuple[Any, int]:
    from sentence_transformers import CrossEncoder

    try:
        encoder = CrossEncoder(name, local_files_only=True)
    except (OSError, ValueError) as error:
        first = str(error).splitlines()[0]
        raise SetupError(what=f"Cannot load {name}", why=first, fix="Name a folder that holds an NLI model") from error
    labels = {str(label).lower(): int(number) for number, label in encoder.model.config.id2label.items()}
    if "entailment" not in labels:
        why = f"its labels are {', '.join(labels)}"
        raise SetupError(what=f"Cannot use {name} as NLI model", why=why, fix="Name one with a label entailment")
    return encoder, labels["entailment"]
