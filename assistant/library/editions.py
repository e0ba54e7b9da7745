"""Which source replaces which: newer editions of a series, and revisions of a United Nations document."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.model import Source
from corpus.symbols import Symbol, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Editions:
    """`superseded_by` names the newest that replaces a source; `amended_by` what adds to it or corrects it.

    Series go by date. Documents with a symbol go by it alone: Rev. replaces, Add. and Corr. amend, whenever issued.
    """

    superseded_by: Mapping[str, str] = field(default_factory=dict)
    amended_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def editions_of(sources: Sequence[Source]) -> Editions:
    series: dict[str, list[Source]] = defaultdict(list)
    documents: dict[str, list[tuple[Source, Symbol]]] = defaultdict(list)
    for source in sources:
        if source.symbols:
            symbol = parse(source.symbols[0])
            documents[symbol.base].append((source, symbol))
        elif source.edition_of and source.published:
            series[source.edition_of].append(source)
    superseded = {pair[0]: pair[1] for each in series.values() for pair in _by_date(each)}
    superseded |= {pair[0]: pair[1] for each in documents.values() for pair in _by_revision(each)}
    amended = {pair[0]: pair[1] for each in documents.values() for pair in _amendments(each)}
    return Editions(superseded_by=superseded, amended_by=amended)


def _by_date(series: Sequence[Source]) -> list[tuple[str, str]]:
    newest = max(series, key=lambda source: (source.published or "", source.id))
    return [(source.id, newest.id) for source in series if (source.published or "") < (newest.published or "")]


def _by_revision(documents: Sequence[tuple[Source, Symbol]]) -> list[tuple[str, str]]:
    """Each with the latest revision of the same document, in its own language where there is one."""
    found = []
    for source, symbol in documents:
        later = [
            (other.language == source.language, its.revision, other.id)
            for other, its in documents
            if its.revised == symbol.revised and its.revision > symbol.revision
        ]
        if later:
            found.append((source.id, max(later)[2]))
    return found


def _amendments(documents: Sequence[tuple[Source, Symbol]]) -> list[tuple[str, tuple[str, ...]]]:
    amending = [(source.id, symbol) for source, symbol in documents if symbol.revised != symbol.base]
    originals = [source.id for source, symbol in documents if symbol.revised == symbol.base]
    ids = tuple(source_id for source_id, _ in sorted(amending, key=lambda each: each[1].text))
    return [(original, ids) for original in originals if ids]
