"""Load: people who ask, think for three seconds and ask again, on the HTTP API and through the page's own event API.

The page is served by a process of its own, as `assistant serve` does it, over the starter corpus in quotes mode. The
baseline is the same load on the page with one answer at a time, which is the default of its framework.
"""

import asyncio
import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from corpus.errors import SetupError
from evals.benches import BenchContext, BenchResult
from evals.datasets.starter import read_questions
from evals.metrics.latency import percentile

PEOPLE = 20
THINKING = 3.0  # seconds between an answer and the next question
LASTING = 60.0  # seconds
STARTING = 90.0  # seconds the server may take to begin
_ADDRESS = re.compile(r"Open (http://\S+?)/? in a browser")
Ask = Callable[[httpx.AsyncClient, str], Awaitable[None]]


@dataclass
class Served:
    """A running `assistant serve`."""

    address: str
    pid: int

    @property
    def memory_mb(self) -> float:
        """Resident memory. Needs Linux."""
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text("ascii"))
        return round(int(found[1]) / 1024, 1) if found else 0.0

    @property
    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Heard:
    """What came of one load."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cpu_s: float = 0.0
    memory_mb: tuple[float, float] = (0.0, 0.0)

    def p(self, share: float) -> float:
        return round(percentile(share, self.seconds) or float("nan"), 3)

    def as_json(self) -> dict[str, Any]:
        return {
            "answers": len(self.seconds), "errors": len(self.errors), "first_errors": self.errors[:3],
            "p50_s": self.p(50), "p95_s": self.p(95), "cpu_s_per_answer": round(self.cpu_s / len(self.seconds), 3)
            if self.seconds else None, "memory_mb_start": self.memory_mb[0], "memory_mb_end": self.memory_mb[1],
        }  # fmt: skip


def run(context: BenchContext) -> BenchResult:
    """p95 on the page against one answer at a time; the API's figures stand in the details."""
    people = context.size or PEOPLE
    questions = [q.question for q in read_questions(splits=("dev",)) if not q.history]
    library = context.work / "library"
    _assistant(library, "library", "build")
    heard: dict[str, Heard] = {}
    for name, at_once in (("api", None), ("page", None), ("one at a time", 1)):
        context.progress("Load", len(heard), 3)
        with served(library, at_once) as server:
            ask = ask_api(server.address) if name == "api" else ask_page(server.address)
            heard[name] = asyncio.run(load(server, ask, questions, people, context.seed))
    return BenchResult(
        name="load", ours=heard["page"].p(95), baseline=heard["one at a time"].p(95), unit="s", better="lower",
        n=len(heard["page"].seconds), baseline_is="one answer at a time",
        details={"people": people, "thinking_s": THINKING, "lasting_s": LASTING}
        | {name: found.as_json() for name, found in heard.items()},
    )  # fmt: skip


async def load(server: Served, ask: Ask, questions: list[str], people: int, seed: int) -> Heard:
    """Everybody begins somewhere in the first three seconds; the questions are drawn at random, the same each run."""
    heard = Heard()
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(timeout=60, limits=limits) as client:
        await ask(client, questions[0])  # what is only loaded once is loaded before the count
        before, cpu = server.memory_mb, server.cpu_s
        end = time.perf_counter() + LASTING
        await asyncio.gather(
            *(_person(client, ask, random.Random(f"{seed}-{n}"), questions, end, heard) for n in range(people))
        )
        heard.cpu_s, heard.memory_mb = server.cpu_s - cpu, (before, server.memory_mb)
    return heard


async def _person(
    client: httpx.AsyncClient, ask: Ask, drawn: random.Random, questions: list[str], end: float, heard: Heard
) -> None:
    await asyncio.sleep(drawn.uniform(0, THINKING))
    while time.perf_counter() < end:
        begin = time.perf_counter()
        try:
            await ask(client, drawn.choice(questions))
            heard.seconds.append(time.perf_counter() - begin)
        except (httpx.HTTPError, ValueError) as error:
            heard.errors.append(f"{type(error).__name__}: {error}"[:200])
        await asyncio.sleep(THINKING)


def ask_api(address: str) -> Ask:
    async def ask(client: httpx.AsyncClient, question: str) -> None:
        reply = await client.post(f"{address}/v1/answers", json={"question": question, "mode": "quotes"})
        if reply.raise_for_status().json()["status"] not in ("answered", "refused"):
            raise ValueError("no answer")

    return ask


def ask_page(address: str) -> Ask:
    """Each question in a session of its own, as the page asks it: an event joins the queue, its stream is read out."""
    number, inputs = _asking(address)

    async def ask(client: httpx.AsyncClient, question: str) -> None:
        session = f"{random.getrandbits(64):016x}"
        event = {"data": [question, *[None] * (inputs - 1)], "fn_index": number, "session_hash": session}
        (await client.post(f"{address}/gradio_api/queue/join", json=event)).raise_for_status()
        shown = ""
        async with client.stream("GET", f"{address}/gradio_api/queue/data?session_hash={session}") as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data:"):
                    message = json.loads(line[5:])
                    shown += line if message["msg"] in ("process_generating", "process_completed") else ""
                    if message["msg"] == "process_completed":
                        if not message["success"]:
                            raise ValueError(f"the page failed: {message['output']}")
                        break
        if "as-of" not in shown and "refusal" not in shown:
            raise ValueError("the page showed no answer")

    return ask


def _asking(address: str) -> tuple[int, int]:
    """The number of the page's asking event, and how many inputs it takes."""
    config = httpx.get(f"{address}/config", timeout=30).raise_for_status().json()
    box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "question")
    asking = next(d for d in config["dependencies"] if [box, "submit"] in d["targets"])
    return asking["id"], len(asking["inputs"])


@contextmanager
def served(library: Path, at_once: int | None) -> Iterator[Served]:
    """`assistant serve` on a free port, ended afterwards. Raises SetupError where it does not begin."""
    environment = dict(os.environ, ASSISTANT_LLM="none") | ({"ASSISTANT_PAGE_AT_ONCE": str(at_once)} if at_once else {})
    command = [sys.executable, "-m", "assistant", "--library", str(library), "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield Served(address=_address(process), pid=process.pid)
        finally:
            process.terminate()


def _address(process: subprocess.Popen[str]) -> str:
    said = ""
    begin = time.monotonic()
    while process.stderr and time.monotonic() - begin < STARTING and (line := process.stderr.readline()):
        said += line
        if found := _ADDRESS.search(line):
            return found[1]
    raise SetupError(what="Cannot measure the load", why=f"the server did not begin: {said[-300:]}", fix="See above")


def _assistant(library: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "assistant", "--library", str(library), *arguments]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603
