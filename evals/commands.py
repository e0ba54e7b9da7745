"""`assistant evaluate` and `assistant bench`."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from assistant.engine import Mode
from assistant.generation.chat_models import make_chat_model
from assistant.settings import Settings, load_settings
from corpus.errors import UsageError
from evals.benches import BenchContext, load_bench
from evals.comparison import compare
from evals.judge import judged
from evals.libraries import ROOT
from evals.printing import print_bench, print_result
from evals.report import require_plotting, write_reports
from evals.runs import environment
from evals.saved import Run, as_run, figures_as_json, read_run, save_baseline, save_run
from evals.suites import SUITES, Progress, SuiteContext, SuiteResult, load_suite

CACHE = user_cache_path("trafficking-assistant", appauthor=False) / "evals"
BASELINE = ROOT / "evals" / "baseline.json"
EXIT_REGRESSION = 4

Data = Annotated[Path | None, typer.Option(help="Folder that holds the public sets (or ASSISTANT_EVAL_DATA).")]
Seed = Annotated[int, typer.Option(help="Seed of everything drawn at random.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]


def evaluate(
    suite: Annotated[str, typer.Argument(help=f"One of {', '.join(SUITES)}.")] = "quick",
    out: Annotated[Path, typer.Option(help="Folder for the records and the report.")] = Path("evaluation"),
    against: Annotated[Path | None, typer.Option(help="Run folder or baseline file to compare with.")] = None,
    accept: Annotated[str | None, typer.Option(help="Write the baseline anew, with this reason.")] = None,
    from_feedback: Annotated[
        bool, typer.Option("--from-feedback", help="Ask the library's judged answers again (suite feedback).")
    ] = False,
    data: Data = None,
    mode: Annotated[str, typer.Option(help="quotes, or llm for the language model configured.")] = "quotes",
    judge: Annotated[bool, typer.Option("--judge", help="Let the language model configured grade, too.")] = False,
    nli: Annotated[str | None, typer.Option(help="Folder of an NLI model that judges support.")] = None,
    price: Annotated[float | None, typer.Option(min=0, help="Price of a million tokens written.")] = None,
    seed: Seed = 7,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many questions of each set.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Measure the assistant; exit code 4 where --against shows a significant loss in a gated figure."""
    require_plotting()
    suite = "feedback" if from_feedback else suite
    baseline = against or BASELINE
    if accept is not None:
        _require_acceptable(accept, baseline, suite, limit)
    module, settings = load_suite(suite), load_settings()
    before = None if against is None or accept is not None else _comparable(read_run(against), suite)
    folder = _writable(out / suite)
    with _bar() as progress:
        context = SuiteContext(
            settings=settings, out=folder, cache=CACHE, data=_data(data, settings), progress=progress, workers=workers,
            seed=seed, limit=limit, mode=_mode(mode), nli=nli, price_per_million=price,
        )  # fmt: skip
        result = _with_environment(module.run(context), context)
        if judge:
            result = judged(result, make_chat_model(settings), progress)
    comparison = None if before is None else compare(before, as_run(result), whole=limit is None)
    save_run(result, folder)
    write_reports(result, comparison, folder)
    if as_json:
        print(json.dumps(figures_as_json(result), ensure_ascii=False))
    else:
        print_result(result, comparison, folder)
    if accept is not None:
        _require_data(result, baseline)
        save_baseline(result, baseline, accept, date.today().isoformat())
    raise typer.Exit(EXIT_REGRESSION if comparison is not None and comparison.regressed else 0)


def bench(
    name: Annotated[str, typer.Argument(help="index, query, scale, load or cold.")],
    data: Data = None,
    seed: Seed = 7,
    size: Annotated[int | None, typer.Option(min=1, help="How many passages, questions or people.")] = None,
    work: Annotated[
        Path | None, typer.Option(help="Folder to work in; a long bench that was stopped goes on with what lies there.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure speed and size beside a plain baseline, in the same run."""
    module = load_bench(name)
    settings = load_settings()
    with tempfile.TemporaryDirectory(prefix="assistant-bench-") as scratch, _bar() as progress:
        context = BenchContext(
            settings=settings,
            work=Path(scratch) if work is None else _writable(work),
            data=_data(data, settings),
            progress=progress,
            seed=seed,
            size=size,
        )
        result = module.run(context)
    if as_json:
        print(json.dumps(result.as_json(), ensure_ascii=False))
    else:
        print_bench(result)


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


def _require_acceptable(why: str, baseline: Path, suite: str, limit: int | None) -> None:
    """Raises UsageError, before the run, where it could not become this baseline."""
    what = f"Cannot write {baseline}"
    if not why.strip():
        raise UsageError(what=what, why="no reason is given", fix="Say after --accept why this level is accepted")
    if limit is not None:
        raise UsageError(what=what, why="--limit leaves out questions", fix="Accept a whole run")
    if baseline.is_dir():
        raise UsageError(what=what, why="it is a folder", fix="Name a file with --against")
    if baseline.exists() and (of := read_run(baseline).suite) != suite:
        raise UsageError(what=what, why=f"it is of suite {of}", fix="Name another file with --against")


def _require_data(result: SuiteResult, baseline: Path) -> None:
    """Raises UsageError where figures that a baseline gates would leave it only because their data are absent."""
    if baseline.exists() and (missing := compare(read_run(baseline), as_run(result)).missing):
        raise UsageError(
            what=f"Cannot write {baseline}", why=f"the data of {len(missing)} of its gated figures are absent",
            fix="Name their folder with --data",
        )  # fmt: skip


def _comparable(run: Run, suite: str) -> Run:
    if run.suite != suite:
        raise UsageError(
            what=f"Cannot compare suite {suite}", why=f"--against is a run of {run.suite}", fix="Name one of the same"
        )
    return run


def _with_environment(result: SuiteResult, context: SuiteContext) -> SuiteResult:
    if "environment" in result.details:
        return result
    return replace(result, details={**result.details, "environment": environment(context, {})})


def _mode(mode: str) -> Mode:
    if mode not in ("quotes", "llm"):
        raise UsageError(what="Cannot evaluate", why=f"{mode!r} is no mode", fix="Use quotes or llm")
    return mode  # type: ignore[return-value]  # checked above
