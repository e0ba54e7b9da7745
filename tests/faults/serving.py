"""A real server under ten clients, while something is broken on purpose."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

CLIENTS = 10
QUESTIONS = {
    "How many trafficking victims did Harbour Watch count in Cambodia in 2022?": ("harbour-2023", "590"),
    "How many trafficking victims did Harbour Watch count in Cambodia in 2020?": ("harbour-2021", "412"),
    "What ransom was asked, as Harbour Watch reports?": ("harbour-2023", "3,000"),
    "How many fishing boats with forced labourers did the Mekong Bureau find?": ("រដ្ឋ-១", "17"),
}


@dataclass
class Outcomes:
    """What the clients were told, counted: `right`, the reasons of clear errors, and whatever must never be."""

    right: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    gone: int = 0  # nobody answered at all
    wrong: list[Any] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.right} right, errors {dict(self.errors)}, unreachable {self.gone}, wrong {len(self.wrong)}"


@dataclass
class Served:
    process: "subprocess.Popen[str]"
    address: str
    outcomes: Outcomes = field(default_factory=Outcomes)

    def ask(self, client: httpx.Client, question: str) -> None:
        """Ask once and sort what comes back."""
        source, figure = QUESTIONS[question]
        try:
            reply = client.post(f"{self.address}/v1/answers", json={"question": question})
            said = reply.json()
        except httpx.TransportError:
            self.outcomes.gone += 1
            return
        except ValueError:
            self.outcomes.wrong.append(reply.text[:500])
            return
        if reply.status_code >= 400:
            clear = all(said.get("error", {}).get(part) for part in ("what", "why", "fix"))
            if clear and "something in the assistant itself failed" not in said["error"]["why"]:
                self.outcomes.errors[said["error"]["what"]] += 1
            else:
                self.outcomes.wrong.append(said)
        elif (
            said["status"] == "answered"
            and any(c["source_id"] == source and figure in c["quote"] for c in said["citations"])
            and all(claim["citations"] for claim in said["claims"])
        ):
            self.outcomes.right += 1
        else:
            self.outcomes.wrong.append(said)

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def served(library: Path, environment: Mapping[str, str] = {}) -> Iterator[Served]:  # noqa: B006
    """`assistant serve` over a library, Chroma included, until the block ends."""
    command = [sys.executable, "-m", "assistant", "--library", str(library), "serve", "--port", "0"]
    chosen = os.environ | {"ASSISTANT_EXACT_SCAN_LIMIT": "1"} | dict(environment)
    process = subprocess.Popen(command, env=chosen, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    found = None
    while not found and (line := process.stderr.readline()):
        found = re.search(r"http://\S+?(?=/ )", line)
    assert found, "the server did not start"
    log = (library.parent.parent / "server.log").open("a")
    threading.Thread(target=log.writelines, args=(process.stderr,), daemon=True).start()
    try:
        running = Served(process, found[0])
        _wait_for(running)
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)


@contextmanager
def ten_clients(running: Served) -> Iterator[Outcomes]:
    """Ten clients that ask one question after the other until the block ends."""
    done = threading.Event()

    def client(number: int) -> None:
        with httpx.Client(timeout=90) as http:
            for turn in range(number, 10**6):
                if done.is_set():
                    return
                running.ask(http, list(QUESTIONS)[turn % len(QUESTIONS)])
                time.sleep(0.05)

    clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for each in clients:
        each.start()
    try:
        yield running.outcomes
    finally:
        done.set()
        for each in clients:
            each.join(120)


def assert_right_again(running: Served) -> None:
    """Every question has its right answer."""
    running.outcomes = Outcomes()
    with httpx.Client(timeout=90) as http:
        for question in QUESTIONS:
            running.ask(http, question)
    assert running.outcomes.right == len(QUESTIONS), str(running.outcomes) + json.dumps(running.outcomes.wrong)[:2_000]


def command(library: Path, *arguments: str, **settings: Any) -> "subprocess.CompletedProcess[str]":
    """Another process of the program on the same library."""
    line = [sys.executable, "-m", "assistant", "--library", str(library), *arguments]
    return subprocess.run(line, capture_output=True, text=True, check=False, **settings)


def assert_whole(library: Path) -> None:
    """`library check` finds nothing, after what was left undone has been followed."""
    environment = os.environ | {"ASSISTANT_EXACT_SCAN_LIMIT": "1"}
    checked = command(library, "library", "check", env=environment)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def _wait_for(running: Served) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{running.address}/healthz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
