"""`bench cold`: from starting the program to the printed answer, and the memory it took.

The baseline does less: a process that loads MiniLM by sentence-transformers, embeds the question, and prints the
nearest of the library's passages.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from statistics import median

from evals.benches import BenchContext, BenchResult
from evals.benches.passages import fresh_starter
from evals.libraries import ROOT

TIMES = 5
QUESTION = "How many people are held in scam centres in Cambodia?"
_PLAIN = """
import json, sys
import numpy as np
from sentence_transformers import SentenceTransformer
from assistant.library.store import Library
from assistant.encoders.weights import minilm_folder
library = Library(__import__("pathlib").Path(sys.argv[1]))
keys, vectors = library.vectors()
vector = SentenceTransformer(str(minilm_folder()), device="cpu").encode(sys.argv[2], normalize_embeddings=True)
best = keys[np.argsort(-(vectors @ vector))[:8]]
print(json.dumps([p.text for p in library.passages(best).values()]))
"""

_TIMED = """
import resource, subprocess, sys
from time import perf_counter
begin = perf_counter()
out = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE).stdout
seconds = perf_counter() - begin
sys.stdout.buffer.write(out)
print([seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss])
"""


def run(context: BenchContext) -> BenchResult:
    library, settings = fresh_starter(context)
    folder = str(settings.library_folder)
    library.close()
    ask = [sys.executable, "-m", "assistant", "--library", folder, "ask", QUESTION, "--json", "--mode", "quotes"]
    plain = [sys.executable, "-c", _PLAIN, folder, QUESTION]
    ours, theirs = [], []
    for number in range(context.size or TIMES):  # in turns, so that a busy machine slows both
        context.progress("Starting cold", number, context.size or TIMES)
        ours.append(measured(ask))
        theirs.append(measured(plain))
    return BenchResult(
        name="cold", ours=median(s for s, _ in ours), baseline=median(s for s, _ in theirs), unit="s", better="lower",
        n=len(ours), baseline_is="sentence-transformers",
        details={
            "slowest_s": round(max(s for s, _ in ours), 2),
            "peak_mb": round(max(m for _, m in ours)), "baseline_peak_mb": round(max(m for _, m in theirs)),
        },
    )  # fmt: skip


def measured(command: Sequence[str]) -> tuple[float, float]:
    """Seconds and peak memory in MB of a command that prints JSON, and its children.

    A small process starts it: one started from here would begin with the memory of this one on its account
    (getrusage(2), ru_maxrss outlives exec). Raises RuntimeError where the command printed no JSON.
    """
    done = subprocess.run([sys.executable, "-S", "-c", _TIMED, *command], capture_output=True, text=True, cwd=ROOT)
    *out, last = done.stdout.splitlines() or [""]
    try:
        json.loads("\n".join(out))
        seconds, kilobytes = json.loads(last)
    except ValueError as error:
        raise RuntimeError(f"{command[1:3]} printed no answer: {done.stderr[-300:]}") from error
    return seconds, kilobytes / 1_024
