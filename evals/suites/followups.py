"""Follow-ups: does the rewritten question find what a hand-written stand-alone one finds? Is a new topic left alone?

Baselines in the same run: the last question alone, and all questions of the conversation run together. The share is of
the chains whose hand-written form finds the gold. On the public rewrites, where nothing can be retrieved, the words of
our form are compared with those of the hand-written one (F1), and questions that their rewriters left alone must stay.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import Answer
from assistant.engine import Engine
from assistant.questions.conversation import Turn, read_follow_up
from assistant.questions.question import content_terms
from evals.datasets.rows import read_rows
from evals.datasets.starter import StarterQuestion, read_questions
from evals.libraries import starter_library
from evals.metrics.answer_match import any_match
from evals.metrics.scores import Score
from evals.suites import Metric, Record, SuiteContext, SuiteResult, mean_metric, score_metric

FIELDS = ("clapnq", "cloud", "fiqa", "govt")
FORMS = ("ours", "last question", "all questions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """A turn of the public rewrites: the conversation's earlier questions, the last one, and its hand-written form."""

    id: str
    earlier: tuple[str, ...]
    question: str
    by_hand: str


def run(context: SuiteContext) -> SuiteResult:
    chains = context.first([q for q in read_questions() if q.history and q.standalone])
    library = starter_library(context)
    engine = Engine(context.settings.model_copy(update={"library": library.folder}), library)
    records = []
    for done, chain in enumerate(chains):
        context.progress("Asking follow-ups", done, len(chains))
        records.append(_asked(engine, chain))
    library.close()
    metrics = [m for part in (False, True) for m in _chain_metrics([r for r in records if r.locked == part], part)]
    notes = []
    folder = context.set_folder("training")
    if folder is None or not (folder / "rewrites").is_dir():
        notes.append("The rewrites were left out: their folder training/rewrites is not in the one named with --data.")
    else:
        metrics += _rewrite_metrics(context.first(read_rewrites(folder / "rewrites")))
    return SuiteResult(suite="followups", metrics=tuple(metrics), records=tuple(records), notes=tuple(notes))


def _asked(engine: Engine, chain: StarterQuestion) -> Record:
    ours = engine.ask(chain.question, history=chain.history, mode="quotes")
    together = " ".join([*(turn.question for turn in chain.history), chain.question])
    answers = {
        "ours": ours,
        "by hand": engine.ask(chain.standalone or "", mode="quotes"),
        "last question": engine.ask(chain.question, mode="quotes"),
        "all questions": engine.ask(together, mode="quotes"),
    }
    found = {form: _finds(answer, chain) for form, answer in answers.items()}
    scores: dict[str, Score] = {}
    for part, kind in enumerate(("gold source", "gold answer")):
        possible = found["by hand"][part]
        scores |= {f"{kind}, {form}": float(found[form][part]) if possible else None for form in FORMS}
    if chain.standalone == chain.question:
        scores["new topic left alone"] = float(ours.standalone_question == chain.question)
    output = {"standalone_question": ours.standalone_question, "status": ours.status}
    entry = {"question": chain.question, "history": [turn.question for turn in chain.history]}
    return Record(id=chain.id, input=entry, output=output, scores=scores, locked=chain.split == "test")


def _finds(answer: Answer, chain: StarterQuestion) -> tuple[bool, bool]:
    """Whether a gold source is cited, and whether the quotes hold the gold answers as well."""
    cited = any(c.source_id in chain.gold.any_sources for c in answer.citations)
    said = " ".join(c.quote for c in answer.citations)
    return cited, cited and all(any_match(nugget, said) for nugget in chain.gold.nuggets)


def _chain_metrics(records: Sequence[Record], locked: bool) -> list[Metric]:
    """Shares of the chains whose hand-written form finds the gold."""
    prefix = "test: " if locked else ""
    metrics = []
    for kind, goal in (("gold source", 0.85), ("gold answer", None)):
        for form in FORMS:
            ours = form == "ours"
            scores = [r.scores[f"{kind}, {form}"] for r in records]
            metrics.append(
                score_metric(f"{prefix}{kind}, {form}", scores, goal=goal if ours else None, gated=ours and not locked)
            )
    topics = [r.scores.get("new topic left alone") for r in records]
    return [*metrics, score_metric(f"{prefix}new topic left alone", topics, goal=1.0, gated=not locked)]


def read_rewrites(folder: Path) -> list[Rewrite]:
    """Turns that have a question before them, of every field."""
    found = []
    for name in FIELDS:
        parts = {kind: _texts(folder / f"{name}_{kind}.jsonl") for kind in ("lastturn", "questions", "rewrite")}
        for key, questions in parts["questions"].items():
            *earlier, _ = questions.split("\n")
            if earlier and key in parts["rewrite"]:
                question, by_hand = parts["lastturn"][key], parts["rewrite"][key]
                found.append(Rewrite(id=f"{name}/{key}", earlier=tuple(earlier), question=question, by_hand=by_hand))
    return found


def _texts(path: Path) -> dict[str, str]:
    return {row["_id"]: row["text"].replace("|user|: ", "") for row in read_rows(path, dict)}


def _rewrite_metrics(rows: Sequence[Rewrite]) -> list[Metric]:
    forms: dict[str, Callable[[Rewrite], str]] = {
        "ours": _ours,
        "last question": lambda row: row.question,
        "all questions": lambda row: " ".join([*row.earlier, row.question]),
    }
    needy = [row for row in rows if _taken_over(row)]
    plain = [row for row in rows if set(content_terms(row.by_hand)) == set(content_terms(row.question))]
    metrics = []
    for name, chosen in (("all", rows), ("that need their context", needy)):
        metrics += [
            mean_metric(f"rewrites, {name}: words F1, {form}", [f1(make(r), r.by_hand) for r in chosen])
            for form, make in forms.items()
        ]
    same = [float(_ours(row) == " ".join(row.question.split())) for row in plain]
    return [*metrics, mean_metric("rewrites: stands alone and is left alone", same)]


def _ours(row: Rewrite) -> str:
    reading = read_follow_up(row.question, [Turn(question=q, answer="") for q in row.earlier])
    return reading.text


def _taken_over(row: Rewrite) -> bool:
    """Whether the hand-written form holds words of the conversation that the question lacks."""
    new = set(content_terms(row.by_hand)) - set(content_terms(row.question))
    return bool(new & set(content_terms(" ".join(row.earlier))))


def f1(text: str, by_hand: str) -> float | None:
    """Harmonic mean of the shares of content words in common; None where neither has any."""
    ours, theirs = set(content_terms(text)), set(content_terms(by_hand))
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours or theirs else None
