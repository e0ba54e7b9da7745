"""A first answer is fast because little is loaded for it: held here by what a real `assistant ask` imports."""

import os
import subprocess
import sys

from assistant.library.store import Library
from evals.benches.cold import measured

ASK = ("ask", "How many trafficking victims were counted in Cambodia in 2022?", "--json", "--mode", "quotes")
HEAVY = {
    "torch", "transformers", "sentence_transformers", "sklearn", "scipy", "pandas", "matplotlib", "PIL", "onnx",
    "llama_index", "gradio", "fastapi", "chromadb", "openai", "anthropic", "ray",
    "pypdfium2", "docx", "lxml", "trafilatura", "rapidocr", "datasketch", "dateparser",
}  # fmt: skip


def test_a_cold_ask_loads_neither_frameworks_nor_what_reads_files(library: Library) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "assistant", "--library", str(library.folder), *ASK]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert {"numpy", "onnxruntime", "tantivy"} <= loaded
    assert loaded & HEAVY == set()
    assert "corpus.readers" not in done.stderr


def test_a_cold_ask_stays_well_under_400_megabytes(library: Library) -> None:
    command = [sys.executable, "-m", "assistant", "--library", str(library.folder), *ASK]
    _, megabytes = measured(command)
    assert 50 < megabytes < 300


def test_memory_is_that_of_the_command_and_not_of_who_started_it() -> None:
    held = os.urandom(1) * 300_000_000  # a process that is started counts what its parent held, until it is replaced
    _, megabytes = measured([sys.executable, "-c", "print('{}')"])
    assert megabytes < 60 < len(held)
