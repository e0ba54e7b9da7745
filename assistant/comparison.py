"""Compare: the same figures asked of several countries, sources or publishers; each cell is cited or visibly empty."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

from assistant.answer import Answer, Citation, LibraryState
from assistant.brief import blocks as b
from assistant.brief.document import note_of
from assistant.evidence.answer_spans import answer_spans
from assistant.questions.question import read_question
from corpus.countries import country_code, country_name
from corpus.dates import written_out
from corpus.errors import UsageError

COMPARISON = 1  # the form of the JSON
PLACE = "{place}"
EMPTY = "not found"
Axis = Literal["country", "source", "publisher"]
OnCell = Callable[[int, int, str], None]


class Asks(Protocol):
    """What answers: the engine, or whatever stands for it."""

    def ask(self, text: str, *, filters: Mapping[str, Any] | None = None, mode: Any = "auto") -> Answer: ...
    def state(self) -> LibraryState: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one column answers to one row. `value` is the figure or name asked for; both are None where it is silent."""

    question: str
    value: str | None
    sentence: str | None
    citation: Citation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A matrix: `cells[row][column]`."""

    axis: Axis
    topics: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    library: LibraryState

    def citations(self) -> list[Citation]:
        return [cell.citation for row in self.cells for cell in row if cell.citation is not None]

    def as_json(self) -> dict[str, Any]:
        return {"comparison": COMPARISON, **asdict(self)}


def compare(
    engine: Asks, topics: Sequence[str], axis: Axis, values: Sequence[str], *, filters: Mapping[str, Any] | None = None,
    mode: str = "auto", on_cell: OnCell | None = None,
) -> Comparison:  # fmt: skip
    """Ask each topic of each value of the axis. Raises UsageError for too few columns or what `ask` cannot use."""
    columns = list({_label(axis, value): value for value in values}.values())
    if len(columns) < 2 or not topics:
        raise UsageError(
            what="Cannot compare", why="it takes a topic and two columns or more",
            fix='Write --topic "number of victims identified" --country KH --country MM',
        )  # fmt: skip
    rows = []
    for number, topic in enumerate(topics):
        row = []
        for place, value in enumerate(columns):
            question = question_for(topic, axis, value)
            if on_cell is not None:
                on_cell(number * len(columns) + place, len(topics) * len(columns), question)
            row.append(_cell(engine, question, {**(filters or {}), axis: [value]}, mode))
        rows.append(tuple(row))
    return Comparison(
        axis=axis, topics=tuple(topics), columns=tuple(_label(axis, c) for c in columns), cells=tuple(rows),
        library=engine.state(),
    )  # fmt: skip


def question_for(topic: str, axis: Axis, value: str) -> str:
    """The topic as a question about one column. `{place}` in a topic says where the country's name goes."""
    if axis != "country":
        return topic
    name = _label(axis, value)
    if PLACE in topic:
        return topic.replace(PLACE, name)
    return f"{topic.rstrip('?. ')} in {name}?"


def _label(axis: Axis, value: str) -> str:
    if axis != "country":
        return value
    code = country_code(value)
    if code is None:
        raise UsageError(what="Cannot compare", why=f"{value!r} is no country", fix="Use a name or a code such as KH")
    return country_name(code) or code


def _cell(engine: Asks, question: str, filters: Mapping[str, Any], mode: str) -> Cell:
    answer = engine.ask(question, filters=filters, mode=mode)
    if not answer.claims:
        return Cell(question=question, value=None, sentence=None, citation=None)
    claim = answer.claims[0]
    spans = answer_spans(read_question(answer.standalone_question), claim.text)
    value = "; ".join(dict.fromkeys(claim.text[start:end] for start, end in spans)) or None
    citation = next(c for c in answer.citations if c.n == claim.citations[0])
    return Cell(question=question, value=value, sentence=claim.text, citation=citation)


def to_csv(comparison: Comparison) -> str:
    """One row a topic; for each column its figure, the sentence it stands in, and the source."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = [part for column in comparison.columns for part in (column, f"{column}: sentence", f"{column}: source")]
    writer.writerow(map(_harmless, ["", *head]))
    for topic, row in zip(comparison.topics, comparison.cells, strict=True):
        cells = [part for cell in row for part in (cell.value or "", cell.sentence or EMPTY, place_of(cell.citation))]
        writer.writerow(map(_harmless, [topic, *cells]))
    return out.getvalue()


def _harmless(text: str) -> str:
    """Spreadsheets run cells that begin like a formula (OWASP, CSV Injection)."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def place_of(citation: Citation | None) -> str:
    if citation is None:
        return ""
    digest = citation.kind == "digest"
    where = "our summary" if digest else f"p. {citation.page_label or citation.page}"
    parts = (citation.publisher, citation.title, written_out(citation.published), where, citation.source_id)
    return ", ".join(part for part in parts if part)


def to_tree(comparison: Comparison) -> b.Node:
    """The matrix as a document: figures in bold, their sentences, a footnote each."""
    rows = [
        [b.words(topic), *(_inlines(cell) for cell in row)]
        for topic, row in zip(comparison.topics, comparison.cells, strict=True)
    ]
    share = 1 / (len(comparison.columns) + 1)
    head = ("", *comparison.columns)
    return b.document([b.table(head, rows, [share] * len(head))], {})


def _inlines(cell: Cell) -> list[b.Node]:
    if cell.citation is None:
        return [b.emphasis(b.words(EMPTY))]
    sentence = cell.sentence or ""
    said = sentence if cell.citation.kind == "digest" else f"“{sentence}”"
    lead = [b.strong(b.words(cell.value)), {"t": "Str", "c": ":"}, {"t": "Space"}] if cell.value else []
    return [*lead, *b.words(said), note_of(cell.citation)]
