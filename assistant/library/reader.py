"""Reading in a process of its own, so that a file that crashes or hangs a native parser takes down only itself."""

import json
import logging
import os
import queue
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from assistant.processes import module_command, module_environment
from assistant.settings import Settings
from corpus.reading import Parsed
from corpus.reading_worker import HEADER, Frame, load

log = logging.getLogger(__name__)
_HELD = 8  # frames that wait to be stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """For one file, or one document of a container: seconds beside what its pages ask for, and megabytes."""

    seconds: float = 20.0
    megabytes: int = 4_096


def limits_of(settings: Settings) -> Limits:
    return Limits(seconds=settings.reading_seconds, megabytes=settings.reading_megabytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A file that took down its reader, or that its reader could not get through."""

    why: str


class Reader:
    """One worker process, started when first needed, used for file after file, and replaced when it dies.

    Ask for files ahead of time and take their answers in the same order: the worker reads the next while the last is
    being stored.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._asked: deque[Path] = deque()
        self._worker: _Worker | None = None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def ask(self, path: Path) -> None:
        self._asked.append(path)
        if self._worker is not None:
            self._worker.send(path)

    def answer(self) -> Iterator[Parsed | Failed]:
        """The documents of the file that was asked for longest ago, and Failed where it ends badly."""
        worker = self._running()
        try:
            while True:
                frame = worker.receive(self._limits.seconds)
                if frame[0] == "document":
                    yield frame[1]
                elif frame[0] == "end":
                    if frame[1]:
                        yield Failed(why=frame[1])
                    return
        except TimeoutError as error:
            self._stop()
            yield Failed(why=f"reading it took longer than {error} seconds")
        except EOFError:
            code = worker.process.wait()
            self._stop()
            yield Failed(why=f"its reader crashed ({_signal(code)})")
        finally:
            self._asked.popleft()

    def _running(self) -> "_Worker":
        if self._worker is None:
            self._worker = _Worker(self._limits.megabytes)
            for path in self._asked:
                self._worker.send(path)
        return self._worker

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


class _Worker:
    def __init__(self, megabytes: int) -> None:
        self.process = subprocess.Popen(
            module_command("corpus.reading_worker", str(megabytes)), env=module_environment(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._frames: queue.Queue[Frame | None] = queue.Queue(_HELD)
        self._stopped = False
        self._pumping = threading.Thread(target=self._pump, args=(self.process.stdout,), daemon=True)
        self._pumping.start()

    def send(self, path: Path) -> None:
        stdin = self.process.stdin
        try:
            if stdin is not None:
                stdin.write(json.dumps(str(path)).encode() + b"\n")
                stdin.flush()
        except BrokenPipeError:
            pass  # it has died: whoever waits for its answer is told

    def receive(self, seconds: float) -> Frame:
        """The next frame. Raises TimeoutError after `seconds` and what is allowed meanwhile, EOFError at its death."""
        begun, busy, waited = time.monotonic(), _processor_seconds(self.process.pid), 0.0
        while True:
            try:
                frame = self._frames.get(timeout=max(0.0, begun + seconds + waited - time.monotonic()))
            except queue.Empty:
                if (missed := self._missed(begun, busy)) - waited < 1.0 or waited > 4 * seconds:
                    raise TimeoutError(f"{seconds:.0f}") from None
                waited = missed  # others used the processor meanwhile
                continue
            if frame is None:
                raise EOFError
            if frame[0] != "allow":
                return frame
            seconds += frame[1]

    def _missed(self, begun: float, busy: float | None) -> float:
        """Seconds in which the worker could not run although it had work to do; 0 where the system does not tell."""
        now = _processor_seconds(self.process.pid)
        if busy is None or now is None or now - busy < 1.0:  # it sleeps, or hangs on something
            return 0.0
        return max(0.0, time.monotonic() - begun - (now - busy))

    def stop(self) -> None:
        self._stopped = True
        self.process.kill()
        self.process.wait()
        self._pumping.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what a dead worker has not read is still in the pipe's buffer
                    pipe.close()

    def _pump(self, stdout: IO[bytes]) -> None:
        """Frames from the pipe to the queue; None at its end."""
        frame: Frame | None = None
        while not self._stopped:
            try:
                header = stdout.read(HEADER.size)
                frame = load(stdout.read(HEADER.unpack(header)[0])) if len(header) == HEADER.size else None
            except Exception:  # cut off, or written by a reader that a file has taken over
                log.exception("Cannot understand the reader's answer")
                frame = None
            self._put(frame)
            if frame is None:
                return

    def _put(self, frame: Frame | None) -> None:
        while not self._stopped:
            try:
                self._frames.put(frame, timeout=0.5)
                return
            except queue.Full:
                continue


def _processor_seconds(pid: int) -> float | None:
    """What a process has used of the processors; None where the system keeps no such record (proc(5))."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _signal(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
