"""Our own questions on the starter corpus: `evals/questions/*.jsonl`, described in evals/questions/README.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.questions.conversation import Turn
from evals.datasets.rows import Row, files_matching, read_rows

QUESTIONS = Path(__file__).parents[1] / "questions"
Split = Literal["train", "dev", "test"]
Status = Literal["answered", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What a right answer rests on and must hold. `also`: other facts that state it equally well; `said`: further
    wordings of an answer, as the digests put it."""

    status: Status
    facts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)
    premise: str | None = None

    @property
    def nuggets(self) -> tuple[tuple[str, ...], ...]:
        """Each answer with its other wordings."""
        return tuple((answer, *self.said.get(answer, ())) for answer in self.answers)

    @property
    def any_sources(self) -> tuple[str, ...]:
        """Sources that may be cited: those of the gold and of the facts that state it equally well."""
        return tuple(dict.fromkeys([*self.sources, *(fact.rsplit("-f", 1)[0] for fact in self.also)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterQuestion:
    id: str
    type: str
    split: Split
    question: str
    gold: Gold
    why: str
    history: tuple[Turn, ...] = ()
    filters: Mapping[str, Any] = field(default_factory=dict)
    standalone: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)  # further keys a type needs


KEYS = ("id", "type", "split", "question", "gold", "why", "history", "filters", "standalone")


def read_questions(
    folder: Path = QUESTIONS, splits: Sequence[Split] = ("train", "dev", "test")
) -> list[StarterQuestion]:
    """Questions of every file in the folder, in the order of files and lines."""
    found = [q for path in files_matching(folder, "*.jsonl") for q in read_rows(path, parse_question)]
    return [q for q in found if q.split in splits]


def parse_question(row: Row) -> StarterQuestion:
    """Raises KeyError, TypeError or ValueError for a row that does not fit the schema."""
    gold = row["gold"]
    for name, value, allowed in (("split", row["split"], Split), ("gold.status", gold["status"], Status)):
        if value not in get_args(allowed):
            raise ValueError(f"{name} is {value!r}, not one of {', '.join(get_args(allowed))}")
    return StarterQuestion(
        id=row["id"], type=row["type"], split=row["split"], question=row["question"], why=row["why"],
        gold=Gold(
            status=gold["status"], facts=tuple(gold["facts"]), sources=tuple(gold["sources"]),
            answers=tuple(gold["answers"]), also=tuple(gold.get("also", ())),
            said=gold.get("said", {}), premise=gold.get("premise"),
        ),
        history=tuple(Turn(question=t["question"], answer=t.get("answer", "")) for t in row.get("history", ())),
        filters=row.get("filters", {}), standalone=row.get("standalone"),
        extra={key: value for key, value in row.items() if key not in KEYS},
    )  # fmt: skip
