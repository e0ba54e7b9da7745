"""Index terms: one term for a word however it is spelled or inflected."""

import pytest

from assistant.questions.terms import terms


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("organised labour", "organized labor"),
        ("organisations", "organizations"),
        ("the centre's programmes", "the center's programs"),
        ("offences and defence", "offenses and defense"),
        ("analysed behaviour", "analyzed behavior"),
        ("travelling neighbours", "traveling neighbors"),
        ("criticised judgement", "criticized judgment"),
    ],
)
def test_british_and_american_spellings_are_one(british: str, american: str) -> None:
    assert terms(british) == terms(american)


@pytest.mark.parametrize(
    ("one", "other"),
    [("revise", "revision"), ("precise", "precisely"), ("promise", "promised"), ("exercise", "exercising")],
)
def test_words_spelled_alike_everywhere_still_go_together(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize("pair", [("four", "for"), ("hour", "hor"), ("crisis", "criz"), ("metrics", "meters")])
def test_other_words_are_left_as_they_are(pair: tuple[str, str]) -> None:
    assert terms(pair[0]) != terms(pair[1])


def test_irregular_forms_are_one_word_with_their_verb_or_singular() -> None:
    assert terms("Women fled what men had built and sold.") == terms("Woman flee what man had build and sell.")
    assert terms("founded, found") == ["found", "found"], "what may be either is left alone"


@pytest.mark.parametrize(
    "pair",
    [("referrals", "referred"), ("losses", "lost"), ("deaths", "died"), ("seizure", "seized"), ("advice", "advised")],
)
def test_what_is_done_goes_with_its_verb(pair: tuple[str, str]) -> None:
    one, other = pair
    assert terms(one) == terms(other)
