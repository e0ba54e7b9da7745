"""The mean of several states of the answer encoder, committed (Wortsman et al., 2022: model soups).

python -m training.mean_state STATE STATE ...
"""

import argparse
from hashlib import sha256
from pathlib import Path

import torch

from assistant.answer_encoder import ANSWER_ENCODER
from assistant.pair_weights import PairNetwork, save_difference


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("states", type=Path, nargs="+")
    states = [torch.load(path, weights_only=True) for path in parser.parse_args().states]
    model = PairNetwork(ANSWER_ENCODER.outputs)
    mean = {name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[0]}
    model.load_state_dict({name: value.to(states[0][name].dtype) for name, value in mean.items()})
    save_difference(model, ANSWER_ENCODER.weights)
    digest = sha256(ANSWER_ENCODER.weights.read_bytes()).hexdigest()
    print(f"put into assistant/answer_encoder.py: sha256={digest!r}")


if __name__ == "__main__":
    main()
