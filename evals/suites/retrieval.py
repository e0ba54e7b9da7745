"""The retrieval suite: where the right document or page stands, with plain baselines, stage by stage, and its time."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.library.store import Library
from evals.datasets import clapnq, mmlongbench, squad, starter, trafficking_gold
from evals.libraries import library_of_documents, library_of_files, outcomes, starter_library
from evals.metrics.latency import percentile
from evals.rankings import Asked, Searched, held_out, open_parts, search_all
from evals.suites import Metric, Record, SuiteContext, SuiteResult, mean_metric

LANGUAGES = ("en", "es", "ar", "th", "zh")
GOALS = {"trafficking-gold": (0.97, 0.998), "MMLongBench within": (0.60, 0.94)}
P95_MS = 120.0


def run(context: SuiteContext) -> SuiteResult:
    metrics: list[Metric] = []
    records: list[Record] = []
    notes: list[str] = []
    absent: list[str] = []
    for name, library, questions in [*_starter(context), *_public(context, notes, absent)]:
        found = _search(context, name, library, questions)
        metrics += _figures(name, found)
        records += [_record(name, s) for s in found]
        if name == "starter":
            metrics += _times(found)
        if name == "trafficking-gold":
            metrics += _by_group(name, found)
        if name == "MMLongBench within":
            metrics += _held_out(name, found)
    return SuiteResult(
        suite="retrieval", metrics=tuple(metrics), records=tuple(records), notes=tuple(notes), absent=tuple(absent)
    )


Set = tuple[str, Library, list[Asked]]


def _starter(context: SuiteContext) -> Iterator[Set]:
    asked = [
        Asked(id=q.id, text=q.standalone or q.question, gold=_documents(q.gold.any_sources), group=q.type)
        for q in starter.read_questions(splits=("dev",))
        if q.gold.any_sources and not q.filters
    ]
    yield "starter", starter_library(context), asked


def _public(context: SuiteContext, notes: list[str], absent: list[str]) -> Iterator[Set]:
    for name, title, sets in (
        ("trafficking-gold", "trafficking-gold, ", _gold), ("mmlongbench-doc", "MMLongBench ", _pages),
        ("clapnq", "CLAPnq, ", _clapnq), ("xquad", "XQuAD ", _xquad),
    ):  # fmt: skip
        if (folder := context.set_folder(name)) is None:
            notes.append(f"{name} was left out: name the folder that holds it with --data")
            absent.append(title)
        else:
            yield from sets(context, folder)


def _gold(context: SuiteContext, folder: Path) -> Iterator[Set]:
    documents = trafficking_gold.read_documents(folder)
    asked = [
        Asked(id=q.id, text=q.question, gold=_documents(q.gold_docs), group=q.type)
        for q in trafficking_gold.read_questions(folder)
        if q.gold_docs
    ]
    yield "trafficking-gold", library_of_documents(context, "trafficking-gold", documents), asked


def _pages(context: SuiteContext, folder: Path) -> Iterator[Set]:
    library = library_of_files(context, "mmlongbench", mmlongbench.read_documents(folder))
    sources = {Path(added.path).name: added.source_id for added in outcomes(library) if added.source_id}
    asked = [
        Asked(
            id=q.id, text=q.question, group=q.doc_id, within=sources[q.doc_id],
            gold=frozenset((sources[q.doc_id], page) for page in q.evidence_pages),
        )
        for q in mmlongbench.read_questions(folder)
        if q.is_on_text and q.evidence_pages
    ]  # fmt: skip
    yield "MMLongBench within", library, asked
    across = [Asked(id=f"{a.id} across", text=a.text, gold=a.gold, group=a.group) for a in asked]
    yield "MMLongBench across", library, across


def _clapnq(context: SuiteContext, folder: Path) -> Iterator[Set]:
    questions = clapnq.read_questions(folder)
    asked = [Asked(id=q.id, text=q.question, gold=_documents(q.doc_ids())) for q in questions if q.is_answerable]
    yield "CLAPnq", library_of_documents(context, "clapnq", clapnq.documents_of(questions)), asked


def _xquad(context: SuiteContext, folder: Path) -> Iterator[Set]:
    """Questions in each language over English paragraphs, and English questions over each language's."""
    read = {lang: squad.read_questions(folder / f"xquad.{lang}.json") for lang in LANGUAGES}
    libraries = {
        lang: library_of_documents(context, f"xquad-{lang}", squad.documents_of(read[lang])) for lang in LANGUAGES
    }
    pairs = [*((lang, "en") for lang in LANGUAGES), *(("en", lang) for lang in LANGUAGES[1:])]
    for asking, reading in pairs:
        questions = [
            Asked(id=f"{asking}-{reading}-{q.id}", text=q.question, gold=_documents([q.doc_id])) for q in read[asking]
        ]
        yield f"XQuAD {asking} over {reading}", libraries[reading], questions


def _search(context: SuiteContext, name: str, library: Library, questions: Sequence[Asked]) -> list[Searched]:
    parts = open_parts(library, context.settings)
    return list(
        search_all(parts, context.first(questions), lambda done, total: context.progress(f"Asking {name}", done, total))
    )


def _figures(name: str, found: Sequence[Searched]) -> Iterator[Metric]:
    """First and in the first five, for each ranking; the plain fusion is the baseline of the last."""
    goals = dict(zip((1, 5), GOALS.get(name, (None, None)), strict=True))
    for ranking in found[0].rankings if found else ():
        for k in (1, 5):
            values = [s.asked.hit(s.rankings[ranking], k) for s in found]
            plain = [s.asked.hit(s.rankings["plain fusion"], k) for s in found]
            last = ranking == "all"
            yield mean_metric(
                f"{name}, {_label(k)} · {ranking}", values, gated=last, goal=goals[k] if last else None,
                baseline=sum(plain) / len(plain) if last else None,
            )  # fmt: skip


def _held_out(name: str, found: Sequence[Searched]) -> Iterator[Metric]:
    rankings = held_out(found)
    for k, goal in zip((1, 5), GOALS[name], strict=True):
        values = [s.asked.hit(r, k) for s, r in zip(found, rankings, strict=True)]
        yield mean_metric(f"{name}, {_label(k)} · all, weights of other documents", values, goal=goal)


def _by_group(name: str, found: Sequence[Searched]) -> Iterator[Metric]:
    for group in sorted({s.asked.group for s in found}):
        for k in (1, 5):
            values = [s.asked.hit(s.rankings["all"], k) for s in found if s.asked.group == group]
            yield mean_metric(f"{name} {group}, {_label(k)} · all", values)


def _times(found: Sequence[Searched]) -> Iterator[Metric]:
    steps = [*found[0].milliseconds] if found else []
    timed = {step: [s.milliseconds[step] for s in found] for step in steps}
    timed["whole retrieval"] = [sum(s.milliseconds.values()) for s in found]
    for step, values in timed.items():
        for p in (50, 95):
            goal = P95_MS if (step, p) == ("whole retrieval", 95) else None
            yield Metric(
                name=f"ms, {step}, p{p}", value=percentile(p, values), n=len(values), higher_is_better=False, goal=goal
            )


def _record(name: str, searched: Searched) -> Record:
    asked, ranking = searched.asked, searched.rankings["all"]
    return Record(
        id=f"{name}: {asked.id}",
        input={"question": asked.text, "gold": sorted(asked.gold), "within": asked.within},
        output={"ranking": list(dict.fromkeys(ranking))[:10]},
        scores={f"{name}, {_label(k)}": asked.hit(ranking, k) for k in (1, 5)},
        cause=None if asked.hit(ranking, 5) else "not retrieved",
    )


def _documents(sources: Sequence[str]) -> frozenset[tuple[str, int]]:
    return frozenset((source, 0) for source in sources)


def _label(k: int) -> str:
    return "first" if k == 1 else f"in first {k}"
