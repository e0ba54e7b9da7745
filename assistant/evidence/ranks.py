"""Which end of a ranking a question asks for (`the least`, `second highest`), and sentences on another one."""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.questions.question import Question
from corpus.quantities import Quantity, read_quantities

_TOP = re.compile(
    r"\b(?:the most(?!\s+recent)|most (?:often|common(?:ly)?|frequent(?:ly)?)|highest|largest|biggest|greatest|"
    r"worst|top(?=\s+(?:\d|two|three|four|five|six|ten|twenty)\b))\b",
    re.I,
)
_BOTTOM = re.compile(r"\b(?:the least|least (?:often|common)|lowest|smallest|fewest)\b", re.I)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_RANKED = re.compile(
    rf"\b({'|'.join(_ORDINALS[1:])})[\s-](?:most|least|highest|lowest|largest|smallest|biggest|greatest)\b"
    rf"|\b(?:ranks?|ranked|came|comes|placed|stands?|stood)\s+({'|'.join(_ORDINALS[1:])})\b",
    re.I,
)
_LOWER_PLACE = re.compile(
    rf"\b({'|'.join(_ORDINALS[1:])})(?:\s+(?:and|or)\s+\w+)?\s+(?:in|by|for|place|among)\b"
    rf"|\b(?:ranks?|ranked|came|comes|placed|stands?|stood)\s+({'|'.join(_ORDINALS[1:])})\b",
    re.I,
)
_WANTED = re.compile(r"\b(?:the|top|which|what|list|name|give)\s+(?:the\s+|top\s+)*$", re.I)
MOST_WANTED = 20


@dataclass(frozen=True, slots=True)
class Rank:
    place: int
    from_top: bool


def is_of_another_rank(question: Question, sentence: str) -> bool:
    """Whether a sentence only tells of the other end of the ranking than the question asks for, or of another place."""
    asked = rank_asked(question.text)
    if asked is None:
        return False
    same, other = (bool(pole.search(sentence)) for pole in ((_TOP, _BOTTOM) if asked.from_top else (_BOTTOM, _TOP)))
    if other and not same:
        return True
    if (
        asked.place == 1
        and not same
        and first_place(sentence) > max((q.value for q in places_wanted(question)), default=1)
    ):
        return True
    return asked.place > 1 and same and _figures(sentence) < asked.place and not _tells_place(asked.place, sentence)


@lru_cache(maxsize=256)
def rank_asked(question: str) -> Rank | None:
    """None where no rank is asked for, or both ends are."""
    if match := _RANKED.search(question):
        return Rank(place=_ORDINALS.index((match[1] or match[2]).lower()) + 1, from_top=not _BOTTOM.search(question))
    top, bottom = _TOP.search(question), _BOTTOM.search(question)
    return None if bool(top) == bool(bottom) else Rank(place=1, from_top=bool(top))


@lru_cache(maxsize=256)
def places_wanted(question: Question) -> tuple[Quantity, ...]:
    """The figures that say how many of a ranking are wanted: `the five countries with the highest`, `top 3`."""
    if rank_asked(question.text) is None:
        return ()
    numbers = (q for q in question.quantities if q.kind == "number" and 1 < q.value <= MOST_WANTED)
    return tuple(q for q in numbers if _WANTED.search(question.text[: q.start]))


def first_place(sentence: str) -> int:
    """The first place below the top that a sentence tells of: 4 of `fourth and fifth`; 0 where it tells of none."""
    match = _LOWER_PLACE.search(sentence)
    return _ORDINALS.index((match[1] or match[2]).lower()) + 1 if match else 0


def _tells_place(place: int, sentence: str) -> bool:
    return bool(re.search(rf"\b{_ORDINALS[place - 1]}\b", sentence, re.I))


@lru_cache(maxsize=4096)
def _figures(sentence: str) -> int:
    return sum(q.date is None and q.kind != "ordinal" for q in read_quantities(sentence))
