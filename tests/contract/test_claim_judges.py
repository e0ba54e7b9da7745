"""Every judge of claims, ours and any model from a folder: what the checker relies on, whichever is configured."""

from pathlib import Path

import pytest
from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

from assistant.claims import Judge, check_claim, make_judge
from assistant.claims.checking import look_at
from assistant.encoders.weights import minilm_folder
from assistant.settings import Settings
from corpus.errors import SetupError

QUOTE = "Traffickers recruit young people with false job offers and sell 300 of them to scam compounds in Myanmar."
LONG = " ".join(f"Paragraph {n} speaks of timber, tea and the price of rice on the border." for n in range(120))


def model_folder(folder: Path, labels: dict[int, str]) -> str:
    """A real cross-encoder of one small layer, untrained, as the user would name it."""
    config = BertConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, id2label=labels,
        label2id={label: n for n, label in labels.items()},
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(minilm_folder()).save_pretrained(folder)
    return str(folder)


LABELS = {
    "one score": {0: "LABEL_0"},
    "two labels": {0: "hallucinated", 1: "consistent"},
    "nli": {0: "contradiction", 1: "entailment", 2: "neutral"},
}


@pytest.fixture(scope="module", params=["words", "encoder", *LABELS])
def judge(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Judge:
    name = request.param
    model = model_folder(tmp_path_factory.mktemp("model"), LABELS[name]) if name in LABELS else name
    return make_judge(Settings(claim_model=model))


@pytest.mark.parametrize("text", [QUOTE, f"{LONG} {QUOTE}", "", "العربية 中文"])
def test_support_is_a_probability_and_the_same_each_time(judge: Judge, text: str) -> None:
    looked = look_at("Traffickers recruit young people.", text, "")
    support = judge.support(looked.claim, looked.text, looked.wording)
    assert 0.0 <= support <= 1.0
    assert judge.support(looked.claim, looked.text, looked.wording) == support


@pytest.mark.parametrize(
    "claim",
    [
        "Traffickers sell 400 young people to scam compounds in Myanmar.",
        "Traffickers sell 300 young people to scam compounds in Laos.",
        "Traffickers never recruit young people with false job offers.",
    ],
)
def test_no_judge_overrules_a_changed_figure_place_or_denial(judge: Judge, claim: str) -> None:
    assert check_claim(claim, QUOTE, "", judge).verdict == "contradicted"


def test_every_judge_lets_a_quotation_bear_itself_out(judge: Judge) -> None:
    assert check_claim(QUOTE, f"{LONG} {QUOTE}", "", judge).verdict == "supported"


def test_a_model_whose_labels_say_nothing_of_support_is_refused(tmp_path: Path) -> None:
    folder = model_folder(tmp_path, {0: "cat", 1: "dog", 2: "hen"})
    with pytest.raises(SetupError, match="cat, dog, hen"):
        make_judge(Settings(claim_model=folder))
