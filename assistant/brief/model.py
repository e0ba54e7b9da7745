"""A brief as drafted: sections of answered questions, the lines that were kept of them, and what it was made with."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from assistant.answer import Answer, Citation, LibraryState
from corpus.errors import UsageError

RECORD = 1  # the form of the record; `brief` in its JSON

LineVerdict = Literal["supported", "partly", "contradicted", "unsupported"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A claim as it stands in the document. An edited one keeps what it was, and how its check came out."""

    text: str
    support: str  # of the claim: verbatim, summary, supported or partly
    citations: tuple[int, ...]  # numbers within the answer
    edited: bool = False
    was: str | None = None
    verdict: LineVerdict | None = None
    reason: str = ""

    @property
    def stands(self) -> bool:
        """Whether the document may show it with its footnote."""
        return not self.edited or self.verdict in ("supported", "partly")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One question of a section, its answer, and the lines kept of it, in the order they are printed."""

    question: str
    answer: Answer
    lines: tuple[Line, ...] = ()

    def cited(self, line: Line) -> list[Citation]:
        return [c for c in self.answer.citations if c.n in line.citations]

    def noted(self) -> Iterator[Citation]:
        """Every citation that gets a footnote: of a premise, of the lines kept, of sources that differ."""
        premise = self.answer.premise.citations if self.answer.premise is not None else ()
        lines = [n for line in self.lines if line.stands for n in line.citations]
        readings = [reading.citation for d in self.answer.disagreements for reading in d.readings]
        by_number = {c.n: c for c in self.answer.citations}
        yield from (by_number[n] for n in dict.fromkeys([*premise, *lines, *readings]) if n in by_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    title: str
    filters: Mapping[str, Any] = field(default_factory=dict)
    answers: tuple[Answered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What is exported; `as_json` is the record that `assistant verify` reads."""

    title: str
    purpose: str
    accessed: str  # YYYY-MM-DD, the day the sources were read
    mode: str
    versions: Mapping[str, str]
    library: LibraryState
    sections: tuple[Section, ...]

    def answered(self) -> Iterator[Answered]:
        for section in self.sections:
            yield from section.answers

    def citations(self) -> Iterator[Citation]:
        """Citations with a footnote, answer by answer, each place once."""
        seen: set[tuple[str, str, int, int, int]] = set()
        for item in self.answered():
            for c in item.noted():
                place = (c.source_id, c.source_sha256, c.page, c.start, c.end)
                if place not in seen:
                    seen.add(place)
                    yield c

    def as_json(self) -> dict[str, Any]:
        record = asdict(self)
        for section, drafted in zip(record["sections"], self.sections, strict=True):
            for item, answered in zip(section["answers"], drafted.answers, strict=True):
                item["answer"] = answered.answer.as_json()
        return {"brief": RECORD, **record}


def lines_of(answer: Answer) -> tuple[Line, ...]:
    return tuple(Line(text=c.text, support=c.support, citations=c.citations) for c in answer.claims)


_BRIEF: TypeAdapter[Brief] = TypeAdapter(Brief)


def brief_from_json(raw: Any) -> Brief:
    """Raises UsageError where `raw` is no record of a brief, or of a newer form."""
    if not isinstance(raw, Mapping) or raw.get("brief") != RECORD:
        raise _no_record("it is no record of a brief of this version")
    try:
        return _BRIEF.validate_python({key: value for key, value in raw.items() if key != "brief"})
    except ValidationError as error:
        first = error.errors()[0]
        raise _no_record(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _no_record(why: str) -> UsageError:
    return UsageError(what="Cannot read the brief", why=why, fix="Use the .json that `assistant brief` wrote")
