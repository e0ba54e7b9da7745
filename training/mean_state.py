"""The mean of several states of the answer encoder, committed (Wortsman et al., 2022: model soups).

python -m training.mean_state STATE STATE ...
"""

import argparse
from pathlib import Path

import torch

from assistant.encoders.answer_encoder import ANSWER_ENCODER
from training.fitting_runs import commit, network


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("states", type=Path, nargs="+")
    states = [torch.load(path, weights_only=True) for path in parser.parse_args().states]
    model = network(ANSWER_ENCODER, None)
    mean = {name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[0]}
    model.load_state_dict({name: value.to(states[0][name].dtype) for name, value in mean.items()})
    commit(ANSWER_ENCODER, model)


if __name__ == "__main__":
    main()
