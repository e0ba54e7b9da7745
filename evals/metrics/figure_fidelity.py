"""Figure fidelity: figures of the claims that stand, with value and unit, in a quote they cite, over all figures.

Our own promise (no paper). A date may also be the date of publication of the source cited.
"""

from collections.abc import Mapping
from typing import Any

from corpus.quantities import read_quantities, same_quantity
from evals.metrics.citation_support import cited_by


def figure_fidelity(answer: Mapping[str, Any]) -> tuple[int, int] | None:
    """(figures that stand, figures); None where no claim holds a figure."""
    stand = total = 0
    for claim in answer["claims"]:
        cited = cited_by(claim, answer)
        given = [q for citation in cited for q in read_quantities(citation["quote"])]
        dates = [q for citation in cited for q in read_quantities(f"{citation['title']} {citation['published']}")]
        for figure in read_quantities(claim["text"]):
            total += 1
            stand += any(same_quantity(figure, g) for g in [*given, *(dates if figure.date else ())])
    return (stand, total) if total else None
