"""Filters are hard, and say what they do not know."""

import pytest

from assistant.filters import Filters, read_filters
from corpus.errors import UsageError
from corpus.model import Source

SOURCES = {
    s.id: s
    for s in (
        Source(
            id="a", title="A", publisher="Bureau, Ltd.", publisher_type="ngo", published="2023-01", countries=("KH",)
        ),
        Source(
            id="b", title="B", publisher="Office", publisher_type="un", published="2024-06-30", countries=("LA", "TH")
        ),
        Source(id="c", title="C"),
    )
}


def admitted(**raw: object) -> list[str]:
    filters = read_filters(raw, SOURCES)
    return [s.id for s in SOURCES.values() if filters.admits(s)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, ["a", "b", "c"]),
        ({"publisher": ["bureau, ltd."]}, ["a"]),
        ({"publisher": ["Office", "Bureau, Ltd."]}, ["a", "b"]),
        ({"publisher_type": ["un"]}, ["b"]),
        ({"country": ["Laos"]}, ["b"]),
        ({"country": ["KH"], "publisher_type": ["un"]}, []),
        ({"source": ["c"]}, ["c"]),
        ({"since": "2023-01-15"}, ["a", "b"]),
        ({"since": "2023-02"}, ["b"]),
        ({"until": "2023"}, ["a"]),
        ({"since": "2024", "until": "2024-06"}, ["b"]),
    ],
)
def test_values_of_one_kind_widen_and_kinds_narrow(raw: dict[str, object], expected: list[str]) -> None:
    assert admitted(**raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        {"publisher": ["Offic"]},
        {"publisher_type": ["press"]},
        {"country": ["Atlantis"]},
        {"source": ["z"]},
        {"since": "last year"},
        {"until": "2023-13"},
        {"colour": ["red"]},
        {"publisher": [3]},
    ],
)
def test_what_the_library_cannot_know_is_refused_with_a_remedy(raw: dict[str, object]) -> None:
    with pytest.raises(UsageError) as error:
        read_filters(raw, SOURCES)
    assert error.value.fix


def test_sources_left_out_for_want_of_a_date_are_counted() -> None:
    assert Filters(since="2020").undated(SOURCES.values()) == 1
    assert Filters().undated(SOURCES.values()) == 0
