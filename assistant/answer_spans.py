"""The kind of thing a question asks for, found in text: figures, dates, places, names."""

import re

from assistant.question import Question
from assistant.terms import terms
from corpus.countries import countries_in
from corpus.quantities import read_quantities, same_quantity


def has_kind(question: Question, text: str) -> bool:
    """Whether `text` holds the kind of thing asked for, other than what the question itself says."""
    return bool(answer_spans(question, text)) or question.asks in ("yes-no", "reason", "definition", "open")


def answer_spans(question: Question, text: str) -> list[tuple[int, int]]:
    """Where in `text` things of the asked kind stand: figures, dates, places, names. Empty for kinds without a form."""
    kinds = {
        "number": ("number", "percent", "money"),
        "money": ("money",),
        "percent": ("percent",),
        "date": ("date", "year"),
    }
    if question.asks in kinds:
        found = [q for q in read_quantities(text) if q.kind in kinds[question.asks]]
        return [
            (q.start, q.end)
            for q in found
            if not any(same_quantity(a, q) and a.kind == q.kind for a in question.quantities)
        ]
    if question.asks == "place":
        asked = set(question.countries)
        return [(m.start, m.end) for m in countries_in(text) if m.code not in asked] or _names_in(question, text)
    if question.asks == "person":
        return _names_in(question, text)
    return []


def _names_in(question: Question, text: str) -> list[tuple[int, int]]:
    """Capitalised words inside the sentence that the question did not say, and groups of people by number."""
    asked = set(question.terms)
    found = [m.span() for m in re.finditer(r"(?<!^)\b[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*", text)]
    return [(a, b) for a, b in found if not set(terms(text[a:b])) <= asked]
