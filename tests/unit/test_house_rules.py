"""House rules: imports flow one way, and the answering path stays light."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAY_IMPORT = {
    "corpus": {"corpus"},
    "assistant": {"corpus", "assistant"},
    "ui": {"corpus", "assistant", "ui"},
    "evals": {"corpus", "assistant", "evals"},
}
ONLY_IN = {
    "chromadb": "assistant/index/chroma.py",
    "llama_index": "assistant/llama_index.py",
    "xllamacpp": "assistant/generation/local_model.py",
    "mcp": "assistant/mcp/server.py",
    "tantivy": "assistant/index/words.py",
    "ray": "assistant/library/cluster.py",
}


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_flow_one_way(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        assert imported(path) & set(MAY_IMPORT) <= MAY_IMPORT[package], path


@pytest.mark.parametrize("library", ONLY_IN)
def test_one_module_imports_each_backend(library: str) -> None:
    importers = {
        path.relative_to(ROOT).as_posix()
        for package in MAY_IMPORT
        for path in (ROOT / package).rglob("*.py")
        if library in imported(path)
        and path.parent != ROOT / "evals" / "peers"  # other systems, in their own environments
    }
    assert importers == {ONLY_IN[library]}


def test_json_lines_end_at_line_feeds_only() -> None:
    split = {
        path.relative_to(ROOT).as_posix()
        for package in (*MAY_IMPORT, "training")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"json\.loads.*splitlines\(\)", path.read_text("utf-8"))  # breaks at U+2028 and U+0085 as well
    }
    assert split == set()


def test_a_quote_answer_needs_no_heavy_import() -> None:
    heavy = ["torch", "transformers", "llama_index", "chromadb", "gradio", "sentence_transformers", "sklearn", "pandas"]
    code = f"import sys, assistant.engine, assistant.commands.app; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_modules_run_in_processes_of_their_own_without_the_working_folder() -> None:
    named = {
        path.relative_to(ROOT).as_posix()
        for package in ("corpus", "assistant", "ui")
        for path in (ROOT / package).rglob("*.py")
        if "sys.executable" in path.read_text("utf-8")
    }
    assert named == {"assistant/processes.py"}
