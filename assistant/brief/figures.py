"""Key figures: the numbers, sums and shares in a brief's lines, with what they count, where, when and who says so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answer import Citation
from assistant.brief.model import Answered, Brief, Line
from assistant.evidence.answer_spans import answer_spans
from assistant.questions.question import read_question
from corpus.countries import countries_in, country_name
from corpus.dates import written_out
from corpus.quantities import read_quantities

FIGURES = ("number", "money", "percent")
DEFINITION_WORDS = 14
_LABEL = re.compile(
    r"\b(?:tier|article|chapter|annex|part|section|page|table|figure|resolution|no)\.?\s*$", re.IGNORECASE
)
_RANGE = re.compile(r"\s*(?:to|and|–|—|-)\s*", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:()—–]|\.\s|\s(?:according to|says?|said|reports?|writes?|estimates?)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A row of the table; what a source does not say is left empty."""

    value: str
    definition: str
    place: str
    period: str
    as_of: str
    publisher: str
    citations: tuple[Citation, ...]


def key_figures(brief: Brief) -> list[KeyFigure]:
    """In the order of the document, each figure of each line once; only figures of the kind a question asks for,
    where it asks for one."""
    return [figure for item in brief.answered() for line in item.lines if line.stands for figure in _of(item, line)]


def _of(item: Answered, line: Line) -> Iterator[KeyFigure]:
    cited = tuple(item.cited(line))
    if not cited:
        return
    for start, end in _spans(item, line.text):
        yield KeyFigure(
            value=line.text[start:end],
            definition=definition_of(line.text, start, end),
            place=_places(line.text),
            period=", ".join(_years(line.text)),
            as_of=written_out(cited[0].published),
            publisher=cited[0].publisher or cited[0].title,
            citations=cited,
        )


def _spans(item: Answered, text: str) -> list[tuple[int, int]]:
    """Where figures worth a row stand: those of the kind asked for, else sums, shares and numbers of two digits or
    more. Both ends of a range are one figure, and the number of a tier or an article is none."""
    question = read_question(item.question)
    found = [q for q in read_quantities(text) if q.kind in FIGURES and not _LABEL.search(text[: q.start])]
    if question.asks in ("number", "money", "percent"):
        asked = answer_spans(question, text)
        found = [q for q in found if (q.start, q.end) in asked]
    elif question.asks == "open":
        found = [q for q in found if q.kind != "number" or (q.value >= 10 and text[q.start].isdigit())]
    else:
        found = []
    spans: list[tuple[int, int]] = []
    for quantity in found:
        if spans and _RANGE.fullmatch(text[spans[-1][1] : quantity.start]):
            spans[-1] = spans[-1][0], quantity.end
        else:
            spans.append((quantity.start, quantity.end))
    return spans


def definition_of(text: str, start: int, end: int) -> str:
    """The clause around the figure, with the figure itself as an ellipsis: what it counts, in the source's words."""
    before = _CLAUSE.split(text[:start])[-1].split()
    after = _CLAUSE.split(text[end:])[0].split()
    tail = after[: max(DEFINITION_WORDS - min(len(before), DEFINITION_WORDS // 2), 0)]
    head = before[-(DEFINITION_WORDS - len(tail)) :] if DEFINITION_WORDS > len(tail) else []
    return " ".join([*head, "…", *tail]).strip(" .")


def _places(text: str) -> str:
    codes = dict.fromkeys(mention.code for mention in countries_in(text))
    return ", ".join(country_name(code) or code for code in codes)


def _years(text: str) -> list[str]:
    dates = (q.date for q in read_quantities(text) if q.date and not q.date.startswith("--"))
    return list(dict.fromkeys(date[:4] for date in dates))
