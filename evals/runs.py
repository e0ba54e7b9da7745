"""Runs: each case answered once and kept, by content, so that a run cut off goes on where it stopped.

An answer is found again as long as the question, the library, the settings and the assistant's code and weights are
the same. A question that crashes is a recorded failure, and is tried again next time.
"""

import json
import logging
import os
import platform
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from assistant.kept_lines import keep_line, kept_lines
from assistant.library.store import Library
from assistant.settings import SECRETS, Settings
from evals.answering import Answered, Answerer, MakeAnswerer, OpenEngine
from evals.case_sets import CaseSet
from evals.cases import Case
from evals.libraries import ROOT
from evals.suites import SuiteContext

log = logging.getLogger(__name__)
ANSWERING = ("corpus", "assistant")
PACKAGES = ("chromadb", "numpy", "onnxruntime", "sentence-transformers", "tantivy", "tokenizers", "torch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a case: answered, or the error it crashed with."""

    case: Case
    answered: Answered | None
    error: str | None = None


def answer_set(context: SuiteContext, case_set: CaseSet) -> list[Outcome]:
    """The assistant's answers to a set's cases, those of earlier runs included."""
    make = OpenEngine(settings=context.settings, folder=case_set.library.folder, mode=context.mode)
    key = run_key(context.settings, case_set.library, context.mode)
    kept = Kept(context.cache / "answers" / f"{case_set.name}-{key}.jsonl")
    return answer_cases(context, case_set.name, case_set.cases, make, kept)


def answer_cases(
    context: SuiteContext, name: str, cases: Sequence[Case], make: MakeAnswerer, kept: "Kept"
) -> list[Outcome]:
    known = kept.read()
    missing = [case for case in cases if case_key(case) not in known]
    done = len(cases) - len(missing)
    context.progress(f"Asking {name}", done, len(cases))
    found: dict[str, Outcome] = {}
    for outcome in _answered(missing, make, context.workers):
        found[outcome.case.id] = outcome
        if outcome.answered is not None:
            kept.add(case_key(outcome.case), outcome.answered)
        context.progress(f"Asking {name}", done + len(found), len(cases))
    return [found.get(case.id) or Outcome(case=case, answered=known[case_key(case)]) for case in cases]


def _answered(cases: Sequence[Case], make: MakeAnswerer, workers: int) -> Iterator[Outcome]:
    if not cases:
        return
    if workers == 1:
        answerer = make()
        yield from (answer_one(answerer, case) for case in cases)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _open_in_worker, (make,)) as pool:
        yield from pool.map(_answer_in_worker, cases)


def answer_one(answerer: Answerer, case: Case) -> Outcome:
    try:
        return Outcome(case=case, answered=answerer(case))
    except Exception as error:  # whatever it is, it is this question's failure, and the run goes on
        log.debug("%s crashed", case.id, exc_info=error)
        return Outcome(case=case, answered=None, error=f"{type(error).__name__}: {error}")


_worker: list[Answerer] = []  # the one answerer of a worker process


def _open_in_worker(make: MakeAnswerer) -> None:
    _worker.append(make())


def _answer_in_worker(case: Case) -> Outcome:
    return answer_one(_worker[0], case)


class Kept:
    """Answers on disk, one JSON line each, appended as they come; a line cut off by a crash is left out."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, Answered]:
        return dict(filter(None, map(_pair, kept_lines(self._path))))

    def add(self, key: str, answered: Answered) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        keep_line(self._path, json.dumps({"key": key, "answered": answered}, ensure_ascii=False))


def _pair(line: bytes) -> tuple[str, Answered] | None:
    try:
        row = json.loads(line)
        return row["key"], row["answered"]
    except (ValueError, KeyError, TypeError):
        return None


def case_key(case: Case) -> str:
    asked = json.dumps([case.as_input(), case.standalone], sort_keys=True, ensure_ascii=False)
    return sha256(asked.encode()).hexdigest()[:32]


def run_key(settings: Settings, library: Library, mode: str) -> str:
    made = json.dumps([mode, public(settings), library.fingerprint, answering_code()], sort_keys=True)
    return sha256(made.encode()).hexdigest()[:16]


def public(settings: Settings) -> dict[str, Any]:
    """The settings that shape answers, without secrets and folders."""
    return settings.model_dump(mode="json", exclude={*SECRETS, "library", "eval_data", "log_questions"})


@lru_cache(maxsize=1)
def answering_code() -> str:
    """Fingerprint of the code and the weights that answer."""
    return _fingerprint(file for part in ANSWERING for file in sorted((ROOT / part).rglob("*")))


def _fingerprint(files: Iterable[Path]) -> str:
    held = sha256()
    for file in files:
        if file.is_file() and "__pycache__" not in file.parts and "starter" not in file.parts:
            held.update(file.relative_to(ROOT).as_posix().encode() + sha256(file.read_bytes()).digest())
    return held.hexdigest()[:16]


def environment(context: SuiteContext, libraries: dict[str, str]) -> dict[str, Any]:
    """What a figure must be read with: machine, versions, code, settings, libraries, model."""
    return {
        "commit": _commit(), "code": answering_code(), "python": platform.python_version(),
        "platform": platform.platform(), "cores": os.cpu_count(),
        "packages": {name: version(name) for name in PACKAGES},
        "settings": public(context.settings), "mode": context.mode,
        "model": context.settings.llm_model if context.mode == "llm" else None, "seed": context.seed,
        "workers": context.workers, "limit": context.limit, "libraries": libraries,
    }  # fmt: skip


def _commit() -> str | None:
    """The commit checked out, with a plus where files differ from it; None outside a checkout."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    try:
        return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return None
