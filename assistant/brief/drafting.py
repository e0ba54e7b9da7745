"""Drafting: every question of an outline asked in turn; answers are kept at once, so that a stop loses nothing."""

import json
import platform
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from assistant.answer import Answer, LibraryState
from assistant.brief.model import Answered, Brief, Section, lines_of
from assistant.brief.outline import Outline, OutlineSection
from assistant.kept_lines import keep_line, kept_lines
from corpus.errors import UsageError

OnQuestion = Callable[[int, int, str], None]  # questions done, all questions, the one that comes next
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


class Asks(Protocol):
    """What answers: the engine, or whatever stands for it."""

    def ask(self, text: str, *, filters: Mapping[str, Any] | None = None, mode: Any = "auto") -> Answer: ...
    def state(self) -> LibraryState: ...


class Kept:
    """Answers already made, one a line in a file beside the brief; None keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._answers: dict[str, Answer] = {}
        for line in kept_lines(path) if path is not None else ():
            self._read(line)

    def get(self, key: str) -> Answer | None:
        return self._answers.get(key)

    def put(self, key: str, answer: Answer) -> None:
        self._answers[key] = answer
        if self._path is not None:
            keep_line(self._path, json.dumps({"key": key, "answer": answer.as_json()}, ensure_ascii=False))

    def forget(self) -> None:
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _read(self, line: bytes) -> None:
        try:
            row = json.loads(line)
            self._answers[row["key"]] = _ANSWER.validate_python(row["answer"])
        except (ValueError, KeyError, TypeError, ValidationError):
            return  # a line that a stop cut short is asked again


def draft_brief(
    outline: Outline, engine: Asks, *, mode: str = "auto", kept: Kept | None = None,
    on_question: OnQuestion | None = None, today: date | None = None,
) -> Brief:  # fmt: skip
    """Ask every question of the outline. Answers of the same library that `kept` holds are not asked again.

    Raises UsageError, naming the section, where a question or a filter cannot be used.
    """
    kept = kept or Kept(None)
    state = engine.state()
    total = sum(len(s.questions) for s in outline.sections)
    done = 0
    sections = []
    for number, section in enumerate(outline.sections, start=1):
        answers = []
        for question in section.questions:
            if on_question is not None:
                on_question(done, total, question)
            answer = _asked(engine, section, question, number, mode, state, kept)
            answers.append(Answered(question=question, answer=answer, lines=lines_of(answer)))
            done += 1
        sections.append(Section(title=section.title, filters=section.filters, answers=tuple(answers)))
    return Brief(
        title=outline.title, purpose=outline.purpose.strip(), accessed=(today or date.today()).isoformat(), mode=mode,
        versions=versions(), library=state, sections=tuple(_each_place_once(sections)),
    )  # fmt: skip


def versions() -> dict[str, str]:
    return {"assistant": version("trafficking-assistant"), "python": platform.python_version()}


def _asked(
    engine: Asks, section: OutlineSection, question: str, number: int, mode: str, state: LibraryState, kept: Kept
) -> Answer:
    content = json.dumps([question, section.filters, mode, state.fingerprint], sort_keys=True, ensure_ascii=False)
    key = sha256(content.encode()).hexdigest()
    answer = kept.get(key)
    if answer is None:
        try:
            answer = engine.ask(question, filters=section.filters, mode=mode)
        except UsageError as error:
            where = f"section {number}, {section.title!r}, {question!r}: {error.why}"
            raise UsageError(what="Cannot draft the brief", why=where, fix=error.fix) from error
        kept.put(key, answer)
    return answer


def _each_place_once(sections: list[Section]) -> list[Section]:
    """A sentence that an earlier question has brought stands there only; the answer keeps it in the record."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for section in sections:
        answers = []
        for item in section.answers:
            lines = []
            for line in item.lines:
                place = (line.text, *(c.passage_id for c in item.cited(line)))
                if place not in seen:
                    lines.append(line)
                seen.add(place)
            answers.append(replace(item, lines=tuple(lines)))
        kept.append(replace(section, answers=tuple(answers)))
    return kept
