"""Judges: probabilities of support, with and without the encoder, and with a model from a folder."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from time import sleep

import numpy as np
import pytest

from assistant.claims import check_claim
from assistant.claims.checking import look_at
from assistant.claims.encoder import ClaimEncoderModel
from assistant.claims.judging import FolderJudge, make_judge
from assistant.settings import Settings
from corpus.errors import SetupError
from evals.claim_changes import changes
from evals.fact_pairs import stated_facts

QUOTE = "Traffickers recruit young people with false job offers and sell them to scam compounds on the border."
SAID = "With false job offers, traffickers recruit young people and sell them to compounds on the border."
DENIED = "Traffickers never sell the young people whom they recruit with job offers to compounds on the border."
ELSEWHERE = "Border guards search lorries for timber."


@pytest.fixture(scope="module")
def encoder() -> ClaimEncoderModel:
    return ClaimEncoderModel(Settings().models_folder)


def test_the_encoder_tells_said_from_denied_and_from_not_spoken_of(
    encoder: ClaimEncoderModel,
) -> None:
    said, denied, elsewhere = encoder.judge([(SAID, QUOTE), (DENIED, QUOTE), (ELSEWHERE, QUOTE)])
    assert said[0] > 0.5 > max(denied[0], elsewhere[0])
    assert denied.argmax() == 2
    assert elsewhere.argmax() == 1


def test_a_pair_is_judged_the_same_whatever_stands_beside_it(encoder: ClaimEncoderModel) -> None:
    alone = encoder.judge([(SAID, QUOTE)])[0]
    beside = encoder.judge([(ELSEWHERE, QUOTE * 20), (SAID, QUOTE)])[1]
    assert alone.tolist() == beside.tolist()


@pytest.mark.parametrize("model", ["words", "encoder"])
def test_every_judge_passes_what_is_said_and_not_what_is_not(model: str) -> None:
    judge = make_judge(Settings(claim_model=model))
    assert check_claim(SAID, QUOTE, "", judge).verdict == "supported"
    assert check_claim(ELSEWHERE, QUOTE, "", judge).verdict == "unsupported"


def test_a_folder_without_a_model_is_refused_with_the_way_back(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="claim model"):
        make_judge(Settings(claim_model=str(tmp_path)))


def test_without_the_committed_weights_fewer_denials_are_caught() -> None:
    """Facts that deny what their digest sentence says: the share caught with and without the encoder."""
    random = Random(6)
    denials = [
        (change.text, sentence)
        for _, fact, sentence, _ in list(stated_facts())[::3]
        for change in changes(fact, random)
        if change.kind == "negation"
    ]
    caught = {}
    for model in ("words", "encoder"):
        judge = make_judge(Settings(claim_model=model))
        verdicts = [check_claim(claim, sentence, "", judge).verdict for claim, sentence in denials]
        caught[model] = sum(v != "supported" for v in verdicts) / len(denials)
    assert caught["encoder"] >= caught["words"] + 0.02, (caught, len(denials))


def test_a_judge_from_a_folder_is_asked_by_one_thread_at_a_time() -> None:
    inside, most = [], []

    class Model:
        def predict(self, pairs: list[tuple[str, str]], **options: object) -> np.ndarray:
            inside.append(1)
            most.append(len(inside))
            sleep(0.05)
            inside.pop()
            return np.array([0.9])

    judge = FolderJudge.__new__(FolderJudge)
    judge._model, judge._column, judge._tokenizing = Model(), None, threading.Lock()
    wording = look_at(SAID, QUOTE, "").wording
    with ThreadPoolExecutor(2) as pool:
        assert [*pool.map(lambda _: judge.support(SAID, QUOTE, wording), range(4))] == [0.9] * 4
    assert max(most) == 1
