"""What a character extracted from a page becomes before it is stored: printable text that search can find."""

import re
import unicodedata

LINE_END_HYPHENS = "-\u2010\u00ad"
_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SYMBOL_BULLETS = "\uf0b7\uf0a7\uf0d8\uf076\uf06e\uf0a8\uf0be\uf0fc\uf071\uf02d"  # Symbol and Wingdings in PDFs by Word
_PLAIN = re.compile(r"[!-~]*")
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u31c0-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]"
)


_VALUE = re.compile(
    r"[<>≤≥~(+–−-]*\s*[$€£¥]?\s*\d[\d.,\s]*\s*(?:%|per cent|million|billion|bn|m|k)?[)*†⁰¹²³⁴-⁹]*", re.IGNORECASE
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def clean(word: str) -> str:
    """`word` without control characters, surrogates, soft hyphens and unknown glyphs; ligatures written as letters.

    Compatibility forms stay as printed (m², ½) except where only the shape differs: Latin ligatures, Arabic
    presentation forms, Kangxi radicals.
    """
    if _PLAIN.fullmatch(word):
        return word
    return unicodedata.normalize("NFC", "".join(map(_clean_character, word)))


def _clean_character(character: str) -> str:
    if character in _LIGATURES:
        return _LIGATURES[character]
    if character in _SYMBOL_BULLETS:
        return "•"
    code = ord(character)
    if 0xFB50 <= code <= 0xFDCF or 0xFDF0 <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFC or 0x2E80 <= code <= 0x2FDF:
        return unicodedata.normalize("NFKC", character)
    if code in (0xAD, 0xFEFF) or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069:
        return ""
    return "" if unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") else character


def raised(digits: str) -> str:
    """Digits printed above the line, such as a footnote's number, so that '2019' with note 3 never reads 20193."""
    return digits.translate(_SUPERSCRIPTS)


def written_without_spaces(character: str) -> bool:
    """Whether the script of `character` (Han, Kana, Thai, Lao, Khmer, Burmese) puts no space between words."""
    return bool(_SPACELESS.match(character))


def right_to_left(text: str) -> bool:
    return not text.isascii() and bool(_RIGHT_TO_LEFT.search(text))


def is_value(text: str) -> bool:
    """Whether a cell holds nothing but a figure, with its sign, currency, unit or note marks."""
    return bool(_VALUE.fullmatch(text))
