"""Support is judged by our checker, or by an NLI model whose labels are read from the model itself."""

from pathlib import Path
from typing import Any

import pytest

from corpus.errors import SetupError
from evals.support import by_checker, by_nli

QUOTE = "Harbour Watch counted 412 victims in Cambodia in 2020."
CITED = {"quote": QUOTE, "title": "Report", "publisher": "Harbour Watch", "published": "2021"}


def test_the_checker_supports_a_quote_and_not_another_figure() -> None:
    supports = by_checker(lambda term: 1.0)
    assert supports(QUOTE, [CITED]) == 1 and supports(QUOTE.replace("412", "421"), [CITED]) == 0


def nli_model(folder: Path, labels: list[str]) -> str:
    """An untrained model of the smallest size: it proves reading and calling, not judging."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "boats", "nine"]))
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    config: Any = BertConfig(
        vocab_size=7, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8,
        id2label=dict(enumerate(labels)), label2id={label: n for n, label in enumerate(labels)},
    )  # fmt: skip
    model = BertForSequenceClassification(config)
    model.classifier.weight.data.zero_()
    model.classifier.bias.data[:] = 0
    model.classifier.bias.data[labels.index("entailment") if "entailment" in labels else 0] = 1
    model.save_pretrained(folder)
    return str(folder)


@pytest.mark.slow  # loads torch
def test_an_nli_model_is_asked_for_entailment_wherever_its_label_stands(tmp_path: Path) -> None:
    name = nli_model(tmp_path, ["contradiction", "neutral", "entailment"])
    assert by_nli(name)("Nine boats.", [{"quote": "nine boats"}]) == 1


@pytest.mark.slow
def test_a_model_without_that_label_is_refused_and_so_is_a_missing_one(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="its labels are good, bad"):
        by_nli(nli_model(tmp_path, ["good", "bad"]))("Nine.", [{"quote": "nine"}])
    with pytest.raises(SetupError, match="Cannot load"):
        by_nli(str(tmp_path / "absent"))("Nine.", [{"quote": "nine"}])
