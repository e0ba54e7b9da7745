"""Short and long forms of names: a text that says `National Referral Mechanism` says `NRM`, and the other way round;
`Storm Makers II` says `Storm Makers 2`."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.questions.terms import terms

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
LONGEST, SHORTEST = 8, 3  # letters
_WORD = re.compile(r"[\w’'.&-]+")
_SHORT = re.compile(rf"\b[A-Z]{{{SHORTEST},{LONGEST}}}\b")
SMALL_WORDS = frozenset("of the and for on in to against de la du des et a an".split())


@lru_cache(maxsize=16_384)
def initials_in(text: str) -> frozenset[str]:
    """First letters of every run of capitalised words, small words left out: `International Organization for
    Migration` gives IOM."""
    return frozenset(_initials(text))


def _initials(text: str) -> Iterator[str]:
    run: list[str] = []
    for word in _WORD.findall(text) + [""]:
        if word[:1].isupper():
            run.append(word[0])
        elif word.lower() not in SMALL_WORDS or not run:
            for start in range(len(run)):
                ends = range(start + 2, min(len(run), start + LONGEST) + 1)
                yield from ("".join(run[start:end]) for end in ends)
            run = []


def whole_initials(name: str) -> str | None:
    """Those of a name of three words or more that count."""
    words = [w for w in _WORD.findall(name) if w.lower() not in SMALL_WORDS]
    return "".join(w[0] for w in words) if len(words) >= SHORTEST else None


class Forms:
    """The short and long forms of what a question names."""

    def __init__(self, question: str, names: Sequence[str]) -> None:
        self._short = {short: terms(short) for short in _SHORT.findall(question)}
        self._numbered = {written for name in names if (written := _otherwise(name.split()[-1]))}
        self._long = dict(_runs(question))

    def told(self, text: str, words: frozenset[str] | set[str]) -> set[str]:
        """Terms of the question that a text with these `words` says in another form."""
        spelled = {t for short, own in self._short.items() if short in initials_in(text) for t in own}
        numbered = {own for own, other in self._numbered if other in words}
        longer = {t for short, own in self._long.items() if short in words and short.upper() in text for t in own}
        return spelled | numbered | longer


def _runs(question: str) -> Iterator[tuple[str, list[str]]]:
    """Every run of words that may have a short form, however it is typed: `knu`, and the terms of `karen national
    union`."""
    words = [w for w in _WORD.findall(question) if w[0].isalpha() and w.lower() not in SMALL_WORDS]
    for length in range(SHORTEST, LONGEST + 1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            yield "".join(w[0] for w in run).casefold(), terms(" ".join(run))


def in_digits(number: str) -> str:
    """`2` of `II`; anything else as it is."""
    return str(ROMAN.index(number) + 1) if number in ROMAN else number


def _otherwise(number: str) -> tuple[str, str] | None:
    """The term of a number and that of its other form: `2`, `ii`; None for other words."""
    if number in ROMAN:
        return number.casefold(), in_digits(number)
    if number.isdigit() and 0 < int(number) <= len(ROMAN):
        return number, ROMAN[int(number) - 1].casefold()
    return None
