"""Everyday words read as those of reports (corpus/plain_words.csv): `kids who got away` as `children who escaped`.

The answer encoder knows few words for one thing; where nothing answers a question as asked, it is asked in these words.
"""

import csv
import re
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parents[2] / "corpus" / "plain_words.csv"


def in_words_of_reports(text: str) -> str | None:
    """The question in words of reports; None where it holds no everyday ones. Capitals stand for a name."""
    words, phrases = _words()
    said = phrases.sub(lambda match: words[match[0]], text)
    return said if said != text else None


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, str], re.Pattern[str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        words = {row["said"]: row["reports"] for row in csv.DictReader(file)}
    longest_first = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return words, re.compile(rf"(?<![\w’'-])(?:{longest_first})(?![\w-])")
