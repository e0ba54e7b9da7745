"""Fit the claim encoder: MiniLM reading claim and text together, its upper layers trained on the CPU.

    python -m training.claim_encoder SQUAD2.json NQ.csv --minutes 50 --epochs 2

Embeddings and the lower layers stay as packaged, so that only the difference of the upper layers is kept.
"""

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
import torch
from torch.nn import functional

from assistant.claims.encoder import CLAIM_ENCODER
from assistant.encoders.pair_encoder import Row, pair_rows
from assistant.encoders.pair_weights import PairNetwork
from training.claim_pairs import SUPPORTED, Pair, all_pairs
from training.fitting_runs import add_run_options, commit, network
from training.pair_batches import batch, batches

CARE = (1.5, 1.2, 0.75)  # of the three labels: more changed claims can be made than true ones


def predict(model: PairNetwork, rows: Sequence[Row]) -> np.ndarray:
    """Probabilities of the three labels."""
    model.eval()
    found = np.zeros((len(rows), 3), np.float32)
    order = sorted(range(len(rows)), key=lambda n: len(rows[n][0]))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for n in range(0, len(order), 32):
            part = order[n : n + 32]
            found[part] = functional.softmax(model(*batch([rows[i] for i in part])).float(), 1).numpy()
    return found


def held_out(pair: Pair) -> bool:
    """A sixth of the origins is never trained on."""
    return crc32(pair.group.encode()) % 6 == 0


def train_on_pairs(model: PairNetwork, pairs: list[Pair], options: argparse.Namespace) -> None:
    rate, epochs, minutes, out = options.rate, options.epochs, options.minutes, options.out
    rng = random.Random(options.seed)
    train = [p for p in pairs if not held_out(p)]
    test = [p for p in pairs if held_out(p)][:1_500]
    rows = pair_rows([(p.claim, p.text) for p in train], CLAIM_ENCODER)
    test_rows = pair_rows([(p.claim, p.text) for p in test], CLAIM_ENCODER)
    labels = torch.tensor([p.label for p in train])
    groups = [
        {"params": [p for p in model.encoder.parameters() if p.requires_grad], "lr": rate},
        {"params": model.head.parameters(), "lr": 10 * rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    started, seen, losses = time.monotonic(), 0, []
    total, warm = epochs * len(rows), 3_000
    for _ in range(epochs):
        for part in batches(rows, 32, rng):
            spent = max((time.monotonic() - started) / 60 / minutes, seen / total)
            if spent >= 1:
                break
            for group, top in zip(groups, (rate, 10 * rate), strict=True):
                group["lr"] = top * min(1.0, seen / warm) * max(0.02, 1 - spent)
            for group, live in zip(optimiser.param_groups, groups, strict=True):
                group["lr"] = live["lr"]
            model.train()
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(*batch([rows[n] for n in part]))
            loss = functional.cross_entropy(logits.float(), labels[part], torch.tensor(CARE), label_smoothing=0.03)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
            before, seen = seen, seen + len(part)
            if before // 4_000 != seen // 4_000:
                minutes_spent = (time.monotonic() - started) / 60
                print(f"{seen} pairs, {minutes_spent:.1f} min, loss {np.mean(losses[-120:]):.3f}", flush=True)
            if before // 16_000 != seen // 16_000:
                report(test, predict(model, test_rows[:500]))
                torch.save(model.state_dict(), out)
    torch.save(model.state_dict(), out)
    report(test, predict(model, test_rows))


def report(pairs: Sequence[Pair], found: np.ndarray) -> None:
    """Share called rightly supported or not, by kind of pair."""
    right: dict[str, list[bool]] = defaultdict(list)
    for pair, probabilities in zip(pairs, found, strict=False):
        right[pair.kind].append((probabilities[SUPPORTED] > 0.5) == (pair.label == SUPPORTED))
        right["all"].append(right[pair.kind][-1])
    print("  " + ", ".join(f"{k} {np.mean(v):.2f} ({len(v)})" for k, v in sorted(right.items())), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("squad", type=Path)
    parser.add_argument("nq", type=Path)
    add_run_options(parser, seed=3, rate=1.2e-4)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(5)
    pairs = all_pairs(arguments.squad, arguments.nq)
    model = network(CLAIM_ENCODER, arguments.start)
    train_on_pairs(model, pairs, arguments)
    if arguments.commit:
        commit(CLAIM_ENCODER, model)


if __name__ == "__main__":
    main()
