"""Questions written for fitting and for looking at refusals: half of them near misses that nothing answers.

training/questions/digests.jsonl: on the starter library. `source` and `answer`: the digest that answers, and strings
that stand in the sentence which does (`or`: other such sets, `also`: other digests). Without a source (`near`,
`missing`) no digest answers. training/questions/reports.jsonl: the same on passages, by id, of trafficking reports of
the public sets, whose text is not part of the project. All are our own wording; those nearer than 0.9 (cosine of
MiniLM) to a question of evals/questions were taken out.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.evidence import Scored
from assistant.terms import fold

QUESTIONS = Path(__file__).with_name("questions")
REPORTS = ("reports", "hhri", "us-code-tvpa", "un-docs")  # folders of the set `trafficking`


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A written question, and where it is answered."""

    text: str
    group: str  # the text it is about, kept together by folds
    homes: frozenset[str]  # ids of sources or passages that answer; none: it has to be refused
    answers: tuple[tuple[str, ...], ...]  # all strings of any one of these stand in an answering sentence

    def is_answer(self, scored: Scored) -> bool:
        passage, said = scored.sentence.passage, fold(" ".join(scored.sentence.text.split()))
        home = passage.source.id in self.homes or passage.id in self.homes
        return home and any(all(fold(a) in said for a in strings) for strings in self.answers)


def on_digests() -> list[Written]:
    return [_written(row, row["source"] or row["near"], row["source"]) for row in _rows("digests")]


def on_reports() -> list[Written]:
    return [_written(row, row["passage"], row["answer"] and row["passage"]) for row in _rows("reports")]


def report_files(trafficking: Path) -> Iterable[Path]:
    return [trafficking / name for name in REPORTS]


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines()]


def _written(row: dict[str, Any], group: str, home: str | None) -> Written:
    return Written(
        text=row["question"], group=group, homes=frozenset([home, *row.get("also", ())] if home else ()),
        answers=tuple(tuple(strings) for strings in (row["answer"], *row.get("or", ()))) if home else (),
    )  # fmt: skip
