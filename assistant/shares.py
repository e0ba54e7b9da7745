"""Shares, changes and money are no counts: `13 per cent more`, `39 per cent were women` and `5 million dollars` do not
say how many victims there were."""

import re

from assistant.question import Question
from assistant.subgroups import subgroups_asked, subgroups_of
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
_MOVED = (
    r"ris(?:e|es|en|ing)|rose|grew|grow[ns]?|increas(?:e|es|ed)|climbed|jump(?:ed)?|surged?|f[ae]ll(?:s|en)?|"
    r"drop(?:s|ped)?|declin(?:e|es|ed)|decreas(?:e|es|ed)|shrank|shrunk|growth|reduction|cuts?"
)
_CHANGE_ASKED = re.compile(
    rf"\bby how\b|\bhow many (?:more|fewer|less|times)\b|\b(?:{_MOVED}|chang\w+|reduced|(?:gone|went) (?:up|down)|"
    r"los(?:e|es|t))\b",
    re.IGNORECASE,
)
_ABOUT = (
    r"(?:(?:a (?:further|full)|about|around|roughly|nearly|almost|over|some|more than|less than|at least|"
    r"an? estimated)\s+)?$"
)
_BY = re.compile(rf"\b(?:by|up|down|(?:{_MOVED})(?: of| by)?)\s+{_ABOUT}", re.IGNORECASE)
_THAN = re.compile(
    rf"\s*(?:more|fewer|less|higher|lower|greater|smaller|up|down|above|below|year-on-year|{_MOVED})\b", re.IGNORECASE
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
    if _is_change(text, figure):
        return not _CHANGE_ASKED.search(question.text)
    return not subgroups_asked(question) and bool(subgroups_of(text, figure.end))


def _is_change(text: str, figure: Quantity) -> bool:
    """`by 13 per cent`, but not `by 13 per cent of those asked`."""
    of_some = re.match(r"\s+of\b", text[figure.end :])
    return not of_some and bool(_BY.search(text[: figure.start]) or _THAN.match(text, figure.end))
