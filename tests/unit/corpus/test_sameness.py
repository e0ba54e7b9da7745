"""Near-identical texts: reprints are found, forms filled in for another country or year are not."""

import numpy as np

from corpus.sameness import agree, alike, sketch

STORY = (
    "Police in Sandport freed 41 workers from two fishing boats on Tuesday, the harbour master said, after a cook "
    "called a hotline run by volunteers. The men, most of them from Laos, had been promised jobs in hotels and had "
    "paid 3,000 dollars each to brokers who kept their papers. Prosecutors charged the owner of both vessels with "
    "forced labour and said that further arrests would follow within days. The ministry promised shelter to all who "
    "testify, and the union asked for inspections of every boat before the season opens next month."
)


def same(one: str, other: str) -> bool:
    a, b = sketch([one]), sketch([other])
    assert a is not None and b is not None
    return len(alike(a, np.array([b]))) == 1 and agree(one, other)


def test_a_reprint_with_its_own_first_and_last_words_is_a_copy() -> None:
    assert same(STORY, f"Sandport, Tuesday. {STORY} Additional reporting by our staff.")
    assert same(STORY, STORY.replace("said, after", "said after").replace("within days", "this week"))


def test_a_reprint_cut_from_the_foot_is_a_copy() -> None:
    assert same(STORY, STORY[: STORY.index("The ministry promised")])


def test_a_form_filled_in_for_another_country_is_no_copy() -> None:
    assert not same(STORY, STORY.replace("Laos", "Nepal"))


def test_the_same_form_with_other_figures_is_no_copy() -> None:
    assert not same(STORY, STORY.replace("41", "67").replace("3,000", "4,500"))


def test_a_short_text_has_no_sketch() -> None:
    assert sketch(["Forty-one workers were freed."]) is None


def test_scripts_without_spaces_are_compared_too() -> None:
    text = "警方周二在沙港从两艘渔船上解救了四十一名工人，港务长说，此前一名厨师拨打了志愿者开设的热线电话。"
    assert same(text, text + "本报记者补充报道")
