"""A fitted pair encoder as a torch model, its committed weights, and its export for onnxruntime.

MiniLM reads two texts together. Embeddings and lower layers are the packaged ones; of the upper layers the difference
from the packaged ones is kept, in int8 with one scale a row. Only the export and training import this module: torch
stays out of the answering process.
"""

import logging
import os
import sys
import warnings
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel

from assistant.claims.encoder import CLAIM_ENCODER
from assistant.encoders.answer_encoder import ANSWER_ENCODER
from assistant.encoders.pair_encoder import Fitted, pair_rows
from assistant.encoders.weights import minilm_folder
from corpus.errors import SetupError

FROZEN = 2  # layers below those that are trained
EXACT, QUANTISED = 1e-3, 1.0  # how far apart logits of the weights and of the export may be
FIRSTS = (
    "How many victims were found in 2022?",
    "Who runs the compound on the border?",
    "Fines were raised to 3,000 dollars.",
)
SECONDS = (
    "Police counted 412 victims in 2022, more than in the year before. (Harbour Watch, annual report)",
    "The compound belongs to the brothers Sok, the court found. (Verdict. The trial lasted a year.)",
    "The law of 2019 raised fines to 5,000 dollars. (Penal code)",
    "Boats left the harbour at dawn. (Notices)",
)
WIDTH = 384


class PairNetwork(torch.nn.Module):  # type: ignore[misc]  # torch names no types
    """Logits from the states of [CLS] and of the first text's tokens (type 0): their mean and their maximum."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(minilm_folder(), attn_implementation="eager", dtype=torch.float32)
        self.head = torch.nn.Linear(3 * WIDTH, outputs)
        for name, parameter in self.encoder.named_parameters():
            parameter.requires_grad = is_trained(f"encoder.{name}")

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        away = (1.0 - mask[:, None, None, :].float()) * -1e4
        with torch.no_grad():
            hidden = self.encoder.embeddings(input_ids=ids, token_type_ids=types)
            for layer in self.encoder.encoder.layer[:FROZEN]:
                hidden = _state(layer(hidden, away))
        for layer in self.encoder.encoder.layer[FROZEN:]:
            hidden = _state(layer(hidden, away))
        first = ((types == 0) & (mask == 1)).unsqueeze(-1)
        mean = (hidden * first).sum(1) / first.sum(1)
        most = hidden.masked_fill(~first, -1e4).max(1).values
        logits: torch.Tensor = self.head(torch.cat([hidden[:, 0], mean, most], 1).float())
        return logits


def _state(output: torch.Tensor | tuple[torch.Tensor, ...]) -> torch.Tensor:
    return output[0] if isinstance(output, tuple) else output


def is_trained(name: str) -> bool:
    """Whether a parameter of PairNetwork differs from the packaged weights."""
    if name.startswith("head."):
        return True
    parts = name.split(".")
    return parts[:3] == ["encoder", "encoder", "layer"] and int(parts[3]) >= FROZEN


def save_difference(model: PairNetwork, path: Path) -> None:
    """Write what training changed: matrices in int8 with a scale a row, vectors and the head in fp16."""
    packaged = PairNetwork(1).state_dict()
    kept: dict[str, np.ndarray] = {}
    for name, value in model.state_dict().items():
        if not is_trained(name):
            continue
        change = value.float().numpy()
        if name.startswith("head.") or change.ndim == 1:
            kept[name] = (change if name.startswith("head.") else change - packaged[name].numpy()).astype(np.float16)
            continue
        change = change - packaged[name].numpy()
        scale = np.maximum(np.abs(change).max(1, keepdims=True), 1e-8) / 127
        kept[name] = np.rint(change / scale).astype(np.int8)
        kept[f"{name}:scale"] = scale.astype(np.float32)
    np.savez_compressed(path, **kept)  # type: ignore[arg-type]  # the stubs read the names as options


def load_difference(fitted: Fitted) -> PairNetwork:
    """The encoder with its committed weights. Raises SetupError where their hash is not the pinned one."""
    found = sha256(fitted.weights.read_bytes()).hexdigest()
    if found != fitted.sha256:
        raise SetupError(
            what=f"Will not use the {fitted.what}'s weights", why=f"their sha256 is {found}, not {fitted.sha256}",
            fix=f"Restore {fitted.weights}",
        )  # fmt: skip
    model = PairNetwork(fitted.outputs)
    state = model.state_dict()
    with np.load(fitted.weights) as kept:
        for name in kept.files:
            if name.endswith(":scale"):
                continue
            value = kept[name].astype(np.float32)
            value = value * kept[f"{name}:scale"] if f"{name}:scale" in kept.files else value
            state[name] = torch.from_numpy(value if name.startswith("head.") else state[name].numpy() + value)
    model.load_state_dict(state)
    model.eval()
    return model


def export(fitted: Fitted, path: Path) -> None:
    """Write the ONNX graph: ids, types and mask (batch, length) give `logits` (batch, outputs)."""
    model = load_difference(fitted)
    ids = torch.randint(1_000, 20_000, (2, 12))
    types = torch.zeros_like(ids)
    types[:, 6:] = 1
    axes = {0: torch.export.Dim("batch", min=1, max=4_096), 1: torch.export.Dim("length", min=2, max=512)}
    partial = path.with_suffix(f".{os.getpid()}.partial")
    torch.onnx.export(
        model, (ids, types, torch.ones_like(ids)), str(partial),
        dynamo=True, external_data=False, verbose=False,
        input_names=["ids", "types", "mask"], output_names=["logits"],
        dynamic_shapes={"ids": axes, "types": axes, "mask": axes},
    )  # fmt: skip
    _require_agreement(model, partial, fitted, EXACT)
    if fitted.quantised:
        _quantise(partial)
        _require_agreement(model, partial, fitted, QUANTISED)
    partial.replace(path)


def _quantise(graph: Path) -> None:
    """Matrices in int8, a scale a row; what goes into them is scaled at run time (dynamic quantisation)."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)  # its advice is for other formats
    # 7 bits of the 8: a product of two stays within what processors without VNNI can add up
    quantize_dynamic(graph, graph, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def _require_agreement(model: PairNetwork, exported: Path, fitted: Fitted, most: float) -> None:
    """On sentences, as it is used: on tokens drawn by lot int8 is off by more."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(exported), providers=["CPUExecutionProvider"])
    differences = []
    for row in pair_rows([(first, second) for first in FIRSTS for second in SECONDS], fitted):
        ids, types = (torch.tensor([values]) for values in row)
        mask = torch.ones_like(ids)
        with torch.no_grad():
            expected = model(ids, types, mask).numpy()
        given = session.run(["logits"], {"ids": ids.numpy(), "types": types.numpy(), "mask": mask.numpy()})[0]
        differences.append(np.abs(expected - given).max())
    apart = float(np.max(differences))
    if not apart <= most:
        raise SetupError(
            what=f"Will not use the exported {fitted.what}", why=f"it differs from its weights by {apart:.4f}",
            fix="Report this",
        )  # fmt: skip


if __name__ == "__main__":
    warnings.filterwarnings("ignore")  # the exporter's own
    target = Path(sys.argv[1])
    export(next(f for f in (CLAIM_ENCODER, ANSWER_ENCODER) if f.graph == target.name), target)
