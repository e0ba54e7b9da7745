"""Batches: one question a line in, one answer or error a line out; a bad line never stops the rest."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from assistant.engine import Engine, Mode
from assistant.questions.conversation import Turn
from corpus.errors import ExplainedError, UsageError

KEYS = frozenset({"id", "question", "history", "filters"})


def answer_lines(engine: Engine, lines: Iterable[str], mode: Mode, top: int) -> Iterator[dict[str, Any]]:
    """`{"id","answer"}` or `{"id","error":{"what","why","fix"}}` for each line that is not blank, in order."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        name: Any = number
        try:
            item = _item(line, number)
            name = item.get("id", number)
            _require_known_keys(item, number)
            answer = engine.ask(
                _question(item),
                filters=_mapping(item, "filters"),
                history=read_history(item.get("history")),
                mode=mode,
                top=top,
            )
            yield {"id": name, "answer": answer.as_json()}
        except ExplainedError as error:
            yield {"id": name, "error": error.as_dict()}


def read_history(raw: Any) -> list[Turn]:
    """Earlier turns, oldest first. Raises UsageError for anything but a list of questions and answers."""
    if raw in (None, []):
        return []
    if not isinstance(raw, list) or not all(
        isinstance(t, dict) and isinstance(t.get("question"), str) and isinstance(t.get("answer", ""), str) for t in raw
    ):
        raise UsageError(
            what="Cannot use the history", why="it is not a list of questions and answers",
            fix='Write [{"question": "…", "answer": "…"}]',
        )  # fmt: skip
    return [Turn(question=t["question"], answer=t.get("answer", "")) for t in raw]


def _item(line: str, number: int) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UsageError(
            what=f"Cannot read line {number}", why=f"it is not JSON ({error})", fix="Write one object a line"
        ) from error
    if not isinstance(item, dict):
        raise UsageError(
            what=f"Cannot read line {number}", why="it is not a JSON object", fix='Write {"id": …, "question": "…"}'
        )
    return item


def _require_known_keys(item: dict[str, Any], number: int) -> None:
    if unknown := set(item) - KEYS:
        raise UsageError(
            what=f"Cannot use line {number}",
            why=f"{sorted(unknown)[0]!r} is no known key",
            fix="Keys are " + ", ".join(sorted(KEYS)),
        )


def _question(item: dict[str, Any]) -> str:
    question = item.get("question")
    if not isinstance(question, str):
        raise UsageError(what="Cannot answer", why='the line has no text under "question"', fix='Write "question": "…"')
    return question


def _mapping(item: dict[str, Any], key: str) -> dict[str, Any]:
    value = item.get(key) or {}
    if not isinstance(value, dict):
        raise UsageError(what="Cannot answer", why=f"{key!r} is not a JSON object", fix=f'Write "{key}": {{…}}')
    return value
