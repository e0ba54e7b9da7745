"""The words of a text as the word index and the evidence check see them: folded, stemmed, in any script."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

_UNSPACED_SCRIPTS = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
_UNSPACED = re.compile(_UNSPACED_SCRIPTS)
_WORD = re.compile(rf"{_UNSPACED_SCRIPTS}+|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*\d*|[^\W_]+")
_STEMMER = Stemmer.Stemmer("english")


def terms(text: str) -> list[str]:
    """Index terms in order: English words stemmed, accents and case folded, 100,000 as 100000, and pairs of
    characters for scripts written without spaces (Thai, Lao, Khmer, Burmese, Chinese, Japanese, Korean)."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        found.extend(_of_word(match[0]))
    return found


@lru_cache(maxsize=65_536)
def _of_word(word: str) -> tuple[str, ...]:
    if _UNSPACED.search(word):
        return tuple(word[i : i + 2] for i in range(len(word) - 1)) or (word,)
    if word[0].isdigit():
        return (word.replace(",", "").lower(),)
    folded = fold(word)
    folded = re.sub(r"['’]s?$", "", folded).replace("'", "").replace("’", "")
    return (_STEMMER.stemWord(folded),) if folded else ()


def fold(text: str) -> str:
    """Case and accents folded; scripts whose marks carry meaning keep them."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not ("\u0300" <= c <= "\u036f"))
