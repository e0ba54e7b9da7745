"""Sentences with exact spans, in any script."""

import re
from collections.abc import Iterator

_TERMINATOR = re.compile(
    r"""[.!?…]+["'”’)\]]*(?=\s)      # Latin and most alphabets: a space must follow
      | [。！？｡]["'”’」』）]*          # Chinese, Japanese
      | [؟۔।॥။៕។]+                   # Arabic, Urdu, Devanagari, Burmese, Khmer
      | \n\s*\n                       # a blank line ends whatever came before
    """,
    re.VERBOSE,
)
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen col lt sgt st no nos art arts para paras sec vol pp p ed eds cf vs inc ltd co corp dept "
    "e.g i.e etc al approx est fig figs ch jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k u.n a.m p.m rev add "
    "corr res doc sen rep gov hon capt maj messrs jr sr ibid op cit".split()
)


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans of the sentences of `text[start:end]`; outer white space belongs to none, everything else to exactly one."""
    end = len(text) if end is None else end
    spans = ((start + a, start + b) for a, b in _raw(text[start:end]))
    trimmed = (trim(text, a, b) for a, b in spans)
    return [span for span in trimmed if span[0] < span[1]]


def _raw(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in _TERMINATOR.finditer(text):
        if _ends_sentence(text, begin, match):
            yield begin, match.end()
            begin = match.end()
    if begin < len(text):
        yield begin, len(text)


def _ends_sentence(text: str, begin: int, match: re.Match[str]) -> bool:
    mark = match[0]
    if not mark.startswith("."):
        return True
    following = text[match.end() :].lstrip()[:1]
    if following and not (
        following.isupper() or following.isdigit() or not following.isascii() or following in "\"'“‘(["
    ):
        return False
    before = re.search(r"[^\s(\[“\"]+$", text[begin : match.start()])
    word = before[0].lower() if before else ""
    if mark == "." and (
        word in _ABBREVIATIONS or re.fullmatch(r"[a-z]", word) or re.fullmatch(r"(?:[a-z]\.)+[a-z]", word)
    ):
        return False
    return not (
        mark == "." and re.fullmatch(r"\d{1,3}|[ivxlc]+", word) and text[begin : match.start()].strip().lower() == word
    )


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
