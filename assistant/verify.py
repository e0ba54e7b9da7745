"""`verify`: every quote of a saved answer, looked up again in the library as it is today."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.library.store import Library
from corpus.errors import UsageError

Verdict = Literal["located", "moved_on", "changed", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """`located`: there, in the newest revision. `moved_on`: there, in an older revision. `changed`: the page is there
    but not the words. `missing`: no such page or source."""

    answer: str
    n: int
    source_id: str
    page: int
    verdict: Verdict
    superseded_by: str | None

    @property
    def holds(self) -> bool:
        return self.verdict in ("located", "moved_on")


def load_answers(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Answers of a saved file with a name each: one ANSWER, the lines of a batch, or the record of a brief.

    Raises UsageError for a file that is missing or holds no answer.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            what=f"Cannot read {path}", why=str(error), fix="Name a file made by `ask --json` or `--batch`"
        ) from error
    try:
        try:
            items = [json.loads(text)]
        except json.JSONDecodeError:
            items = [json.loads(line) for line in text.split("\n") if line.strip()]
        if len(items) == 1 and isinstance(items[0], dict) and "brief" in items[0]:
            items = _of_brief(items[0])
        found = [_answer(item, number) for number, item in enumerate(items, start=1)]
    except (json.JSONDecodeError, TypeError) as error:
        raise UsageError(
            what=f"Cannot read {path}", why=f"it holds no answer ({error})", fix="Save `ask --json` to a file"
        ) from error
    answers = [pair for pair in found if pair is not None]
    if not answers:
        raise UsageError(what=f"Cannot verify {path}", why="it holds no answer", fix="Save `ask --json` to a file")
    return answers


def _of_brief(record: dict[str, Any]) -> list[Any]:
    """The answers of a brief, each named by its section and question."""
    try:
        return [
            {"id": f"{section['title']} / {item['question']}", "answer": item["answer"]}
            for section in record["sections"]
            for item in section["answers"]
        ]
    except KeyError as error:
        raise TypeError(f"a brief without {error}") from error


def _answer(item: Any, number: int) -> tuple[str, dict[str, Any]] | None:
    if not isinstance(item, dict):
        raise TypeError("not a JSON object")
    if "error" in item and "answer" not in item:
        return None
    answer = item.get("answer", item)
    if not isinstance(answer, dict) or not isinstance(answer.get("citations"), list):
        raise TypeError("no citations")
    return str(item.get("id", number)), answer


def verify(library: Library, name: str, answer: dict[str, Any]) -> Iterator[Verified]:
    """Look up each citation. Raises UsageError where a citation lacks a field it must have."""
    for citation in answer["citations"]:
        try:
            n, source_id, number = int(citation["n"]), str(citation["source_id"]), int(citation["page"])
            start, end, quote = int(citation["start"]), int(citation["end"]), str(citation["quote"])
            sha = str(citation["source_sha256"])
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(
                what=f"Cannot verify answer {name}", why=f"a citation lacks {error}", fix="Use an unchanged file"
            ) from error
        stored = library.page(source_id, number, sha)
        if stored is None:
            verdict: Verdict = "changed" if library.page(source_id, number) else "missing"
        elif 0 <= start < end and stored.page.text[start:end] == quote:
            verdict = "located" if stored.newest else "moved_on"
        else:
            verdict = "changed"
        yield Verified(
            answer=name, n=n, source_id=source_id, page=number, verdict=verdict,
            superseded_by=library.superseded_by(source_id),
        )  # fmt: skip
