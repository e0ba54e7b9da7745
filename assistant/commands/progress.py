"""A progress bar on a terminal; nothing where there is none."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from assistant.library.incoming import Added


def tracked(*parts: Iterable[Added], total: int) -> Iterator[Added]:
    """Pass outcomes through, showing files done of `total`, pages, passages a second and the time that is left."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files · {task.fields[pages]} pages · {task.fields[rate]:.0f} passages/s · left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Reading", total=total, pages=0, rate=0.0)
        pages = passages = 0
        path = None
        for added in chain(*parts):
            pages, passages = pages + added.pages, passages + added.passages
            rate = passages / max(progress.tasks[task].elapsed or 0.0, 0.1)
            finished = path is not None and added.path != path  # a file of many documents counts once, at its end
            path = added.path
            name = escape(added.source_id or added.outcome)
            progress.update(task, advance=int(finished), pages=pages, rate=rate, description=name)
            yield added
        progress.update(task, completed=total)


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


@contextmanager
def indexing() -> Iterator[Callable[[int, int, str], None]]:
    """A bar for each index that follows the library: done of how many, how many a second, and the time that is left."""
    console = Console(stderr=True)
    columns = (
        TextColumn("Indexing {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:.0f}/s · left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bars: dict[str, TaskID] = {}

        def step(done: int, total: int, index: str) -> None:
            if index not in bars:
                bars[index] = progress.add_task(index, total=total, rate=0.0)
            bar = progress.tasks[bars[index]]
            progress.update(bar.id, completed=done, total=total, rate=done / max(bar.elapsed or 0.0, 0.1))

        yield step
