"""The claim encoder as a torch model, its committed weights, and its export for onnxruntime.

MiniLM reads claim and text together. Embeddings and lower layers are the packaged ones; of the upper layers the
difference from the packaged ones is kept, in int8 with one scale a row (training/claim_encoder.py makes it). Only the
export and the training import this module: torch stays out of the answering process.
"""

import os
import sys
import warnings
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel

from assistant.claims.encoder import LABELS, WEIGHTS, WEIGHTS_SHA256
from assistant.weights import minilm_folder
from corpus.errors import SetupError

FROZEN = 2  # layers below those that are trained
WIDTH = 384


class ClaimEncoder(torch.nn.Module):  # type: ignore[misc]  # torch names no types
    """Logits of supported, unsupported, contradicted, from the states of [CLS] and of the claim's tokens (type 0)."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(minilm_folder(), attn_implementation="eager", dtype=torch.float32)
        self.head = torch.nn.Linear(3 * WIDTH, len(LABELS))
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
        claim = ((types == 0) & (mask == 1)).unsqueeze(-1)
        mean = (hidden * claim).sum(1) / claim.sum(1)
        most = hidden.masked_fill(~claim, -1e4).max(1).values
        logits: torch.Tensor = self.head(torch.cat([hidden[:, 0], mean, most], 1).float())
        return logits


def _state(output: torch.Tensor | tuple[torch.Tensor, ...]) -> torch.Tensor:
    return output[0] if isinstance(output, tuple) else output


def is_trained(name: str) -> bool:
    """Whether a parameter of ClaimEncoder differs from the packaged weights."""
    if name.startswith("head."):
        return True
    parts = name.split(".")
    return parts[:3] == ["encoder", "encoder", "layer"] and int(parts[3]) >= FROZEN


def save_difference(model: ClaimEncoder, path: Path) -> None:
    """Write what training changed: matrices in int8 with a scale a row, vectors and the head in fp16."""
    packaged = ClaimEncoder().state_dict()
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


def load_difference(path: Path) -> ClaimEncoder:
    """The encoder with the committed weights. Raises SetupError where their hash is not the pinned one."""
    found = sha256(path.read_bytes()).hexdigest()
    if path == WEIGHTS and found != WEIGHTS_SHA256:
        raise SetupError(
            what="Will not use the claim checker's weights", why=f"their sha256 is {found}", fix=f"Restore {path}"
        )
    model = ClaimEncoder()
    state = model.state_dict()
    with np.load(path) as kept:
        for name in kept.files:
            if name.endswith(":scale"):
                continue
            value = kept[name].astype(np.float32)
            value = value * kept[f"{name}:scale"] if f"{name}:scale" in kept.files else value
            state[name] = torch.from_numpy(value if name.startswith("head.") else state[name].numpy() + value)
    model.load_state_dict(state)
    model.eval()
    return model


def export(path: Path) -> None:
    """Write the ONNX graph: ids, types and mask (batch, length) give `logits` (batch, 3)."""
    model = load_difference(WEIGHTS)
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
    _require_agreement(model, partial)
    partial.replace(path)


def _require_agreement(model: ClaimEncoder, exported: Path) -> None:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(exported), providers=["CPUExecutionProvider"])
    ids = torch.randint(1_000, 20_000, (3, 31))
    types, mask = torch.zeros_like(ids), torch.ones_like(ids)
    types[:, 9:] = 1
    mask[1, 20:] = 0
    with torch.no_grad():
        expected = model(ids, types, mask).numpy()
    given = session.run(["logits"], {"ids": ids.numpy(), "types": types.numpy(), "mask": mask.numpy()})[0]
    apart = float(np.abs(expected - given).max())
    if apart > 1e-3:
        raise SetupError(
            what="Will not use the exported claim encoder", why=f"it differs from its weights by {apart:.4f}",
            fix="Report this",
        )  # fmt: skip


if __name__ == "__main__":
    warnings.filterwarnings("ignore")  # the exporter's own
    export(Path(sys.argv[1]))
