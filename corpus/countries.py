"""Countries named in running text, by any usual name, nationality or place, in the scripts of our sources.

countries.csv holds ISO 3166-1 (from pycountry) and XK for Kosovo; foreign names come from the Unicode CLDR,
demonyms and places are our own. Left out because they mostly mean something else: the capitals Victoria,
St. John's and St. George's, `English` (a language), Arabic `Mali`, `Benin` and `Oman` alone (financial, sons, Amman).
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

_CSV = Path(__file__).with_name("countries.csv")

# Longer names that mean no country; those in capitals are matched as they stand, the others in any case.
_NEUTRAL = """
South China Sea|East China Sea|South China Morning Post|Indian Ocean|Gulf of Thailand|Gulf of Tonkin|Gulf of Guinea
Gulf of Mexico|Gulf of Oman|Gulf of Aden|Gulf of Panama|Gulf of California|Sea of Japan|Strait of Gibraltar
New Mexico|New Jersey|Jersey City|Jersey Shore|New England|New Britain|New Guinea|North Pole|South Pole
Latin America|Latin American|Latin Americans|Central America|Central American|Central Americans|South America
South American|South Americans|North America|North American|North Americans|Inter-American|Pan American
Organization of American States|African American|African Americans|Native American|Native Americans
American Indian|American Indians|West Indian|West Indians|Voice of America|Bank of America|Korean peninsula
Central African States|Central African region|Jordan River|River Jordan|Niger River|River Niger|Congo River
Congo Basin|Khmer Krom|Guinea pig|Guinea pigs|Guinea worm|Guinea fowl|Panama Papers|Stockholm syndrome|Credit Suisse
Pole position|Lok Sabha|Rajya Sabha|Volker Turk|Georgetown University|Nassau County|Emirates airline|Emirates airlines
US dollar|US dollars|U.S. dollar|U.S. dollars|American dollar|American dollars|American English|British English
ABOUT US|CONTACT US|FOLLOW US|JOIN US|United Nations, New York|New York, United Nations
New York and Geneva|Geneva and New York|United Nations, Vienna|Vienna, United Nations|UNODC, Vienna
Palermo Protocol|Palermo Protocols|Palermo Convention|Rome Statute|Rome Convention|Rome Treaty|Treaty of Rome
Vienna Convention|Vienna Conventions|Vienna Declaration|Warsaw Convention|Warsaw Protocol|Budapest Convention
Istanbul Convention|Istanbul Protocol|Lisbon Treaty|Treaty of Lisbon|Treaty of Amsterdam|Dublin Regulation
Dublin Convention|Dublin III|Brussels Declaration|Paris Principles|Paris Agreement|Paris Declaration|Bangkok Rules
Bangkok Principles|Bangkok Declaration|Bangkok Process|Bali Process|Bali Declaration|Beijing Declaration
Beijing Platform|Beijing Rules|Tokyo Rules|Riyadh Guidelines|Havana Rules|Doha Declaration|Abu Dhabi Dialogue
Colombo Process|Budapest Process|Prague Process|Almaty Process|Khartoum Process|Rabat Process|Puebla Process
Manila Process|Maputo Protocol|Kampala Convention|Cotonou Agreement|Cartagena Declaration|Cartagena Protocol
Addis Ababa Action Agenda|Doha Programme of Action|Doha Political Declaration|Doha Round|Istanbul Programme of Action
Vienna Programme of Action|Barbados Programme of Action|Brussels Programme of Action|Geneva Convention
Geneva Conventions|Ouagadougou Action Plan|Venice Commission|Bangkok Post|Phnom Penh Post|Khmer Times
Vientiane Times|Jakarta Post|Manila Times|Taipei Times|Dhaka Tribune|Times of India|Hindustan Times
Indian Express|Japan Times|Korea Herald|Korea Times|China Daily|Kathmandu Post|New York Times
Los Angeles Times|Miami Herald|Agence France-Presse|France-Presse|France 24|Radio France
المحيط الهندي|بحر الصين الجنوبي|خليج غينيا|خليج عمان|خليج تايلاند|أمريكا اللاتينية|أمريكا الجنوبية|أمريكا الوسطى
អាមេរិកឡាទីន|អាមេរិកកណ្តាល|អាមេរិកខាងត្បូង|សមុទ្រចិនខាងត្បូង|มหาสมุทรอินเดีย|อ่าวไทย|ทะเลจีนใต้
ลาตินอเมริกา|ละตินอเมริกา|อเมริกาใต้|อเมริกากลาง
南中国海|南中國海|东中国海|发展中国家|發展中國家|其中国|其中國|印度洋|印度支那|朝鲜半岛|朝鮮半島|朝鲜族|朝鮮族|马里兰|馬里蘭
几内亚湾|新几内亚|海地区|海地區|增加纳|哥伦比亚大学|哥伦比亚特区
"""

# In lower case these are other words.
_CAPITAL = frozenset("turkey chad jordan jersey polish pole poles sucre".split()) | {"la paz"}
_EXACT = frozenset({"Malé", "Réunion", "Sofia"})  # without the accent: male, reunion; with it: a woman's name
_LANGUAGE = frozenset("speaking speaker speakers language languages".split())  # `Chinese-speaking` is no nationality
_ABBREVIATED = frozenset({"st", "ste"})  # written with or without a full stop

_IGNORED = "\u00ad\u200b-\u200d\u2060"  # soft hyphens and zero-width signs stand inside words
_THAI_KHMER_HAN = "\u0e00-\u0e7f\u1780-\u17ff\u3400-\u9fff\uf900-\ufaff"
_LETTER = rf"[^\W\d_²³¹⁰⁴-⁹\u02bb\u02bc\u0e80-\u0eff\u1000-\u109f\u3040-\u30ff{_THAI_KHMER_HAN}]"
_MARKS = "\u0300-\u036f\u0640\u064b-\u065f\u0670"
_WORD = re.compile(rf"{_LETTER}(?:[{_IGNORED}]*{_LETTER}|[{_MARKS}])*|&")
_UNSPACED = re.compile(rf"[{_THAI_KHMER_HAN}]")
_JOINT = str.maketrans({**dict.fromkeys(" \t\r\n\u00a0\u2009\u202f-\u2010\u2011\u2013"), **dict.fromkeys("’‘ʼʻ`", "'")})
_SENTENCE_END = re.compile(r"[.?!:\n]")
_PART_OF_MORE = re.compile(r"\d|\s?\$")  # US$5
_PART_OF_MORE_DOTTED = re.compile(r"\d|\.?\s?\$|\.[A-Z]")  # U.S.S.R.
_ARABIC_PREFIXES = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")  # and, so, in, to, like

_Case = Literal["any", "name", "capital", "exact"]
_Word = tuple[str, int, int]  # folded, start, end


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryMention:
    """A country, nationality or place that stands for a country: `text[start:end]`."""

    code: str  # ISO 3166-1 alpha-2, or XK
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """One way to write a country; without a code, a phrase that names none."""

    code: str | None
    written: tuple[str, ...]
    words: tuple[str, ...]  # folded
    joints: tuple[str, ...]  # what stands between the words, without spaces and hyphens
    dotted: bool  # `U.S.` takes its last full stop with it
    case: _Case


@dataclass(frozen=True, slots=True, kw_only=True)
class _Capitals:
    """What the capitals of a text are worth."""

    say_nothing: bool  # only abbreviations and first words of sentences have them
    only_from: int | None  # where a text begins that has nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gazetteer:
    names: Mapping[str, str]
    codes: Mapping[str, str]  # by lookup key
    places: frozenset[str]  # lookup keys of places inside countries
    peoples: frozenset[str]  # lookup keys of nationalities
    spaced: Mapping[str, Sequence[_Form]]  # by first word, longest first
    unspaced: Mapping[str, Sequence[tuple[str, str | None]]]  # by first two letters, longest first


def countries_in(text: str) -> list[CountryMention]:
    """The countries a text names, in order and without overlap; the longest name wins.

    Capitals count unless only abbreviations and first words of sentences have them ("trafficking in cambodia").
    Abbreviations (US, UAE) and names that are English words (Turkey, Chad) need their capitals always.
    """
    return sorted([*_spaced_mentions(text), *_unspaced_mentions(text)], key=lambda mention: mention.start)


def country_code(name: str) -> str | None:
    """The code of a country named alone, by any of its forms or its code, in any case; None if unknown."""
    gazetteer = _gazetteer()
    if name.strip().upper() in gazetteer.names:
        return name.strip().upper()
    return gazetteer.codes.get(_lookup_key(name).removeprefix("the "))


def is_place_within(name: str) -> bool:
    """Whether a name is that of a city or another place inside a country, rather than a country's or a people's."""
    return _lookup_key(name) in _gazetteer().places


def is_nationality(name: str) -> bool:
    """Whether a name is that of a people (`Indians`, `Thai`), rather than of a country or a place."""
    return _lookup_key(name) in _gazetteer().peoples


def country_name(code: str) -> str | None:
    """The short English name people use; None if the code is unknown."""
    return _gazetteer().names.get(code.upper())


@lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    with _CSV.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    written = [(form, row["code"]) for row in rows for form in _forms_of(row)]
    spaced, unspaced = defaultdict(list), defaultdict(list)
    for form, code in [*written, *((phrase, None) for phrase in re.split(r"[|\n]", _NEUTRAL.strip()))]:
        if _UNSPACED.match(form):
            unspaced[form[:2]].append((form, code))
        else:
            parsed = _parse(form, code)
            spaced[parsed.words[0]].append(parsed)
    return _Gazetteer(
        names={row["code"]: row["name"] for row in rows},
        codes={_lookup_key(form): code for form, code in written},
        places=frozenset(_lookup_key(form) for row in rows for form in row["places"].split("|") if form),
        peoples=frozenset(_lookup_key(form) for row in rows for form in row["demonyms"].split("|") if form),
        spaced={key: sorted(forms, key=lambda form: -len(form.words)) for key, forms in spaced.items()},
        unspaced={key: sorted(forms, key=lambda form: -len(form[0])) for key, forms in unspaced.items()},
    )


def _forms_of(row: Mapping[str, str]) -> Iterator[str]:
    yield row["name"]
    for column in ("aliases", "demonyms", "places"):
        yield from filter(None, row[column].split("|"))


def _parse(form: str, code: str | None) -> _Form:
    words = _words(form)
    written = tuple(form[start:end] for _, start, end in words)
    return _Form(
        code=code,
        written=written,
        words=tuple(word for word, _, _ in words),
        joints=tuple(_joints(form, words)),
        dotted=form.endswith("."),
        case=_case(form, written, code),
    )


def _case(form: str, written: Iterable[str], code: str | None) -> _Case:
    if form in _EXACT or all(word.isupper() for word in written):
        return "exact"
    if code is None:
        return "any"
    return "capital" if form.lower() in _CAPITAL else "name"


def _words(text: str) -> list[_Word]:
    return [(_fold(match[0]), *match.span()) for match in _WORD.finditer(text)]


def _fold(word: str) -> str:
    """Lower case without accents, vowel signs and soft hyphens; Arabic alifs become one."""
    if word == "&":
        return "and"
    if word.isascii():
        return word.lower()
    kept = (c for c in unicodedata.normalize("NFKD", word) if unicodedata.category(c) not in ("Mn", "Cf"))
    return "".join(kept).replace("ـ", "").replace("ى", "ي").casefold()


def _joints(text: str, words: Sequence[_Word]) -> Iterator[str]:
    for (before, _, end), (_, start, _) in zip(words, words[1:], strict=False):
        yield _joint(before, text[end:start])


def _joint(before: str, between: str) -> str:
    """What joins two words: spaces, one line break and hyphens count for nothing, a blank line for itself."""
    if between == " ":
        return ""
    if between.count("\n") > 1:
        return between
    joint = between.translate(_JOINT)
    return joint.removeprefix(".") if before in _ABBREVIATED else joint


def _spaced_mentions(text: str) -> Iterator[CountryMention]:
    """Mentions in alphabets, found word by word."""
    words = _words(text)
    capitals = _Capitals(
        say_nothing=_capitals_say_nothing(text, words),
        only_from=len(text) - len(text.lstrip()) if text.isupper() else None,
    )
    at = 0
    while at < len(words):
        form, start = _form_at(at, words, text, capitals)
        if not form:
            at += 1
            continue
        at += len(form.words)
        if form.code and not _names_a_language(text, words, at):
            end = words[at - 1][2]
            end += form.dotted and text.startswith(".", end)
            yield CountryMention(code=form.code, start=start, end=end)


def _form_at(at: int, words: Sequence[_Word], text: str, capitals: _Capitals) -> tuple[_Form | None, int]:
    """The longest form whose first word is there, and where it starts in the text."""
    spaced = _gazetteer().spaced
    for word, start in _readings(words[at]):
        for form in spaced.get(word, ()):
            if _matches(form, text, words[at : at + len(form.words)], capitals):
                return form, start
    return None, 0


def _readings(word: _Word) -> Iterator[tuple[str, int]]:
    """A word as it stands and, in Arabic, without the particles written on to it; with its start."""
    folded, start, end = word
    yield folded, start
    if not "\u0600" <= folded[:1] <= "\u06ff":
        return
    plain = len(folded) == end - start  # with vowel signs, letters cannot be counted off
    for prefix in _ARABIC_PREFIXES:
        if folded.startswith(prefix):
            yield folded[len(prefix) :], start + len(prefix) * plain
    for prefix in ("لل", "ولل"):  # l- and the article al- are written as one
        if folded.startswith(prefix):
            yield "ال" + folded[len(prefix) :], start + (len(prefix) - 1) * plain


def _matches(form: _Form, text: str, found: Sequence[_Word], capitals: _Capitals) -> bool:
    """Whether these words are the form; its first word is known to be."""
    if len(found) < len(form.words) or any(w[0] != f for w, f in zip(found[1:], form.words[1:], strict=True)):
        return False
    if form.joints and tuple(_joints(text, found)) != form.joints:
        return False
    if form.case == "exact":
        return _stands_exactly(form, text, found, capitals)
    if form.case == "any" or (capitals.say_nothing and form.case == "name"):
        return True
    return all(text[at].isupper() or not w[0].isupper() for w, (_, at, _) in zip(form.written, found, strict=True))


def _stands_exactly(form: _Form, text: str, found: Sequence[_Word], capitals: _Capitals) -> bool:
    """Whether the spelling is the listed one, and no part of US$5, U.S.S.R. or a text in capitals that says HELP US."""
    if any(unicodedata.normalize("NFC", text[s:e]) != w for w, (_, s, e) in zip(form.written, found, strict=True)):
        return False
    start, end = found[0][1], found[-1][2]
    if (_PART_OF_MORE_DOTTED if form.dotted else _PART_OF_MORE).match(text, end):
        return False
    return form.written != ("US",) or capitals.only_from in (None, start)


def _capitals_say_nothing(text: str, words: Sequence[_Word]) -> bool:
    """Whether only abbreviations and first words of sentences have capitals."""
    for (_, _, before), (_, start, end) in zip(words, words[1:], strict=False):
        named = text[start].isupper() and not text[start:end].isupper()
        if named and not _SENTENCE_END.search(text, before, start):
            return False
    return True


def _names_a_language(text: str, words: Sequence[_Word], following: int) -> bool:
    return (
        following < len(words)
        and words[following][0] in _LANGUAGE
        and not any(_joints(text, words[following - 1 : following + 1]))
    )


def _unspaced_mentions(text: str) -> Iterator[CountryMention]:
    """Mentions in Thai, Khmer and Chinese, which put no space between words."""
    if not _UNSPACED.search(text):
        return
    unspaced = _gazetteer().unspaced
    places = [n for n, character in enumerate(text) if character != "\u200b"]
    letters = text.replace("\u200b", "")
    at = 0
    while at < len(letters) - 1:
        forms = unspaced.get(letters[at : at + 2], ())
        found = next((form for form in forms if _stands_at(at, form[0], letters)), None)
        if found:
            name, code = found
            if code:
                yield CountryMention(code=code, start=places[at], end=places[at + len(name) - 1] + 1)
            at += len(name)
        else:
            at += 1


def _stands_at(at: int, name: str, letters: str) -> bool:
    """Whether a name stands there and its last letter carries no further vowel sign."""
    end = at + len(name)
    return letters.startswith(name, at) and unicodedata.category(letters[end : end + 1] or " ") not in ("Mn", "Mc")


def _lookup_key(name: str) -> str:
    if _UNSPACED.search(name):
        return name.replace("\u200b", "").strip()
    return " ".join(word for word, _, _ in _words(name))
