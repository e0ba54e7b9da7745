"""Fitted pair encoders: what they say of a pair does not hang on others, and only known weights are used."""

from dataclasses import replace

import pytest

from assistant.claims.encoder import CLAIM_ENCODER
from assistant.encoders.answer_encoder import ANSWER_ENCODER
from assistant.encoders.pair_encoder import Fitted, PairEncoder, pair_rows
from assistant.settings import Settings
from corpus.errors import SetupError

FITTED = [CLAIM_ENCODER, ANSWER_ENCODER]


@pytest.mark.parametrize("fitted", FITTED, ids=lambda f: f.what)
def test_a_pair_is_judged_the_same_whatever_stands_beside_it(fitted: Fitted) -> None:
    encoder = PairEncoder(fitted, Settings().models_folder)
    pair, other = ("Who was charged?", "Sok Dara was charged."), ("Why?", "Because of the rain. " * 60)
    assert encoder.logits([pair])[0].tolist() == encoder.logits([other, pair])[1].tolist()


@pytest.mark.parametrize("fitted", FITTED, ids=lambda f: f.what)
def test_both_texts_are_cut_to_what_the_encoder_reads(fitted: Fitted) -> None:
    ((ids, types),) = pair_rows([("who " * 500, "they " * 500)], fitted)
    assert len(ids) == len(types) == fitted.longest
    assert types.count(0) == fitted.first


@pytest.mark.parametrize("fitted", FITTED, ids=lambda f: f.what)
def test_weights_of_another_hash_are_refused(fitted: Fitted) -> None:
    weights = pytest.importorskip("assistant.encoders.pair_weights")
    with pytest.raises(SetupError, match=fitted.sha256):
        weights.load_difference(replace(fitted, sha256="0" * 64))


def test_the_committed_weights_stay_within_25_megabytes() -> None:
    assert sum(fitted.weights.stat().st_size for fitted in FITTED) < 25_000_000
