"""Plain text in any encoding comes out as written."""

import pytest

from corpus.outcomes import Unreadable
from corpus.readers import text

WRITTEN = {
    "khmer": "ជនរងគ្រោះនៃការជួញដូរមនុស្ស",
    "thai": "ผู้เสียหายจากการค้ามนุษย์",
    "chinese": "人口贩运受害者",
    "arabic": "ضحايا الاتجار بالبشر",
    "hebrew": "קורבנות סחר בבני אדם",
    "english": "Victims of trafficking",
}


@pytest.mark.parametrize("language", WRITTEN)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_survives(language: str, encoding: str) -> None:
    assert text.read(WRITTEN[language].encode(encoding)).pages[0].text == WRITTEN[language]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_western_utf_16_needs_no_mark(encoding: str) -> None:
    assert text.read(WRITTEN["english"].encode(encoding)).pages[0].text == WRITTEN["english"]


def test_control_characters_are_left_out() -> None:
    assert text.read(b"forty\x07-one\x1b[0m\r\nworkers").pages[0].text == "forty-one[0m\nworkers"


def test_binary_data_are_no_text() -> None:
    with pytest.raises(Unreadable) as caught:
        text.read(b"abc\0def")
    assert caught.value.outcome == "damaged"
