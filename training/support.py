"""Fit the support model: which sentence answers a question. Writes assistant/evidence/support.json.

    python -m training.support CLAPNQ_FOLDER TRAFFICKING_FOLDER [--keep FILE]

Data, none of which the answer encoder was fitted on: the development part of the starter questions, as they are and
with all sources that answer left out of the library; the development part of CLAPnq (Apache-2.0) over one library of
its passages; and the questions written on texts held out (training/written_questions.py). Of the sentences that
evidence search looks at those answer that hold the gold answer in the gold place. Prints figures of held-out folds.
"""

import argparse
import json
import pickle
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logit
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from assistant.encoders.answer_encoder import AnswerEncoder
from assistant.evidence.features import Features
from assistant.evidence.support import EvidenceFinder
from assistant.filters import Filters
from assistant.finding import Parts
from assistant.settings import Settings
from evals.datasets import clapnq
from evals.datasets.rows import read_rows
from training.libraries import candidates, filled, report_parts, starter_parts
from training.written_questions import Written, held_out, on_digests, on_reports, on_short

SHRINK = 3.0  # of weights
AS_GOOD = 0.005  # by how much two F-measures may differ and say the same
WEIGHT = {  # of a question of each set
    "CLAPnq": 1.0,
    "reports": 1.0,
    "digests": 1.0,
    "short": 1.0,
    "starter": 2.0,
    "starter, sources left out": 2.0,
}
STARTER_QUESTIONS = Path(__file__).parents[1] / "evals" / "questions" / "starter.jsonl"
OUT = Path(__file__).parents[1] / "assistant" / "evidence" / "support.json"

Matrix = NDArray[np.float64]
Found = list[tuple[Features, bool]]  # the sentences of a question, and whether each answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question of a set; `without`: sources taken out of the library for it."""

    set: str
    question: Written
    without: frozenset[str] = frozenset()

    @property
    def refuse(self) -> bool:
        return not self.question.homes


def clapnq_examples(folder: Path) -> tuple[list[Example], list[dict[str, str]]]:
    """An answer is in the sentences that the annotators took it from."""
    asked = clapnq.read_questions(folder)
    documents = [{"doc_id": d.doc_id, "title": d.title, "text": d.text} for d in clapnq.documents_of(asked)]
    examples = [
        Example(set="CLAPnq", question=Written(
            text=q.question, group=q.id, homes=frozenset(q.doc_ids() if q.is_answerable else ()),
            answers=tuple((sentence.strip(),) for sentence in q.selected),
        ))
        for q in asked
    ]  # fmt: skip
    return examples, documents


def starter_examples() -> list[Example]:
    rows = read_rows(STARTER_QUESTIONS, dict)
    return [
        Example(
            set="starter",
            question=Written(
                text=row.get("standalone") or row["question"], group=row["id"],
                homes=frozenset(row["gold"]["sources"])
                | {fact.rsplit("-f", 1)[0] for fact in row["gold"].get("also", [])},
                answers=tuple((a,) for a in row["gold"]["answers"]) or (("",),),
            ),
        )
        for row in rows
        if row["split"] != "test"
        and row["type"] not in ("injection", "other-language", "false-premise")
        and not row["filters"]
    ]  # fmt: skip


def left_out(examples: Iterable[Example]) -> list[Example]:
    """The answerable questions again, each with all its sources taken away: near misses as a library has them."""
    return [
        Example(
            set="starter, sources left out", without=e.question.homes,
            question=replace(e.question, homes=frozenset(), answers=()),
        )
        for e in examples
        if not e.refuse
    ]  # fmt: skip


def sentences(parts: Parts, examples: Iterable[Example]) -> Iterator[Found]:
    """For each example the sentences that evidence search looks at, with their labels."""
    encoder = AnswerEncoder(Settings().models_folder)
    parts = replace(parts, evidence=EvidenceFinder(parts.embedder, encoder, parts.indexes.idf, None))
    for example in examples:
        kept = tuple(s for s in parts.library.sources if s not in example.without) if example.without else ()
        found = candidates(parts, example.question.text, Filters(source=kept))
        yield [(s.features, example.question.is_answer(s.sentence)) for s in found]


def collect(asked: Path, trafficking: Path) -> tuple[list[Example], list[Found]]:
    own = starter_examples()
    own += left_out(own)
    own += [Example(set="digests", question=q) for q in on_digests() if held_out(q.group)]
    own += [Example(set="short", question=q) for q in on_short() if held_out(q.group)]
    reports = [Example(set="reports", question=q) for q in on_reports() if held_out(q.group)]
    public, documents = clapnq_examples(asked)
    found = list[Found]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found += sentences(starter_parts(folder / "starter"), own)
        found += sentences(report_parts(folder / "reports", trafficking), reports)
        passages = folder / "clapnq.jsonl"
        passages.write_text("\n".join(map(json.dumps, documents)), "utf-8")
        found += sentences(filled(folder / "clapnq", [passages]), public)
    return [*own, *reports, *public], found


def fit(x: Matrix, y: NDArray[np.bool_], owner: NDArray[np.int64], weight: Matrix) -> tuple[Matrix, float]:
    """Weights and bias of a conditional logit with the outside option `none of them` (McFadden, 1974): of the sentences
    of a question one that answers is to be chosen, or none. So ranking and refusing are fitted at once. No weight is
    negative but `typed`'s: a sentence that says more of the question supports it no less.
    """
    middle, spread = x.mean(0), x.std(0) + 1e-6
    order = np.argsort(owner, kind="stable")
    z, right = (x[order] - middle) / spread, y[order].astype(float)
    starts = np.flatnonzero(np.diff(owner[order], prepend=-1))
    size = np.diff([*starts, len(order)])
    counted, answered = weight[order][starts], np.add.reduceat(right, starts) > 0

    def loss(p: Matrix) -> tuple[float, Matrix]:
        odds = np.exp(np.clip(z @ p[1:] + p[0], -30, 30))
        every = 1 + np.add.reduceat(odds, starts)
        good = np.where(answered, np.add.reduceat(odds * right, starts), 1.0)
        share = np.where(np.repeat(answered, size), odds * right / np.repeat(good, size), 0.0)
        slope = np.repeat(counted, size) * (odds / np.repeat(every, size) - share)
        value = counted @ (np.log(every) - np.log(good)) + SHRINK / 2 * p[1:] @ p[1:]
        return float(value), np.array([slope.sum(), *(z.T @ slope + SHRINK * p[1:])])

    bounds = [(None, None), *((None if name == "typed" else 0.0, None) for name in Features.__slots__)]
    p = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    return p[1:] / spread, float(p[0] - middle @ (p[1:] / spread))


def log_odds(
    x: Matrix, y: NDArray[np.bool_], owner: NDArray[np.int64], weight: Matrix, moved: float = 0.0
) -> dict[str, Any]:
    weights, bias = fit(x, y, owner, weight)
    return {"weights": [round(float(w), 5) for w in weights], "bias": round(bias + moved, 5)}


def question_scores(p: Matrix, owner: NDArray[np.int64], count: int) -> Matrix:
    best = np.zeros(count)
    np.maximum.at(best, owner, p)
    return best


def refusal(scores: Matrix, refuse: NDArray[np.bool_], threshold: float) -> tuple[float, float]:
    """Precision and recall of refusing below the threshold."""
    said_no = scores < threshold
    hits = int((said_no & refuse).sum())
    return hits / max(int(said_no.sum()), 1), hits / max(int(refuse.sum()), 1)


def best_threshold(sets: Sequence[tuple[Matrix, NDArray[np.bool_]]]) -> float:
    """The middle one of the thresholds whose F-measure of refusing, mean over the sets, is as good as any. Each set is
    given as scores and what is to be refused. Precision counts twice as much as recall (beta 0.5; van Rijsbergen,
    1979): an answer withheld is lost.
    """

    def measure(scores: Matrix, refuse: NDArray[np.bool_], threshold: float) -> float:
        precision, recall = refusal(scores, refuse, threshold)
        return 1.25 * precision * recall / max(0.25 * precision + recall, 1e-9)

    thresholds = np.linspace(0.02, 0.6, 59)
    measured = np.array([np.mean([measure(*given, t) for given in sets]) for t in thresholds])
    return float(np.median(thresholds[measured >= measured.max() - AS_GOOD]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("clapnq", type=Path)
    parser.add_argument("trafficking", type=Path)
    parser.add_argument("--keep", type=Path, help="keeps the features for another run")
    arguments = parser.parse_args()
    if arguments.keep and arguments.keep.is_file():
        examples, found = pickle.loads(arguments.keep.read_bytes())  # noqa: S301  written by this command
    else:
        examples, found = collect(arguments.clapnq, arguments.trafficking)
        if arguments.keep:
            arguments.keep.write_bytes(pickle.dumps((examples, found)))
    read = [[(f, label) for f, label in group if f.can_answer] for group in found]
    rows = [(f.vector(), label, number) for number, group in enumerate(read) for f, label in group]
    x, y, owner = (np.array(column) for column in zip(*rows, strict=True))
    sets = np.array([e.set for e in examples])
    weight = np.array([WEIGHT[name] for name in sets])[owner]
    refuse = np.array([e.refuse for e in examples])
    texts = sorted({e.question.group for e in examples})
    groups = np.array([texts.index(e.question.group) for e in examples])

    def held_out_scores(x: Matrix) -> tuple[Matrix, float]:
        """Of each question the best support of its sentences, in folds; and the threshold that serves best."""
        unseen = np.zeros(len(y))
        for train, test in GroupKFold(8).split(x, y, groups[owner]):
            weights, bias = fit(x[train], y[train], owner[train], weight[train])
            unseen[test] = 1 / (1 + np.exp(-(x[test] @ weights + bias)))
        scores = question_scores(unseen, owner, len(examples))
        asked = [name for name in WEIGHT if len(set(refuse[sets == name])) > 1]
        return scores, best_threshold([(scores[sets == name], refuse[sets == name]) for name in asked])

    scores, threshold = held_out_scores(x)
    for name in WEIGHT:
        part = sets == name
        precision, recall = refusal(scores[part], refuse[part], threshold)
        area = f", area {roc_auc_score(~refuse[part], scores[part]):.3f}" if len(set(refuse[part])) > 1 else ""
        print(f"{name}: n={part.sum()}, to refuse {refuse[part].sum()}; at {threshold:.2f}, held-out folds:")
        print(f"    precision {precision:.2f}, recall {recall:.2f}{area}")
    names = [*Features.__slots__]
    unread = x * [name != "encoder" for name in names]
    _, own = held_out_scores(unread)
    print(f"without the encoder the threshold is {own:.2f}; its bias is moved so that one serves both")
    apart = float(logit(threshold) - logit(own))
    record = {
        "features": names, "read": log_odds(x, y, owner, weight), "unread": log_odds(unread, y, owner, weight, apart),
        "threshold": round(threshold, 3),
    }  # fmt: skip
    OUT.write_text(json.dumps(record, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
