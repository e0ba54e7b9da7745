"""The linter of our own questions: what would make a figure worthless, found before it is measured.

A problem of a locked question is reported without the question: its rule and how often, no more.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.library.starter import starter_files
from assistant.questions.question import content_terms
from assistant.questions.terms import fold
from corpus.digest import parse_digest
from evals.datasets.rows import files_matching, read_rows
from evals.datasets.starter import KEYS, QUESTIONS, StarterQuestion, parse_question
from evals.metrics.answer_match import answer_match, any_match

CORPUS = Path(__file__).parents[1] / "corpus"
ECHO = 6  # words in a row
CARRYING = 4  # of them that carry meaning: "in the first half of 2024" is nobody's wording
TYPE_KEYS = {"false-premise": frozenset({"changed"})}  # keys that only questions of a type have
GOLD_KEYS = frozenset({"status", "facts", "sources", "answers", "also", "said", "premise"})
NO_ANSWER_STRINGS = frozenset({"other-language", "injection"})  # types whose answer may be given by its facts alone
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    rule: str
    id: str
    detail: str
    locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the corpus holds: the facts' texts and sources, and the digests' texts and runs of words."""

    texts: Mapping[str, str]
    sources: Mapping[str, str]
    digests: Mapping[str, str]
    echoes: frozenset[tuple[str, ...]]


def lint(folder: Path = QUESTIONS) -> list[Problem]:
    """Every problem of every file. Raises UsageError for a line that is not a question at all."""
    rows = [row for path in files_matching(folder, "*.jsonl") for row in read_rows(path, _row)]
    questions = [parse_question(row) for row in rows]
    facts = read_facts()
    found = [*_unknown_keys(rows), *_duplicates(questions)]
    for question in questions:
        found += [
            Problem(rule=rule, id=question.id, detail=detail, locked=question.split == "test")
            for rule, detail in [*_gold(question, facts), *_form(question), *_echo(question, facts)]
        ]
    return found


def summary(problems: Iterable[Problem]) -> list[str]:
    """A line a problem; locked ones counted by rule."""
    problems = list(problems)
    locked = Counter(p.rule for p in problems if p.locked)
    return [
        *(f"{p.id}: {p.rule}: {p.detail}" for p in problems if not p.locked),
        *(f"locked questions: {rule}: {count}" for rule, count in locked.items()),
    ]


@lru_cache(maxsize=1)
def read_facts() -> Facts:
    """What the corpus as shipped holds, read once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows = yaml.load((CORPUS / "facts.yaml").read_text("utf-8"), Loader=loader)
    named = yaml.load((CORPUS / "catalogue.yaml").read_text("utf-8"), Loader=loader)
    names = _runs(text for entry in named for text in (entry["title"], entry.get("publisher") or ""))
    parsed = ((path.stem, parse_digest(path.read_text("utf-8"))) for path in starter_files())
    digests = {source: "\n".join(p.text for p in digest.paragraphs) for source, digest in parsed}
    said = _runs(digests.values())
    return Facts(
        texts={row["id"]: row["fact"] for row in rows}, sources={row["id"]: row["source"] for row in rows},
        digests=digests, echoes=frozenset(said - names),
    )  # fmt: skip


def _row(row: Mapping[str, Any]) -> Mapping[str, Any]:
    parse_question(row)
    return row


def _unknown_keys(rows: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    for row in rows:
        unknown = [
            *(set(row) - {*KEYS, *TYPE_KEYS.get(row["type"], ())}),
            *(f"gold.{key}" for key in set(row["gold"]) - GOLD_KEYS),
        ]
        for key in sorted(unknown):
            yield Problem(rule="unknown key", id=row["id"], detail=key, locked=row["split"] == "test")


def _duplicates(questions: Sequence[StarterQuestion]) -> Iterator[Problem]:
    """The same id, or the same words asked in the same conversation under the same filters."""
    ids: set[str] = set()
    asked: dict[object, str] = {}
    for q in questions:
        said = (frozenset(content_terms(q.question)), q.history, repr(sorted(q.filters.items())))
        locked = q.split == "test"
        if q.id in ids:
            yield Problem(rule="duplicate id", id=q.id, detail="used before", locked=locked)
        if said in asked:
            yield Problem(rule="duplicate question", id=q.id, detail=f"asks what {asked[said]} asks", locked=locked)
        ids.add(q.id)
        asked.setdefault(said, q.id)


def _gold(q: StarterQuestion, facts: Facts) -> Iterator[tuple[str, str]]:
    gold = q.gold
    if gold.status == "refused":
        if gold.facts or gold.sources or gold.answers:
            yield "gold of a refusal", "a question to be refused names facts, sources or answers"
        return
    if not gold.facts or not gold.sources:
        yield "missing gold", "an answer needs facts and sources"
    if not gold.answers and q.type not in NO_ANSWER_STRINGS:
        yield "missing gold", "no string that a right answer must hold"
    for fact in [*gold.facts, *gold.also]:
        if fact not in facts.texts:
            yield "unknown fact", fact
    known = [fact for fact in gold.facts if fact in facts.texts]
    if set(gold.sources) != {facts.sources[fact] for fact in known}:
        yield "sources and facts differ", ", ".join(gold.sources)
    held = [facts.texts[fact] for fact in [*known, *(f for f in gold.also if f in facts.texts)]]
    for answer in gold.answers:
        if not any(answer_match(answer, text) or fold(answer) in fold(text) for text in held):
            yield "answer not in a gold fact", answer
    yield from _wordings(q, facts)


def _wordings(q: StarterQuestion, facts: Facts) -> Iterator[tuple[str, str]]:
    """A right answer quotes a digest: what no digest of its sources says in any wording can only be found wrong."""
    read = "\n".join(facts.digests.get(source, "") for source in q.gold.any_sources)
    for answer in set(q.gold.said) - set(q.gold.answers):
        yield "wordings of no answer", answer
    for nugget in q.gold.nuggets:
        if not any_match(nugget, read):
            yield "answer in no digest", nugget[0]
        for wording in nugget[1:]:
            if not answer_match(wording, read):
                yield "wording in no digest", wording


def _form(q: StarterQuestion) -> Iterator[tuple[str, str]]:
    if not q.question.strip() or not q.why.strip():
        yield "missing text", "question and why must be written"
    if q.type == "false-premise" and q.gold.status == "answered" and not q.gold.premise:
        yield "missing gold", "a false premise needs gold.premise"
    if q.type == "follow-up" and not (q.history and q.standalone):
        yield "missing gold", "a follow-up needs history and standalone"
    if (
        q.type in ("multi-source", "comparison", "conflict")
        and q.gold.status == "answered"
        and max(len(q.gold.facts), len(q.gold.answers)) < 2
    ):
        yield "missing gold", f"a {q.type} question needs two facts or two answers"


def _echo(q: StarterQuestion, facts: Facts) -> Iterator[tuple[str, str]]:
    for run in sorted(_runs([q.question]) & facts.echoes):
        if len(content_terms(" ".join(run))) >= CARRYING:
            yield "echo of a digest", " ".join(run)
            return


def _runs(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """Every run of ECHO words, folded."""
    found: set[tuple[str, ...]] = set()
    for text in texts:
        words = _WORD.findall(fold(text))
        found.update(tuple(words[i : i + ECHO]) for i in range(len(words) - ECHO + 1))
    return found
