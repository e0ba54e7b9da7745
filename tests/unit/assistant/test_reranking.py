"""The slot for a cross-encoder: off unless set, and its order stands."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

from assistant.encoders.weights import minilm_folder
from assistant.engine import Engine
from assistant.library.store import Library
from assistant.reranking import make_reranker
from assistant.settings import Settings
from corpus.errors import SetupError
from tests.unit.assistant.test_engine import ANSWERED


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real cross-encoder of one layer, its weights drawn at random."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(7)
    path = tmp_path_factory.mktemp("cross-encoder")
    config = BertConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, num_labels=1,
        initializer_range=0.5,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(path)
    AutoTokenizer.from_pretrained(minilm_folder()).save_pretrained(path)
    return path


def test_its_order_stands_and_is_shown(library: Library, folder: Path) -> None:
    settings = Settings(library=library.folder, reranker=str(folder))
    hits = Engine(settings, library).search(ANSWERED)
    scores = [hit.stages["reranker"] for hit in hits]
    assert len(set(scores)) > 1
    assert scores == sorted(scores, reverse=True)
    assert {hit.passage.id for hit in hits} == {hit.passage.id for hit in Engine(Settings(), library).search(ANSWERED)}


def test_it_is_off_unless_set() -> None:
    assert make_reranker(Settings()) is None


def test_a_model_that_is_not_there_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as error:
        make_reranker(Settings(reranker=str(tmp_path / "none")))
    assert "reranker" in error.value.fix


def test_two_threads_rerank_as_one_does(library: Library, folder: Path) -> None:
    settings = Settings(library=library.folder, reranker=str(folder))
    hits, model = Engine(Settings(library=library.folder), library).search(ANSWERED), make_reranker(settings)
    assert model is not None
    inside, predict = [], model._model.predict

    def watched(*arguments: object, **options: object) -> object:
        inside.append(1)
        most.append(len(inside))
        sleep(0.05)
        scores = predict(*arguments, **options)
        inside.pop()
        return scores

    most: list[int] = []
    model._model.predict = watched
    with ThreadPoolExecutor(2) as pool:
        orders = [*pool.map(lambda _: [h.passage.key for h in model.rerank(ANSWERED, hits)], range(4))]
    assert max(most) == 1
    assert len({*map(tuple, orders)}) == 1
