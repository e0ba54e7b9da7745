"""A progress bar on a terminal; nothing where there is none."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from assistant.library.importing import Added


def tracked(*parts: Iterable[Added], total: int) -> Iterator[Added]:
    """Pass outcomes through, showing documents done, passages a second and what is left."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Reading", total=total, rate="")
        passages = 0
        for added in chain(*parts):
            passages += added.passages
            elapsed = progress.tasks[task].elapsed or 0
            rate = f"{passages / elapsed:.0f} passages/s" if elapsed > 0.5 else ""
            progress.update(task, advance=1, rate=rate, description=added.source_id or added.outcome)
            yield added


@contextmanager
def steps(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """A bar for work in steps: tell it how many are done, how many there are, and what comes next."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=None)

        def step(done: int, total: int, following: str) -> None:
            progress.update(task, completed=done, total=total, description=f"{what}: {following[:60]}")

        yield step
