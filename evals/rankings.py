"""Rankings to compare: plain baselines, each stage of retrieval added to the ones before, and retrieval as it is."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from time import perf_counter

from assistant.filters import Filters
from assistant.finding import Parts, build_parts
from assistant.library.store import Library
from assistant.questions.question import Question, read_question
from assistant.retrieval import DEPTH, Hit, Weights
from assistant.settings import Settings
from evals.metrics.page_hit import Place
from evals.metrics.reciprocal_rank import reciprocal_rank

PLAIN = ("plain dense", "plain BM25", "plain fusion")
FUSION_K = 60
EVERYTHING = 100_000
_OFF = Weights(words=0, pages=0, documents=0, dense=0, country=0, edition=0, part=0, superseded=0)
_ADDED = (("words", "documents"), ("dense",), ("pages",), ("part",), ("edition",), ("country", "superseded"))
Ranking = list[Place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its gold pages; page 0 is any page of the document. `group`: type or document."""

    id: str
    text: str
    gold: frozenset[Place]
    group: str = ""
    within: str | None = None  # the only source searched

    def ranks(self, ranking: Sequence[Place]) -> float:
        """Reciprocal rank of the first gold page, or document."""
        keys = [_key(place) for place in self._counted(ranking)]
        return reciprocal_rank(keys, {_key(place) for place in self.gold}) or 0.0

    def hit(self, ranking: Sequence[Place], k: int) -> float:
        return float(bool(self.gold & set(self._counted(ranking)[:k])))

    def _counted(self, ranking: Sequence[Place]) -> list[Place]:
        whole = all(page == 0 for _, page in self.gold)
        return list(dict.fromkeys((source, 0) if whole else (source, page) for source, page in ranking))


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What a question found: hits with their stages, and each ranking; milliseconds of each step."""

    asked: Asked
    hits: list[Hit]
    rankings: dict[str, Ranking]
    milliseconds: dict[str, float]


def added_stages() -> dict[str, Weights]:
    """Weights of `words + documents`, and of each stage added to those before it."""
    found: dict[str, Weights] = {}
    weights = _OFF
    for stages in _ADDED:
        weights = replace(weights, **{stage: getattr(Weights(), stage) for stage in stages})
        found[("+ " if found else "") + " + ".join(stages)] = weights
    return found


def open_parts(library: Library, settings: Settings) -> Parts:
    parts = build_parts(settings.model_copy(update={"library": library.folder}), library, None)
    parts.indexes.refresh()
    return parts


def search_all(
    parts: Parts, questions: Sequence[Asked], progress: Callable[[int, int], None] = lambda done, total: None
) -> Iterator[Searched]:
    for done, asked in enumerate(questions, start=1):
        yield _searched(parts, asked)
        progress(done, len(questions))


def reordered(hits: Sequence[Hit], weights: Weights) -> Ranking:
    """Pages by their best passage under other weights."""
    return _places(sorted(hits, key=lambda hit: (-weights.score(hit.stages), hit.passage.id)))


def held_out(found: Sequence[Searched]) -> list[Ranking]:
    """Rankings under weights chosen, from a small grid, on the questions of the other groups only (grouped k-fold)."""
    grid = [
        replace(Weights(), words=words, pages=pages, dense=dense, part=part)
        for words, pages, dense, part in product((0.5, 1.0), (0.0, 0.35, 0.7), (0.5, 1.25), (0.0, 0.75, 1.5))
    ]
    tried = [[reordered(s.hits, weights) for s in found] for weights in grid]
    ranks = [[s.asked.ranks(r) for s, r in zip(found, rankings, strict=True)] for rankings in tried]
    chosen = []
    for place, one in enumerate(found):
        others = [n for n, s in enumerate(found) if s.asked.group != one.asked.group]
        best = max(range(len(grid)), key=lambda g: sum(ranks[g][n] for n in others))
        chosen.append(tried[best][place])
    return chosen


def _searched(parts: Parts, asked: Asked) -> Searched:
    clock = _Clock()
    question = read_question(asked.text)
    clock.lap("read the question")
    vector = parts.retriever.embed(question)
    clock.lap("embed")
    filters = Filters(source=(asked.within,)) if asked.within else Filters()
    hits = parts.retriever.retrieve(question, vector, filters, EVERYTHING)
    clock.lap("retrieve")
    plain = _plain(parts, question, hits, asked.within)
    rankings = {**plain, **{name: reordered(hits, weights) for name, weights in added_stages().items()}}
    return Searched(asked=asked, hits=hits, rankings={**rankings, "all": _places(hits)}, milliseconds=clock.laps)


def _plain(parts: Parts, question: Question, hits: Sequence[Hit], within: str | None) -> dict[str, Ranking]:
    dense = sorted(hits, key=lambda hit: (-hit.stages["dense"], hit.passage.id))[:DEPTH]
    terms = list(dict.fromkeys(question.terms))
    keys = [key for key, _ in parts.indexes.search_passages(terms, DEPTH, [within] if within else None)]
    words = parts.library.passages(keys)
    rankings = [_places(dense), [(words[key].source.id, words[key].page) for key in keys]]
    return dict(zip(PLAIN, [*rankings, fused(rankings)], strict=True))


def fused(rankings: Sequence[Ranking]) -> Ranking:
    """Reciprocal rank fusion (Cormack et al., 2009) of pages; ties break by source and page."""
    points: dict[Place, float] = defaultdict(float)
    for ranking in rankings:
        for rank, place in enumerate(dict.fromkeys(ranking), start=1):
            points[place] += 1 / (FUSION_K + rank)
    return sorted(points, key=lambda place: (-points[place], place))


def _places(hits: Sequence[Hit]) -> Ranking:
    return [(hit.passage.source.id, hit.passage.page) for hit in hits]


def _key(place: Place) -> str:
    return f"{place[1]} {place[0]}"


class _Clock:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, name: str) -> None:
        now = perf_counter()
        self.laps[name], self._last = (now - self._last) * 1000, now
