"""Where the part of a publication that a question asks for is found."""

import pytest

from assistant.questions.asked_parts import Part, part_match
from corpus.model import Passage, Source


def passage(text: str, page: int = 7, label: str | None = None, section: str | None = None) -> Passage:
    return Passage(
        id="0", key=1, source=Source(id="s", title="S"), source_sha256="0", page=page, page_label=label, start=0,
        end=len(text), text=text, section=section,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("part", "found", "expected"),
    [
        (Part(kind="page", number="xii"), passage("x", label="xii"), 1.0),
        (Part(kind="page", number="7"), passage("x", label="xii"), 1.0),
        (Part(kind="page", number="8"), passage("x"), 0.0),
        (Part(kind="article", number="3"), passage("x", section="Article 3. Use of terms"), 1.0),
        (Part(kind="article", number="3"), passage("Article 3\nUse of terms"), 1.0),
        (Part(kind="article", number="3"), passage("as article 3 says"), 0.5),
        (Part(kind="article", number="3"), passage("Article 31\nas article 3.2 says"), 0.0),
        (Part(kind="paragraph", number="12"), passage("12. The Council decided"), 1.0),
        (Part(kind="contents"), passage("Introduction ........ 4\nMethods ......... 9"), 1.0),
        (Part(kind="cover"), passage("x", page=1), 1.0),
        (Part(kind="cover"), passage("x", page=9), 0.0),
        (Part(kind="email"), passage("Write to desk@example.org"), 1.0),
        (Part(kind="telephone"), passage("Call (308) 236-5137"), 1.0),
        (Part(kind="telephone"), passage("1,526 people in 2013"), 0.0),
        (Part(kind="website"), passage("See www.example.org/report"), 1.0),
    ],
)
def test_a_part_is_known_by_its_heading_its_number_or_its_form(part: Part, found: Passage, expected: float) -> None:
    assert part_match((part,), found) == expected


def test_several_parts_count_by_their_mean() -> None:
    parts = (Part(kind="cover"), Part(kind="email"))
    assert part_match(parts, passage("desk@example.org", page=1)) == 1.0
    assert part_match(parts, passage("desk@example.org", page=9)) == 0.5
    assert part_match((), passage("x")) == 0.0
