"""Questions in other languages, read word by word in English by a glossary of the field (corpus/glossary.csv).

The packaged vectors and the word index know English alone. What the glossary, names of countries and figures make of a
question is enough to find passages by; it is no translation, and whoever asks is shown it. Country names that
corpus/countries.py does not know (glossary_countries.csv) come from the Unicode CLDR.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.questions.question import FUNCTION_WORDS, content_terms
from assistant.questions.terms import fold as folded
from assistant.questions.terms import terms
from corpus.countries import countries_in, country_name, is_place_within

CORPUS = Path(__file__).parents[2] / "corpus"
FILES = (CORPUS / "glossary.csv", CORPUS / "glossary_countries.csv")
ENGLISH = frozenset(
    """the which what how did does were where when who why with from many much have has been and of between compare
    versus show tell summarise summarize list""".split()
)
LEAST_ENGLISH = 2  # of these words in a question in English
MOSTLY_ENGLISH = 0.25  # or this share of function words
LEAST = 2  # entries of the glossary, or countries, that make a reading; one where every word is known
MOST_UNKNOWN = 0.5  # share of the words
SHORT = 3  # letters of a word that is left out without a word
STEM = 2  # letters by which entries are looked up
_SCRIPTS = (
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("km", re.compile(r"[\u1780-\u17ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
)
_LATIN = ("es", "fr", "pt", "de", "id", "vi")
_UNSPACED = ("zh", "th", "km")
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_FOREIGN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.,-]*[A-Za-z0-9])?")  # names and figures within another script
_BUDDHIST = range(2400, 2700)
_BUDDHIST_ERA = 543


@dataclass(frozen=True, slots=True, kw_only=True)
class EnglishReading:
    """A question as read in English, the language it was in, and its words that were not known."""

    text: str
    language: str
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    start: int
    end: int


def read_in_english(text: str, is_known: Callable[[str], bool]) -> EnglishReading | None:
    """The question in English words; None where it is in English, or too little of it is known.

    `is_known`: whether the library holds a term; names that it holds are kept as they stand.
    """
    readings = [reading for language in _languages(text) if (reading := _read(text, language, is_known)) is not None]
    best = max(readings, key=lambda reading: -len(reading.unknown), default=None)
    same = best is not None and set(content_terms(best.text)) == set(content_terms(text))
    return None if same else best


def _languages(text: str) -> Sequence[str]:
    """Languages it can be in, by its script; none for English."""
    letters = [c for c in text if c.isalpha()]
    for language, script in _SCRIPTS:
        if sum(bool(script.match(c)) for c in letters) > len(letters) / 3:
            return (language,)
    words = [word.folded for word in _words(text)]
    if not _words(_without_countries(text)):  # Vietnamese?
        return ()
    function_words = sum(word in FUNCTION_WORDS for word in words)
    english = sum(word in ENGLISH for word in words) >= LEAST_ENGLISH or function_words >= MOSTLY_ENGLISH * len(words)
    return () if english else _LATIN


def _without_countries(text: str) -> str:
    for m in reversed(countries_in(text)):
        text = f"{text[: m.start]} {text[m.end :]}"
    return text


def _read(text: str, language: str, is_known: Callable[[str], bool]) -> EnglishReading | None:
    countries = {m.start: (m.end, _english_name(text[m.start : m.end], m.code, is_known)) for m in countries_in(text)}
    pieces = _unspaced(text, language, countries) if language in _UNSPACED else _spaced(text, language, countries)
    said: list[str] = []
    unknown: list[str] = []
    found = 0
    for english, written in pieces:
        if english is not None:
            said.append(english)
            found += _fold(english) != _fold(written)  # what is the same in English tells nothing
        elif (figure := _figure(written, language)) is not None:
            said.append(figure)
        elif written[:1].isupper() and all(map(is_known, terms(written))):
            said.append(written)
        else:
            unknown.append(written)
    least = LEAST if any(len(word) > SHORT for word in unknown) else 1
    if found < least or sum(len(word) > SHORT for word in unknown) > MOST_UNKNOWN * len(_words(text)):
        return None
    line = " ".join(dict.fromkeys(said))
    if not content_terms(line):
        return None
    return EnglishReading(text=f"{line[:1].upper()}{line[1:]}?", language=language, unknown=tuple(unknown))


def _english_name(written: str, code: str, is_known: Callable[[str], bool]) -> str:
    """A town or compound keeps its name where the library holds it; what is read of any other place is its country."""
    kept = is_place_within(written) and all(map(is_known, terms(written)))
    return written if kept else country_name(code) or code


def _spaced(text: str, language: str, countries: Mapping[int, tuple[int, str]]) -> Iterator[tuple[str | None, str]]:
    """English for each run of words that is known, longest first; None beside a word that is not."""
    words, phrases = _words(text), _phrases(language)
    at = 0
    while at < len(words):
        word = words[at]
        if country := countries.get(word.start):
            end, name = country
            yield name, text[word.start : end]
            at = next((i for i in range(at, len(words)) if words[i].start >= end), len(words))
            continue
        entries = [e for form in _forms(word.folded, language) for e in phrases.get(form[:STEM], ())]
        fits = [e for e in entries if _fits(e[0], words[at : at + len(e[0])], language)]
        if fits:
            pattern, english = max(fits, key=lambda e: (len(e[0]), sum(map(len, e[0]))))
            yield english, text[word.start : words[at + len(pattern) - 1].end]
            at += len(pattern)
        else:
            yield None, text[word.start : word.end]
            at += 1


def _unspaced(text: str, language: str, countries: Mapping[int, tuple[int, str]]) -> Iterator[tuple[str | None, str]]:
    """The same for scripts without spaces; of what is not known, only names and figures in Latin letters are told."""
    phrases = _substrings(language)
    at = 0
    while at < len(text):
        entry = next(((written, english) for written, english in phrases if text.startswith(written, at)), None)
        country = countries.get(at)
        if country and (entry is None or country[0] - at >= len(entry[0])):
            yield country[1], text[at : country[0]]
            at = country[0]
        elif entry:
            yield entry[1], entry[0]
            at += len(entry[0])
        elif foreign := _FOREIGN.match(_plain_digits(text), at):
            yield None, foreign[0]
            at = foreign.end()
        else:
            at += 1


@lru_cache(maxsize=32)
def _entries(language: str) -> tuple[tuple[str, str], ...]:
    """Each wording in a language with its English."""
    rows = [row for path in FILES for row in csv.DictReader(path.read_text("utf-8").splitlines())]
    return tuple((wording, row["en"]) for row in rows for wording in row.get(language, "").split("|") if wording)


@lru_cache(maxsize=32)
def _phrases(language: str) -> Mapping[str, Sequence[tuple[tuple[str, ...], str]]]:
    """Entries as words, by the first letters of the first; a word that ends in `*` stands for all that begin so."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for wording, english in _entries(language):
        pattern = tuple(_fold(word) for word in re.findall(r"[^\W_]+\*?", wording))
        for form in _forms(pattern[0].rstrip("*"), language):
            found[form[:STEM]].append((pattern, english))
    return found


@lru_cache(maxsize=32)
def _substrings(language: str) -> Sequence[tuple[str, str]]:
    return sorted(_entries(language), key=lambda entry: -len(entry[0]))


def _fits(pattern: Sequence[str], words: Sequence[_Word], language: str) -> bool:
    return len(words) == len(pattern) and all(
        _matches(wanted, word.folded, language) for wanted, word in zip(pattern, words, strict=True)
    )


def _matches(wanted: str, word: str, language: str) -> bool:
    stem = wanted.rstrip("*")
    if wanted.endswith("*"):
        return any(form.startswith(s) for form in _forms(word, language) for s in _forms(stem, language))
    return bool(set(_forms(word, language)) & set(_forms(stem, language)))


@lru_cache(maxsize=4096)
def _forms(word: str, language: str) -> tuple[str, ...]:
    """A word as it stands and, in Arabic, without the article and the particles written with it."""
    if language != "ar":
        return (word,)
    bare = re.sub(r"^(?:[وف]?(?:ال|لل|بال|كال|[بلك](?=..)))", "", word)
    return tuple(dict.fromkeys([word, bare])) if len(bare) > 1 else (word,)


def _words(text: str) -> list[_Word]:
    return [_Word(_fold(m[0]), m.start(), m.end()) for m in _WORD.finditer(text)]


def _fold(text: str) -> str:
    return folded(text).replace("đ", "d")


def _figure(written: str, language: str) -> str | None:
    """A figure in our digits; a year of the Buddhist era as that of the common one."""
    plain = _plain_digits(written)
    if not plain[0].isdigit():
        return None
    if language in ("th", "km") and plain.isdigit() and int(plain) in _BUDDHIST:
        return str(int(plain) - _BUDDHIST_ERA)
    return plain


def _plain_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and c not in "²³¹" else c for c in text)
