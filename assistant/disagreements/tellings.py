"""Tellings: what different sources tell in answer to one question, and whether two of them tell it differently.

Values that can be read (figures, dates, names, labels) are compared in disagreement.py. Here whole sentences are:
copies of a text with a detail changed, and tellings that have nothing in common. How the signs weigh is learned
(training/tellings.py).
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import numpy as np

from assistant.disagreements.asked import gives_what_is_asked
from assistant.evidence.answer_spans import answer_spans
from assistant.evidence.features import Idf
from assistant.evidence.lists import is_piece
from assistant.evidence.passage_sentences import seen
from assistant.evidence.support import Scored
from assistant.questions.question import Question
from assistant.questions.terms import terms
from assistant.retrieval import Hit
from assistant.trees import Trees, load_trees
from corpus.fields import field_of

AT_MOST = 6  # sources compared
ABOUT_IT = 0.3  # weighted share of the question's words that sentence, neighbours and title must say
COPIES_ABOUT_IT = 0.2  # the same for copies with a detail changed
ALIKE = 0.6  # share of words in order from which two sentences are one text
COPIED = 0.8  # from which one is a copy of the other
ECHOED = 0.999  # share of what a sentence says that the other source tells too
SWAPPED = 10  # words that a changed detail has at most
WEIGHTS = Path(__file__).with_name("tellings.json")
_NAMED = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][\w’'-]{2,}")
Span = tuple[int, int]
WORDS = 80  # of a sentence compared
_KINDS = ("open", "date", "person", "place", "yes-no", "reason", "number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The sentence of one source that answers best, and what the passages of that source name."""

    scored: Scored
    words: frozenset[str]  # of the sentence, without those of the question
    told: frozenset[str]  # words of all passages found of the source, without those of the question
    marks: frozenset[str]  # names, dates and figures there
    own_marks: frozenset[str]  # those of the sentence
    value: str  # the date, name or figure asked for, where the sentence holds one

    @property
    def text(self) -> str:
        return self.scored.sentence.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    first: Telling
    second: Telling
    features: dict[str, float]


@lru_cache(maxsize=1)
def telling_trees() -> Trees:
    return load_trees("tellings", WEIGHTS)


def told_apart(question: Question, tellings: Sequence[Telling], idf: Idf) -> list[Pair]:
    """The pairs of tellings that answer the question differently."""
    trees = telling_trees()
    pairs = pairs_of(question, tellings, idf)
    return [p for p in pairs if trees.probability([p.features[name] for name in trees.features]) >= trees.threshold]


def tellings_of(question: Question, hits: Sequence[Hit], scored: Sequence[Scored]) -> list[Telling]:
    """One telling a source, best supported first; sentences on another place or period are none, nor those without the
    figure, date, name or place asked for, nor pieces of a list, nor what a source has in common with another that says
    something better besides."""
    texts: dict[str, list[str]] = defaultdict(list)
    for hit in hits:
        texts[hit.passage.source.id].append(hit.passage.text)
    best: dict[str, Scored] = {}
    for s in scored:
        told = s.support > 0 and not is_piece(s.sentence.text) and gives_what_is_asked(question, s)
        if told and not any(_is_told_besides(s, b, texts[source]) for source, b in best.items()):
            best.setdefault(s.sentence.passage.source.id, s)
    return [_telling(question, s, texts[source]) for source, s in [*best.items()][:AT_MOST]]


def _is_told_besides(scored: Scored, better: Scored, texts: Sequence[str]) -> bool:
    """Whether a source whose best sentence is a better one holds this one as well."""
    text = scored.sentence.text
    return better.sentence.text != text and any(text in told for told in texts)


def _telling(question: Question, scored: Scored, passages: Sequence[str]) -> Telling:
    text, asked = scored.sentence.text, frozenset(question.terms)
    spans = answer_spans(question, text)
    return Telling(
        scored=scored, words=seen(text).words - asked,
        told=frozenset().union(*(seen(p).words for p in passages)) - asked,
        marks=frozenset().union(*map(_marks, passages)) - asked, own_marks=_marks(text) - asked,
        value=" ".join(text[a:b] for a, b in spans[:1]),
    )  # fmt: skip


def pairs_of(question: Question, tellings: Sequence[Telling], idf: Idf) -> list[Pair]:
    """Every two tellings that are both about the question, with what can be seen of how they relate among all.

    Left out are those of which the other source tells all that one says, unless they are copies with a detail changed.
    """
    marks = [[_share(a.marks, b.marks) for b in tellings] for a in tellings]
    told = [[_cosine(a.told, b.told, idf) for b in tellings] for a in tellings]
    bridged = _bridged(told)
    pairs = list(combinations(range(len(tellings)), 2))
    mean = float(np.mean([told[i][j] for i, j in pairs])) if pairs else 0.0
    found = [
        Pair(
            first=tellings[i], second=tellings[j],
            features=_features(question, tellings[i], tellings[j], idf)
            | {
                "first": float(i == 0), "sources": len(tellings) / AT_MOST, "mean_told": mean, "marks": marks[i][j],
                "told": told[i][j], "bridged": bridged[i][j], "nearest_first": _nearest(told, i),
                "nearest_second": _nearest(told, j),
            },
        )
        for i, j in pairs
        if not (_updates(tellings[i], tellings[j]) or _of_other_fields(tellings[i], tellings[j]))
    ]  # fmt: skip
    return [p for p in found if _are_both_about_it(p)]


def _are_both_about_it(pair: Pair) -> bool:
    """Copies with a detail changed may say less of the question, and hardly anything else than one another."""
    covered = pair.features["coverage_least"]
    if pair.features["swapped"]:
        return covered >= COPIES_ABOUT_IT
    return covered >= ABOUT_IT and pair.features["echo_most"] < ECHOED


def _of_other_fields(a: Telling, b: Telling) -> bool:
    """A field is told otherwise only by one of the same name."""
    labels = [field.label if (field := field_of(telling.text)) else None for telling in (a, b)]
    return labels[0] != labels[1]


def _updates(a: Telling, b: Telling) -> bool:
    """What one publisher says at two times is a change, not a difference."""
    one, two = a.scored.sentence.passage.source, b.scored.sentence.passage.source
    return one.publisher is not None and one.publisher == two.publisher and one.published != two.published


def _features(question: Question, a: Telling, b: Telling, idf: Idf) -> dict[str, float]:
    one, two = a.scored, b.scored
    alike, swapped = _alike(a.text, b.text)
    words_a, words_b = _marks(a.value), _marks(b.value)
    found = {
        "support_least": min(one.support, two.support), "support_most": max(one.support, two.support),
        "coverage_least": min(one.features.wide_coverage, two.features.wide_coverage),
        "coverage_most": max(one.features.wide_coverage, two.features.wide_coverage),
        "names_least": min(one.features.names, two.features.names),
        "encoder_least": min(one.features.encoder, two.features.encoder),
        "encoder_most": max(one.features.encoder, two.features.encoder),
        "cosine_least": min(one.features.cosine, two.features.cosine),
        "cosine_most": max(one.features.cosine, two.features.cosine),
        "between": float(one.vector @ two.vector), "alike": alike, "swapped": swapped,
        "words": _overlap(a.words, b.words, idf), "own_marks": _share(a.own_marks, b.own_marks),
        "both_values": float(bool(a.value and b.value)), "values_apart": float(bool(a.value and b.value)
        and not words_a & words_b),
        "echo_least": min(_known_share(a.words, b.told, idf), _known_share(b.words, a.told, idf)),
        "echo_most": max(_known_share(a.words, b.told, idf), _known_share(b.words, a.told, idf)),
        "value_known_least": min(_known(a.value, b.told), _known(b.value, a.told)),
        "value_known_most": max(_known(a.value, b.told), _known(b.value, a.told)),
        "length": min(len(a.text), len(b.text), 400) / 400,
        "same_publisher": float(one.sentence.passage.source.publisher is not None
        and one.sentence.passage.source.publisher == two.sentence.passage.source.publisher),
    }  # fmt: skip
    kind = "number" if question.asks in ("number", "money", "percent") else question.asks
    return found | {f"asks_{name}": float(kind == name) for name in _KINDS}


@lru_cache(maxsize=4_096)
def _marks(text: str) -> frozenset[str]:
    """Names, dates and figures: what one telling can be known by."""
    named = {t for m in _NAMED.finditer(text) for t in terms(m[0])}
    dated = [q for q in seen(text).quantities if not (q.date or "").startswith("--")]
    figures = {f"#{q.date or q.value.normalize()}" for q in dated}
    return frozenset(named | figures)


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, min(len(a), len(b)))


def _weight(words: Iterable[str], idf: Idf) -> float:
    return sum(map(idf, words))


def _overlap(a: frozenset[str], b: frozenset[str], idf: Idf) -> float:
    least = min(_weight(a, idf), _weight(b, idf))
    return _weight(a & b, idf) / least if least else 0.0


def _cosine(a: frozenset[str], b: frozenset[str], idf: Idf) -> float:
    norm = math.sqrt(_weight(a, idf) * _weight(b, idf))
    return _weight(a & b, idf) / norm if norm else 0.0


def _bridged(near: Sequence[Sequence[float]]) -> list[list[float]]:
    """How near two tellings are by way of others: the weakest link of the best way."""
    way = [list(row) for row in near]
    for k in range(len(way)):
        for i in range(len(way)):
            for j in range(len(way)):
                way[i][j] = max(way[i][j], min(way[i][k], way[k][j]))
    return way


def _nearest(near: Sequence[Sequence[float]], i: int) -> float:
    return max((value for j, value in enumerate(near[i]) if j != i), default=0.0)


def _known_share(words: frozenset[str], told: frozenset[str], idf: Idf) -> float:
    total = _weight(words, idf)
    return _weight(words & told, idf) / total if total else 1.0


def _known(value: str, told: frozenset[str]) -> float:
    words = set(terms(value))
    return sum(w in told for w in words) / len(words) if words else 0.5


def _alike(first: str, second: str) -> tuple[float, float]:
    """How far two sentences are one text, and whether a name, date or figure is what was changed between them."""
    ratio, changed = _changes(first, second)
    size = sum((b - a) + (d - c) for a, b, c, d in changed)
    if ratio < ALIKE or not 0 < size <= SWAPPED:
        return ratio, 0.0
    told = ((_told_between(first, a, b), _told_between(second, c, d)) for a, b, c, d in changed)
    return ratio, float(ratio >= COPIED or any(one and two and not one & two for one, two in told))


def _told_between(text: str, first: int, last: int) -> frozenset[str]:
    """Names, dates and figures among the words number `first` to `last`."""
    return _marks(" " + text[slice(*_span(text, first, last))])


def changed_details(first: str, second: str) -> tuple[Span, Span] | None:
    """Where two copies of a sentence differ in one detail; None where they are no such copies."""
    ratio, changed = _changes(first, second)
    if ratio < COPIED or len(changed) != 1:
        return None
    [(a, b, c, d)] = changed
    return (_span(first, a, b), _span(second, c, d)) if (b - a) + (d - c) <= SWAPPED else None


@lru_cache(maxsize=1_024)
def _changes(first: str, second: str) -> tuple[float, tuple[tuple[int, int, int, int], ...]]:
    """Ratio of words in common and in order; the runs of words that replace one another."""
    one, two = first.split()[:WORDS], second.split()[:WORDS]
    if len(set(one) & set(two)) < 0.5 * min(len(set(one)), len(set(two))):
        return 0.0, ()
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return matcher.ratio(), tuple((a, b, c, d) for op, a, b, c, d in matcher.get_opcodes() if op == "replace")


def _span(text: str, first: int, last: int) -> Span:
    """Where the words number `first` to `last` stand, without marks around them."""
    places = [m.span() for m in re.finditer(r"\S+", text)][first:last]
    words = text[places[0][0] : places[-1][1]]
    start = places[0][0] + len(words) - len(words.lstrip("(“\"'"))
    return start, start + len(words.strip("(“\"'),.;:”"))
