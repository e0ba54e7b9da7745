from pathlib import Path
from typing import Any

import pytest

from assistant.brief.outline import parse_outline, read_outline
from corpus.errors import UsageError

SECTION = {"title": "Scale", "questions": ["How many?"]}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ([], "not a mapping"),
        ({"title": "T"}, "sections"),
        ({"title": " ", "sections": [SECTION]}, "is empty"),
        ({"title": "T", "sections": []}, "sections"),
        ({"title": "T", "sections": [SECTION], "author": "me"}, "author"),
        ({"title": "T", "sections": [SECTION, {"title": "S", "questions": []}]}, "sections 2 questions"),
        ({"title": "T", "sections": [SECTION | {"style": "x"}]}, "sections 1 style"),
        ({"title": "T", "sections": [{"title": "S", "questions": ["ok", ""]}]}, "sections 1 questions 2"),
    ],
)
def test_an_outline_that_cannot_be_used_is_refused_and_the_place_named(raw: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_outline(raw)


def test_yaml_that_is_none_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "outline.yaml"
    path.write_text("title: [", "utf-8")
    with pytest.raises(UsageError, match="no YAML"):
        read_outline(path)


def test_an_outline_means_what_it_says_and_aliases_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "outline.yaml"
    section = "title: 2031\nsections:\n- title: S\n  questions: [Who?]\n  filters: {country: [NO], since: 2030-01}\n"
    path.write_text(section, "utf-8")
    outline = read_outline(path)
    assert (outline.title, outline.sections[0].filters) == ("2031", {"country": ["NO"], "since": "2030-01"})
    path.write_text(f"purpose: &x Why\n{section}- *x\n", "utf-8")
    with pytest.raises(UsageError, match="aliases"):
        read_outline(path)


def test_a_missing_outline_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Cannot read"):
        read_outline(tmp_path / "none.yaml")
