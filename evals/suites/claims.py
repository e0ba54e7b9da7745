"""The claim checker on claims that people labelled, and on our own facts with one thing changed, in held-out folds.

AttributionBench dev: macro-F1 of attributable or not, by grouped folds (a question is never on both sides), against two
plain baselines in the same folds: word overlap with boosted trees, and the cosine of MiniLM with a fitted threshold.
Our facts: which share of faithful wordings passes, and of those with a figure, year, name … changed is caught.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold

from assistant.claims import make_judge
from assistant.claims.checking import SUPPORTED, look_at
from assistant.claims.finding import SEVERITY
from assistant.claims.judging import EncoderJudge
from assistant.claims.windows import windows
from assistant.claims.wording import Wording
from assistant.encoders.embedding import Embedder, make_embedder
from corpus.errors import UsageError
from evals.claim_changes import KINDS
from evals.claim_folds import FOLDS, Cases, Flags, Floats, boosted, design, held_out_support, read_cases
from evals.fact_pairs import SUPPORTED as TRUE
from evals.suites import Metric, Record, SuiteContext, SuiteResult, mean_metric, metric_of

LEXICAL = 10  # columns of Wording that only count words
GOAL = 0.75


def run(context: SuiteContext) -> SuiteResult:
    """Raises UsageError where AttributionBench is not among the sets, or claim_model is not our encoder."""
    judge = make_judge(context.settings)
    if not isinstance(judge, EncoderJudge):
        raise UsageError(
            what="Cannot measure the claim checker", why=f"claim_model is {context.settings.claim_model!r}",
            fix="Set claim_model = 'encoder': folds are fitted anew over what it says",
        )  # fmt: skip
    cases = read_cases(context.require_set("attributionbench"), context.limit)
    progress = lambda done, total: context.progress("claims", done, total)  # noqa: E731
    x = _kept(context.cache / "claims", cases, judge.name, lambda: design(cases, judge.encoder, progress))
    words, n = len(Wording.__slots__), len(cases.claims)
    faults = np.array([_faulty(*pair) for pair in cases.texts])
    by_words = held_out_support(x[:, :words], cases)
    ours = np.where(faults, 0.0, (held_out_support(x, cases) + by_words) / 2)
    only_words = np.where(faults, 0.0, by_words)
    cosine = _cosines(cases, make_embedder(context.settings))
    baselines = {
        "word overlap, boosted": _in_folds(x[:n, :LEXICAL], cases, boosted()),
        "cosine": _in_folds(cosine[:, None], cases, LogisticRegression()),
    }
    truth = cases.supported
    metrics = [
        _f1("macro-F1", truth[:n], ours[:n], goal=GOAL, gated=True, baseline=_plain_f1(truth[:n], baselines["cosine"])),
        _f1("macro-F1 without the encoder", truth[:n], only_words[:n]),
        *(_f1(f"macro-F1, baseline {name}", truth[:n], p) for name, p in baselines.items()),
    ]
    origins = np.array([c.origin for c in cases.claims])
    for origin in sorted(set(origins)):
        metrics.append(_f1(f"macro-F1 {origin}", truth[:n][origins == origin], ours[:n][origins == origin]))
    metrics += _facts(cases, ours[n:], only_words[n:])
    records = [
        Record(id=c.id, input={"claim": c.claim}, output={"support": round(float(p), 3)},
               scores={"right": float((p >= SUPPORTED) == c.attributable)})
        for c, p in zip(cases.claims, ours, strict=False)
    ]  # fmt: skip
    notes = (
        f"{FOLDS} folds grouped by question and by source; a claim that a check finds at fault counts as not said",
    )
    return SuiteResult(suite="claims", metrics=tuple(metrics), records=tuple(records), notes=notes)


def _kept(folder: Path, cases: Cases, name: str, make: Callable[[], Floats]) -> Floats:
    """The design, kept by what it was made of: texts, encoder and the code that reads wording."""
    import assistant.claims as package

    code = b"".join(path.read_bytes() for path in sorted(Path(package.__file__).parent.glob("*.py")))
    key = sha256(code + repr((name, cases.texts)).encode()).hexdigest()[:24]
    path = folder / f"{key}.npy"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        np.save(path, make())
    found: Floats = np.load(path)
    return found


def _faulty(claim: str, text: str) -> bool:
    return any(SEVERITY[f.verdict] > SEVERITY["partly"] for f in look_at(claim, text, "").findings)


def _cosines(cases: Cases, embedder: Embedder) -> Floats:
    """Of each labelled claim with the part of its text that is nearest to it."""
    found = []
    for claim in cases.claims:
        parts = windows(claim.claim, "\n\n".join(claim.references))
        vectors = embedder.embed_documents([claim.claim, *parts])
        found.append(float((vectors[1:] @ vectors[0]).max()))
    return np.array(found)


def _in_folds(x: Floats, cases: Cases, model: GradientBoostingClassifier | LogisticRegression) -> Floats:
    """Baselines are fitted on the labelled claims alone."""
    n = len(cases.claims)
    truth, groups, found = cases.supported[:n], cases.groups[:n], np.zeros(n)
    for train, test in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=1).split(x, truth, groups):
        found[test] = model.fit(x[train], truth[train]).predict_proba(x[test])[:, 1]
    return found


def _plain_f1(truth: Flags, support: Floats) -> float:
    return float(f1_score(truth, support >= SUPPORTED, average="macro"))


def _f1(name: str, truth: Flags, support: Floats, **options: Any) -> Metric:
    rows = list(zip(truth.tolist(), (support >= SUPPORTED).tolist(), strict=True))
    return metric_of(name, rows, _macro_f1, **options)


def _macro_f1(rows: Sequence[tuple[bool, bool]]) -> float | None:
    """Mean of the F1 of either label, by hand: called thousands of times by the bootstrap."""
    counts = np.bincount([2 * truth + said for truth, said in rows], minlength=4)
    both_no, false_yes, false_no, both_yes = (int(c) for c in counts)
    wrong = false_yes + false_no
    scores = [2 * hit / (2 * hit + wrong) for hit in (both_no, both_yes) if hit or wrong]
    return sum(scores) / len(scores) if scores else None


def _facts(cases: Cases, support: Floats, by_words: Floats) -> list[Metric]:
    """Shares of our own pairs: faithful ones called supported, changed ones not; and what the encoder is there for."""
    true = [p.label == TRUE for p in cases.pairs]
    faithful = [float(s) for s, t in zip(support, true, strict=True) if t]
    metrics = [
        mean_metric("faithful wording supported", [float(s >= SUPPORTED) for s in faithful], gated=True),
    ]
    for kind in KINDS:
        changed = [s for s, t, p in zip(support, true, cases.pairs, strict=True) if not t and p.kind == kind]
        caught = [float(s < SUPPORTED) for s in changed]
        if caught:
            metrics.append(mean_metric(f"changed {kind} caught", caught, gated=True))
    denied = [float(s < SUPPORTED) for s, p in zip(by_words, cases.pairs, strict=True) if p.kind == "negation"]
    return [*metrics, mean_metric("changed negation caught without the encoder", denied)]
