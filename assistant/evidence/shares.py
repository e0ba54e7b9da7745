"""Shares, changes and money are no counts: `13 per cent more`, `39 per cent were women` and `5 million dollars` do not
say how many victims there were."""

import re

from assistant.evidence.subgroups import subgroups_asked, subgroups_of
from assistant.evidence.values import asks_change, is_change
from assistant.questions.question import Question
from corpus.quantities import Quantity, read_quantities

_COUNT = re.compile(r"\bhow many\b(?! of\b)|\b(?:number|total) of\b", re.IGNORECASE)
_SHARE = re.compile(
    r"^\W*(?:of|among|out of)\b|\bper\s?cent|%|\bpercentage|\bshares?\b|\bhow much\b|\bin a hundred\b", re.IGNORECASE
)
_MONEY = re.compile(
    r"\b(?:dollars?|euros?|pounds?|baht|yuan|renminbi|rupees?|riels?|kyats?|dongs?|yen|won|pesos?|money|millions|"
    r"billions)\b|[$€£¥₹]",
    re.IGNORECASE,
)


def counts_nothing_asked(question: Question, text: str) -> bool:
    """Whether a count is asked for, and all that a text gives are sums of money, changes in per cent, or shares of
    groups (women, boys) none of which the question names."""
    if question.asks != "number" or not _COUNT.search(question.text) or _SHARE.search(question.text):
        return False
    figures = [q for q in read_quantities(text) if q.date is None and q.kind != "ordinal"]
    return bool(figures) and all(_is_no_count(question, text, figure) for figure in figures)


def _is_no_count(question: Question, text: str, figure: Quantity) -> bool:
    if figure.kind == "money":
        return not _MONEY.search(question.text)
    if figure.kind != "percent":
        return False
    if is_change(text, figure.start, figure.end):
        return not asks_change(question.text)
    return not subgroups_asked(question) and bool(subgroups_of(text, figure.end))
