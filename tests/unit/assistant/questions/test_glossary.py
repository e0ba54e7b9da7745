"""Questions in other languages are read in English by a glossary; those in English are left alone."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.library.store import Library
from assistant.questions.conversation import Turn
from assistant.questions.glossary import FILES, read_in_english
from assistant.questions.question import content_terms
from assistant.questions.terms import fold
from assistant.settings import Settings
from tests.conftest import add

LANGUAGES = ("es", "fr", "pt", "de", "id", "vi", "ar", "ru", "zh", "th", "km")


def english(text: str, known: bool = True) -> str | None:
    reading = read_in_english(text, lambda term: known and term != "que")
    return reading.text if reading else None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_of_a_language_stands_for_two_things(language: str) -> None:
    rows = list(csv.DictReader(FILES[0].read_text("utf-8").splitlines()))
    wordings = Counter(fold(w) for row in rows for w in row[language].split("|"))
    assert not [w for w, n in wordings.items() if n > 1 and w]
    assert sum(wordings.values()) > 0.9 * len(rows)


def test_a_town_keeps_its_name_where_the_library_holds_it() -> None:
    assert english("Combien de victimes à Phnom Penh ?") == "How many victims Phnom Penh?"
    assert english("Combien de victimes à Phnom Penh ?", known=False) == "How many victims Cambodia?"


def test_one_word_is_enough_where_every_other_one_is_a_known_name() -> None:
    assert english("¿Quién es Chen Zhi?") == "Who Chen Zhi?"
    assert english("¿Quién xyzzyva Chen Zhi?") is None


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("¿Cuántos niños fueron rescatados en el Perú en 2019?", "How many children rescued Peru 2019?"),
        ("Combien de migrants ont été arrêtés en Bolivie en 2019 ?", "How many migrants arrested Bolivia 2019?"),
        ("Quantos trabalhadores foram resgatados no Brasil em 2019?", "How many workers rescued Brazil 2019?"),
        ("Wie viele Flüchtlinge wurden in Griechenland identifiziert?", "How many refugees Greece identified?"),
        ("Berapa banyak anak yang diselamatkan di Kamboja pada 2019?", "How many children rescued Cambodia 2019?"),
        ("Bao nhiêu trẻ em được giải cứu ở Campuchia năm 2019?", "How many children rescued Cambodia 2019?"),
        ("كم عدد الأطفال المحتجزين في ليبيا عام ٢٠١٩؟", "How many children held Libya 2019?"),
        ("Сколько мигрантов было арестовано в Ливии в 2019 году?", "How many migrants arrested Libya 2019?"),
        ("2019年老挝有多少儿童获救？", "2019 Laos how many children rescued?"),
        ("ตำรวจจับกุมผู้ค้ามนุษย์ในลาวกี่คนในปี 2562", "Police arrested traffickers Laos how many people 2019?"),
        ("តើនគរបាលបានចាប់ខ្លួនជនបរទេសប៉ុន្មាននាក់នៅឡាវ?", "Police arrested foreigners how many people Laos?"),
    ],
)
def test_a_question_is_read_word_by_word(asked: str, read: str) -> None:
    assert english(asked) == read


def test_names_and_figures_are_kept_as_they_stand() -> None:
    assert (
        english("¿Qué informe publicó Harbour Watch en 2021 sobre las víctimas?")
        == "Report Harbour Watch 2021 victims?"
    )
    assert english("海港观察 Harbour Watch 2021 年发现多少受害者？") == "Harbour Watch 2021 detected how many victims?"
    assert english("¿Qué informe publicó Zorro Vega en 2021 sobre las víctimas?", known=False) == "Report 2021 victims?"


@pytest.mark.parametrize(
    "asked",
    [
        "How many victims of human trafficking did the ministry identify in Peru in 2021?",
        "Which casino in the EU lost most in the index?",
        "victims Peru 2021",
        "exploitation convention regulation",
        "What did El País and Le Monde report on forced labour?",
        "Taiwanese stranded in Cambodia",
        "",
        "🙂",
        "SELECT * FROM passages",
    ],
)
def test_a_question_in_english_or_unknown_is_left_alone(asked: str) -> None:
    assert english(asked) is None


def test_our_own_questions_in_english_are_left_alone() -> None:
    from evals.datasets.starter import read_questions

    asked = [q.question for q in read_questions(splits=("dev",)) if q.type != "other-language"]
    assert [text for text in asked if english(text) is not None] == []


@given(st.text(max_size=80))
def test_any_text_is_read_or_left_alone(text: str) -> None:
    reading = read_in_english(text, lambda term: False)
    assert reading is None or (reading.text.endswith("?") and content_terms(reading.text))


def test_a_question_in_spanish_is_answered_from_english_publications(engine: Engine) -> None:
    answer = engine.ask("¿Cuántas víctimas de trata contó Harbour Watch en Camboya en 2022?")
    assert "590" in answer.text
    [notice] = [n for n in answer.notices if n.code == "read_in_english"]
    assert answer.standalone_question in notice.message
    after = engine.ask("¿y en 2020?", history=[Turn(question=answer.question, answer=answer.text)])
    assert after.standalone_question.endswith("?")


def test_where_the_library_holds_the_language_the_question_is_asked_as_it_stands(
    library: Library, tmp_path: Path, embedder: Embedder
) -> None:
    text = "La policía del puerto rescató a 33 víctimas de trata en el muelle de Callao durante el año 2021. "
    (tmp_path / "puerto.txt").write_text(text + "Los barcos llegaban de noche y salían antes del alba. " * 8, "utf-8")
    add(library, embedder, tmp_path / "puerto.txt")
    assert library.source("puerto").language == "es"
    asked = "¿Cuántas víctimas de trata rescató la policía del puerto en 2021?"
    answer = Engine(Settings(library=library.folder), library).ask(asked)
    assert answer.standalone_question == asked
    assert "read_in_english" not in {n.code for n in answer.notices}


@pytest.mark.parametrize(
    "asked", ["compare thai and lao scores", "Compare Vietnamese and Albanian referrals", "Vietnamese?"]
)
def test_peoples_named_in_english_make_no_other_language(asked: str) -> None:
    assert english(asked) is None
