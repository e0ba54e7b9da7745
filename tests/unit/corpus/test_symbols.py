"""Symbols of United Nations documents, taken apart and put into one form."""

import pytest

from corpus.symbols import parse, symbols_in


@pytest.mark.parametrize(
    ("written", "text", "base", "revision"),
    [
        ("S/2031/85 Rev. 1", "S/2031/85/Rev.1", "S/2031/85", 1),
        ("A/86/41/Rev.2*", "A/86/41/Rev.2", "A/86/41", 2),
        ("E/2031/9/Add.14", "E/2031/9/Add.14", "E/2031/9", 0),
        ("A/86/6/Add.1/Rev.3", "A/86/6/Add.1/Rev.3", "A/86/6", 3),
        ("S/RES/3001(2031)", "S/RES/3001 (2031)", "S/RES/3001 (2031)", 0),
        ("CTOC/COP/2030/1/Corr.1", "CTOC/COP/2030/1/Corr.1", "CTOC/COP/2030/1", 0),
    ],
)
def test_a_symbol_knows_its_document_and_its_revision(written: str, text: str, base: str, revision: int) -> None:
    symbol = parse(written)
    assert (symbol.text, symbol.base, symbol.revision) == (text, base, revision)


def test_two_symbols_written_as_one_are_two() -> None:
    assert symbols_in("United Nations A/86/801-S/2031/121 General") == ["A/86/801", "S/2031/121"]
    assert symbols_in("United Nations A/86/801–S/2031/121") == ["A/86/801", "S/2031/121"]


def test_ordinary_words_with_slashes_are_no_symbols() -> None:
    assert symbols_in("and/or HIV/AIDS in 2030/31, see http://un.example/A/1 or CSW/NGO") == []
