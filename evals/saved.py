"""A run on disk: `run.json` (figures, environment, notes, details) and `records.jsonl`; a baseline is one file.

Records of a locked test part are never written; they count in totals only.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from evals.metrics.scores import Score
from evals.suites import Metric, Record, SuiteResult

RUN, RECORDS = "run.json", "records.jsonl"
TEXT_KEPT = "starter/"  # a baseline is committed: it keeps answers only where their text is the project's own
TEXT_LENGTH = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run as compared: figures, each record's scores, and the text of its answer where that is kept."""

    suite: str
    metrics: tuple[Metric, ...]
    scores: Mapping[str, Mapping[str, Score]]
    answers: Mapping[str, str]
    details: Mapping[str, Any]
    why: str | None = None  # of a baseline
    absent: tuple[str, ...] = ()  # as of a SuiteResult; only of the run that was just made


def save_run(result: SuiteResult, folder: Path) -> None:
    """Write the run, whole files at a time."""
    records = (json.dumps(asdict(r), ensure_ascii=False) for r in result.records if not r.locked)
    _write(folder / RECORDS, "".join(f"{record}\n" for record in records))
    _write(folder / RUN, json.dumps(figures_as_json(result), ensure_ascii=False, indent=1) + "\n")


def figures_as_json(result: SuiteResult) -> dict[str, Any]:
    return {
        "suite": result.suite, "metrics": [asdict(m) for m in result.metrics], "notes": list(result.notes),
        "details": dict(result.details),
    }  # fmt: skip


def save_baseline(result: SuiteResult, path: Path, why: str, written: str) -> None:
    """Write what later runs are compared with. `why`: the reason this level is accepted; `written`: today's date."""
    opened = [r for r in result.records if not r.locked]
    names = list(dict.fromkeys(name for r in opened for name in r.scores))
    columns = {name: [_short(r.scores.get(name)) for r in opened] for name in names}
    record = {
        "why": why, "written": written, "suite": result.suite, "metrics": [asdict(m) for m in result.metrics],
        "environment": result.details.get("environment", {}), "ids": [r.id for r in opened],
        "scores": {name: column for name, column in columns.items() if any(s is not None for s in column)},
        "answers": {r.id: answer_text(r)[:TEXT_LENGTH] for r in opened if r.id.startswith(TEXT_KEPT)},
    }  # fmt: skip
    lines = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in record.items())
    _write(path, "{\n" + ",\n".join(lines) + "\n}\n")


def as_run(result: SuiteResult) -> Run:
    opened = [r for r in result.records if not r.locked]
    return Run(
        suite=result.suite, metrics=result.metrics, scores={r.id: r.scores for r in opened},
        answers={r.id: answer_text(r) for r in opened}, details=result.details, absent=result.absent,
    )  # fmt: skip


def read_run(path: Path) -> Run:
    """A run's folder or a baseline file. Raises UsageError for anything else."""
    try:
        return _read_folder(path) if path.is_dir() else _read_baseline(json.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(
            what=f"Cannot compare with {path}", why=f"it holds no run ({type(error).__name__}: {error})",
            fix="Name a folder written by `assistant evaluate`, or a baseline file",
        ) from error  # fmt: skip


def _read_folder(folder: Path) -> Run:
    run = json.loads((folder / RUN).read_text("utf-8"))
    records = [Record(**json.loads(line)) for line in (folder / RECORDS).read_text("utf-8").split("\n") if line]
    return Run(
        suite=run["suite"], metrics=tuple(Metric(**m) for m in run["metrics"]), details=run["details"],
        scores={r.id: r.scores for r in records}, answers={r.id: answer_text(r) for r in records},
    )  # fmt: skip


def _read_baseline(file: Mapping[str, Any]) -> Run:
    scores = {
        name: {metric: column[place] for metric, column in file["scores"].items()}
        for place, name in enumerate(file["ids"])
    }
    return Run(
        suite=file["suite"], metrics=tuple(Metric(**m) for m in file["metrics"]), scores=scores,
        answers=file["answers"], details={"environment": file["environment"]}, why=file["why"],
    )  # fmt: skip


def answer_text(record: Record) -> str:
    """What was answered, for people: the text; or how it failed."""
    if record.error is not None:
        return f"crashed: {record.error}"
    answer = (record.output or {}).get("answer")
    if not isinstance(answer, Mapping):
        return json.dumps(record.output, ensure_ascii=False)
    return f"refused: {answer['text']}" if answer["status"] == "refused" else str(answer["text"])


def _short(score: Score) -> Score | Sequence[float]:
    if score is None:
        return None
    return [_round(part) for part in score] if isinstance(score, tuple | list) else _round(score)


def _round(value: float) -> float:
    return int(value) if value == int(value) else round(value, 4)


def _write(path: Path, text: str) -> None:
    partial = path.with_name(path.name + ".partial")
    partial.write_text(text, "utf-8")
    partial.replace(path)
