"""Fit the answer encoder: MiniLM reading question and sentence together, its upper layers trained on the CPU.

    python -m training.answer_encoder SQUAD2.json NQ.csv TRAFFICKING_FOLDER --out STATE --commit

Data: questions written for it on the starter digests and on trafficking reports, about half of them near misses that
nothing answers (training/written_questions.py), SQuAD 2 and Natural Questions. Of each question some of the sentences
found are read together, and the one that answers is to be told from the others and from `none of them`, so that ranking
and refusing are learned at once. A sixth of the texts is never trained on; training/support.py fits on those.

The committed weights are the mean of eight states (`training/mean_state.py`; Wortsman et al., 2022: model soups) out
of ten runs on two cores, each going on from another (`--start`): those after the third to the seventh run (of 23, 18,
20, 30 and 21 minutes; the sixth from the mean of the three before it), the ninth (13 + 14 minutes from the mean of
these five), the tenth (58 minutes from the mean of these six) and the last (33 minutes from the mean of these seven).
The first runs had `--public 0.4`, `1.0` and `0.35`, later ones 0.2 to 0.35; questions were added between them
(digests, their other wordings, encyclopedia, short, reports). Rate 1e-4, seeds 5 to 14, 21 and 33. Runs are cut by
the clock, so a repetition comes near, not to the bit.
"""

import argparse
import pickle
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch.nn import functional

from assistant.encoders.answer_encoder import ANSWER_ENCODER
from assistant.encoders.embedding import make_embedder
from assistant.encoders.pair_encoder import Row, pair_rows
from assistant.encoders.pair_weights import PairNetwork
from assistant.settings import Settings
from training.fitting_runs import add_run_options, commit, network
from training.libraries import report_parts, starter_parts
from training.pair_batches import batch
from training.written_questions import (
    Group,
    encyclopedia_groups,
    held_out,
    nq_groups,
    on_digests,
    on_reports,
    on_short,
    searched_groups,
    squad_groups,
)

READ = 4  # sentences of a question in one step
TEMPTING = 2  # of these, the most tempting ones; the others by lot
AT_ONCE = 8  # questions in a step
# share of answered questions whose answer is kept back, so that nothing answers
KEPT_BACK = {"digests": 0.1, "short": 0.1, "reports": 0.1, "encyclopedia": 0.1, "public": 0.25}
SLIPS = 0.1  # share of questions with a word misspelt
TESTED = 500  # questions of each kind


def all_groups(squad: Path, nq: Path, trafficking: Path) -> list[Group]:
    embedder = make_embedder(Settings())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        starter = starter_parts(folder / "starter")
        digests = [*searched_groups(starter, on_digests(), "digests"), *searched_groups(starter, on_short(), "short")]
        reports = list(searched_groups(report_parts(folder / "reports", trafficking), on_reports(), "reports"))
    public = [*squad_groups(squad, embedder), *nq_groups(nq, embedder)]
    return [*digests, *reports, *encyclopedia_groups(nq, embedder), *public]


def drawn(group: Group, rng: random.Random) -> tuple[list[str], int]:
    """Sentences to read, and which of them answers; -1 where none does."""
    answered = bool(group.right) and rng.random() >= KEPT_BACK[group.kind]
    first = group.wrong[: TEMPTING + (not group.right)]
    rest = group.wrong[len(first) :]
    wrong = [*first, *rng.sample(rest, min(len(rest), READ - len(first)))]
    return ([rng.choice(group.right), *wrong], 0) if answered else (wrong, -1)


def slipped(question: str, rng: random.Random) -> str:
    """With a slip of the typist in one of its words: a letter left out, doubled, or changed places with the next."""
    words = question.split()
    able = [n for n, word in enumerate(words) if len(word) > 4 and word.isalpha() and word.islower()]
    if not able:
        return question
    n = rng.choice(able)
    at = rng.randrange(1, len(words[n]) - 1)
    head, letter, after, tail = words[n][:at], words[n][at], words[n][at + 1], words[n][at + 2 :]
    words[n] = head + rng.choice([after, letter + letter + after, after + letter]) + tail
    return " ".join(words)


def steps(groups: Sequence[Group], rng: random.Random) -> Iterator[list[tuple[list[Row], int]]]:
    """An epoch in batches of questions of like length."""
    shuffled = rng.sample(groups, len(groups))
    for at in range(0, len(shuffled), 30 * AT_ONCE):
        chosen = [(group, drawn(group, rng)) for group in shuffled[at : at + 30 * AT_ONCE]]
        made = []
        for group, (texts, target) in chosen:
            asked = rng.choice([group.question, group.reworded or group.question])
            asked = slipped(asked, rng) if rng.random() < SLIPS else asked
            if texts:
                made.append((pair_rows([(asked, text) for text in texts], ANSWER_ENCODER), target))
        made.sort(key=lambda question: max(len(ids) for ids, _ in question[0]))
        batches = [made[n : n + AT_ONCE] for n in range(0, len(made), AT_ONCE)]
        yield from rng.sample(batches, len(batches))


def loss_of(logits: torch.Tensor, questions: Sequence[tuple[list[Row], int]]) -> torch.Tensor:
    """Which sentence answers, or none; and of each sentence by itself, whether it does."""
    total, at = torch.zeros(()), 0
    for rows, target in questions:
        own, at = logits[at : at + len(rows)], at + len(rows)
        with_none = torch.cat([torch.zeros(1), own])[None]
        truth = torch.zeros(len(rows))
        if target >= 0:
            truth[target] = 1.0
        total = total + functional.cross_entropy(with_none, torch.tensor([target + 1]), label_smoothing=0.03)
        total = total + 0.5 * functional.binary_cross_entropy_with_logits(own, truth)
    return total / len(questions)


def predict(model: PairNetwork, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
    """Log-odds that the second text answers the first."""
    model.eval()
    rows = pair_rows(pairs, ANSWER_ENCODER)
    found = np.zeros(len(rows))
    order = sorted(range(len(rows)), key=lambda n: len(rows[n][0]))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for n in range(0, len(order), 48):
            part = order[n : n + 48]
            found[part] = model(*batch([rows[i] for i in part])).float()[:, 0].numpy()
    return found


def report(model: PairNetwork, groups: Sequence[Group]) -> None:
    """On texts not trained on: how well answered is told from not, and how often the answer comes first."""
    for kind in sorted({g.kind for g in groups}):
        own = [g for g in groups if g.kind == kind]
        read = [(n, text, True) for n, g in enumerate(own) for text in g.right]
        read += [(n, text, False) for n, g in enumerate(own) for text in g.wrong[:7]]
        best, is_right = np.full(len(own), -np.inf), np.zeros(len(own), bool)
        for (n, _, right), value in zip(read, predict(model, [(own[n].question, t) for n, t, _ in read]), strict=True):
            if value > best[n]:
                best[n], is_right[n] = value, right
        answered = np.array([bool(g.right) for g in own])
        area, first = roc_auc_score(answered, best), is_right[answered].mean()
        print(f"  {kind} n={len(own)}: answered or not, area {area:.3f}; answer first {first:.3f}", flush=True)


def train(model: PairNetwork, groups: Sequence[Group], options: argparse.Namespace) -> None:
    rng = random.Random(options.seed)
    learned = [g for g in groups if not held_out(g.group)]
    home = [g for g in learned if g.kind != "public"]
    public = [g for g in learned if g.kind == "public"]
    kinds = sorted({g.kind for g in groups})
    tested = [g for kind in kinds for g in [g for g in groups if held_out(g.group) and g.kind == kind][:TESTED]]
    parameters = [
        {"params": [p for p in model.encoder.parameters() if p.requires_grad], "lr": 0.0},
        {"params": model.head.parameters(), "lr": 0.0},
    ]
    optimiser = torch.optim.AdamW(parameters, weight_decay=0.01)
    total = options.epochs * (len(home) + options.public * len(public))
    started, seen, losses, reported = time.monotonic(), 0, [], 0
    while seen < total:
        for questions in steps([*home, *rng.sample(public, int(options.public * len(public)))], rng):
            spent = max(seen / total, (time.monotonic() - started) / 60 / options.minutes)
            if spent >= 1:
                seen = total
                break
            rise = min(1.0, seen / 800) * max(0.02, 1 - spent)
            for group, top in zip(optimiser.param_groups, (options.rate, 10 * options.rate), strict=True):
                group["lr"] = top * rise
            model.train()
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(*batch([row for rows, _ in questions for row in rows]))
            loss = loss_of(logits.float()[:, 0], questions)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
            seen += len(questions)
            if seen // 4_000 > reported:
                reported = seen // 4_000
                minutes = (time.monotonic() - started) / 60
                print(f"{seen} questions, {minutes:.1f} min, loss {np.mean(losses[-200:]):.3f}", flush=True)
                torch.save(model.state_dict(), options.out)
                report(model, tested)
    torch.save(model.state_dict(), options.out)
    report(model, tested)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("squad", type=Path)
    parser.add_argument("nq", type=Path)
    parser.add_argument("trafficking", type=Path)
    parser.add_argument("--groups", type=Path, help="keeps the questions with their sentences for another run")
    parser.add_argument("--public", type=float, default=0.4, help="share of the public questions in each epoch")
    add_run_options(parser, seed=5, rate=1e-4)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    if arguments.groups and arguments.groups.is_file():
        groups = pickle.loads(arguments.groups.read_bytes())  # noqa: S301  written by this command
    else:
        groups = all_groups(arguments.squad, arguments.nq, arguments.trafficking)
        if arguments.groups:
            arguments.groups.write_bytes(pickle.dumps(groups))
    model = network(ANSWER_ENCODER, arguments.start)
    train(model, groups, arguments)
    if arguments.commit:
        commit(ANSWER_ENCODER, model)


if __name__ == "__main__":
    main()
