"""`assistant evaluate` and `assistant bench`."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.table import Table

from assistant.settings import Settings, load_settings
from corpus.errors import UsageError
from evals.benches import BenchContext, BenchResult, load_bench
from evals.suites import Metric, Progress, SuiteContext, SuiteResult, load_suite

CACHE = user_cache_path("trafficking-assistant", appauthor=False) / "evals"

Data = Annotated[Path | None, typer.Option(help="Folder that holds the public sets (or ASSISTANT_EVAL_DATA).")]
Seed = Annotated[int, typer.Option(help="Seed of everything drawn at random.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]


def evaluate(
    suite: Annotated[str, typer.Argument(help="quick, full, retrieval, claims, refusal, …")] = "quick",
    out: Annotated[Path, typer.Option(help="Folder for the records and the figures.")] = Path("evaluation"),
    data: Data = None,
    seed: Seed = 7,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many questions of each set.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Questions answered at a time.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Measure the assistant with a suite: figures with n and 95 % intervals, and a record for each question."""
    module = load_suite(suite)
    settings = load_settings()
    folder = _writable(out / suite)
    with _bar() as progress:
        context = SuiteContext(
            settings=settings, out=folder, cache=CACHE, data=_data(data, settings), progress=progress, workers=workers,
            seed=seed, limit=limit,
        )  # fmt: skip
        result = module.run(context)
    _save(result, folder)
    if as_json:
        print(json.dumps(_figures(result), ensure_ascii=False))
    else:
        _print_metrics(result)


def bench(
    name: Annotated[str, typer.Argument(help="index, query, scale, load or cold.")],
    data: Data = None,
    seed: Seed = 7,
    size: Annotated[int | None, typer.Option(min=1, help="How many passages, questions or people.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure speed and size beside a plain baseline, in the same run."""
    module = load_bench(name)
    settings = load_settings()
    with tempfile.TemporaryDirectory(prefix="assistant-bench-") as work, _bar() as progress:
        context = BenchContext(
            settings=settings, work=Path(work), data=_data(data, settings), progress=progress, seed=seed, size=size
        )
        result = module.run(context)
    if as_json:
        print(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        _print_bench(result)


def _data(named: Path | None, settings: Settings) -> Path | None:
    folder = named or settings.eval_data
    if folder is not None and not folder.is_dir():
        raise UsageError(what=f"Cannot read {folder}", why="there is no such folder", fix="Name another with --data")
    return folder


def _writable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(what=f"Cannot write {folder}", why=str(error), fix="Name another folder with --out") from error
    return folder


@contextmanager
def _bar() -> Iterator[Progress]:
    """A progress bar on a terminal; nothing where there is none."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield progress


def _figures(result: SuiteResult) -> dict[str, object]:
    return {
        "suite": result.suite, "metrics": [asdict(m) for m in result.metrics], "notes": list(result.notes),
        "details": dict(result.details),
    }  # fmt: skip


def _save(result: SuiteResult, folder: Path) -> None:
    """`records.jsonl`, one record a line, and `metrics.json`."""
    lines = (json.dumps(asdict(record), ensure_ascii=False) for record in result.records)
    (folder / "records.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    (folder / "metrics.json").write_text(json.dumps(_figures(result), ensure_ascii=False, indent=1) + "\n", "utf-8")


def _print_metrics(result: SuiteResult) -> None:
    table = Table(title=f"Suite {result.suite}")
    for column in ("metric", "value", "95 % interval", "n", "goal", "baseline"):
        table.add_column(column, justify="left" if column == "metric" else "right", no_wrap=True)
    for m in result.metrics:
        table.add_row(m.name, _number(m.value), _interval(m), str(m.n), _number(m.goal), _number(m.baseline))
    console = Console(width=None if Console().is_terminal else 120)
    console.print(table)
    for note in result.notes:
        console.print(f"· {note}", markup=False)


def _interval(metric: Metric) -> str:
    return "" if metric.low is None else f"{_number(metric.low)} to {_number(metric.high)}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"


def _print_bench(result: BenchResult) -> None:
    beside = "" if result.baseline is None else f", {result.baseline_is or 'baseline'} {result.baseline:,.4g}"
    ratio = "" if result.ratio is None else f", {result.ratio:.2f} times as good"
    print(f"{result.name}: {result.ours:,.4g} {result.unit}{beside}{ratio} (n = {result.n})")
    for name, value in result.details.items():
        print(f"  {name}: {value}")
