"""A run that fits a pair encoder: its options, the state it goes on from, and what is committed of it."""

import argparse
from hashlib import sha256
from pathlib import Path

import torch

from assistant.encoders.pair_encoder import Fitted
from assistant.encoders.pair_weights import PairNetwork, save_difference


def add_run_options(parser: argparse.ArgumentParser, *, seed: int, rate: float) -> None:
    parser.add_argument("--out", type=Path, required=True, help="where the run keeps its state")
    parser.add_argument("--commit", action="store_true", help="write the encoder's committed weights when done")
    parser.add_argument("--start", type=Path, help="state of another run to go on from")
    parser.add_argument("--seed", type=int, default=seed, help="of the order")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=rate)


def network(fitted: Fitted, start: Path | None) -> PairNetwork:
    """As packaged, or as another run left it."""
    model = PairNetwork(fitted.outputs)
    if start:
        model.load_state_dict(torch.load(start, weights_only=True))
    return model


def commit(fitted: Fitted, model: PairNetwork) -> None:
    save_difference(model, fitted.weights)
    digest = sha256(fitted.weights.read_bytes()).hexdigest()
    print(f"where the {fitted.what} is named, put sha256={digest!r}")
