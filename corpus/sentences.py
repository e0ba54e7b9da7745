"""Sentences with exact spans, in any script."""

import re
from collections.abc import Iterator

_TERMINATOR = re.compile(
    r"""[.!?…]+["'”’)\]]*(?=\s)      # Latin and most alphabets: a space must follow
      | [。！？｡]["'”’」』）]*          # Chinese, Japanese
      | [؟۔।॥။៕។]+                   # Arabic, Urdu, Devanagari, Burmese, Khmer
      | \n\s*\n                       # a blank line ends whatever came before
      | \n(?=[^\S\n]*[-*]\s)          # so does the marker of the next item of a list,
      | \n(?=[^\n]{3,80}:[^\S\n]*(?:\n|$))  # and a line that introduces what follows,
      | (?<=[:;.!?])\n(?=[^\S\n]*[–—]\s)    # a dash that opens a line, unless it stands within a sentence,
      | \s(?=[•‣▪●○◦■□►➢]\s)          # and a bullet wherever it stands
    """,
    re.VERBOSE,
)
ITEM = re.compile(r"[-*–—•‣▪●○◦■□►➢]\s+")
"""The marker of an item of a list."""
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen col lt sgt st eds cf vs ltd co corp dept e.g i.e etc al approx est jan feb mar apr jun jul "
    "aug sep sept oct nov dec u.s u.k u.n a.m p.m rev corr res doc sen rep gov hon capt maj messrs jr sr ibid op cit "
    "inc".split()
)
_BEFORE_NUMBERS = frozenset("no nos art arts para paras p pp vol fig figs ch sec add ed".split())


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans of the sentences of `text[start:end]`; white space around them belongs to none, all else to exactly one."""
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
    return mark != "." or not _is_abbreviation(
        word, following, alone=text[begin : match.start()].strip().lower() == word
    )


def _is_abbreviation(word: str, following: str, *, alone: bool) -> bool:
    """Whether the full stop after `word` belongs to it: Dr., No. 3, U.S., an initial, or the number of a list item."""
    if word in _BEFORE_NUMBERS:
        return following.isdigit() or following in tuple("IVXLC")
    if word in _ABBREVIATIONS or re.fullmatch(r"[a-z]|(?:[a-z]\.)+[a-z]", word):
        return True
    return alone and bool(re.fullmatch(r"\d{1,3}|[ivxlc]+", word))


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
