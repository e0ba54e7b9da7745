"""Names and places of a claim against its quotation: aliases, acronyms, nationalities, and who is said to say it."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import accumulate

from assistant.claims.finding import Finding, listed
from assistant.questions.acronyms import SMALL_WORDS, initials_in, whole_initials
from assistant.questions.publication_names import TITLES
from assistant.questions.question import Name, names_in
from assistant.questions.terms import fold, terms
from corpus.countries import CountryMention, countries_in

_ALIAS_LINES = """
UN, U.N., United Nations
UNODC, UN Office on Drugs and Crime, United Nations Office on Drugs and Crime, UN drugs and crime office
OHCHR, UN Human Rights, UN human rights office, Office of the High Commissioner for Human Rights,
  Office of the United Nations High Commissioner for Human Rights
UNHCR, UN refugee agency, UN Refugee Agency, United Nations High Commissioner for Refugees
IOM, UN migration agency, UN Migration, International Organization for Migration,
  International Organisation for Migration
ILO, International Labour Organization, International Labour Organisation, International Labor Organization
UNICEF, UN children's agency, United Nations Children's Fund
WHO, World Health Organization, World Health Organisation
EU, European Union
GI-TOC, GITOC, Global Initiative, Global Initiative Against Transnational Organized Crime
Interpol, ICPO, International Criminal Police Organization
US State Department, State Department, US Department of State, U.S. Department of State, Department of State
TIP Report, Trafficking in Persons Report
FBI, Federal Bureau of Investigation
IC3, Internet Crime Complaint Center
OFAC, Office of Foreign Assets Control
HRW, Human Rights Watch
IJM, International Justice Mission
USIP, United States Institute of Peace, US Institute of Peace
ASEAN, Association of Southeast Asian Nations
Palermo Protocol, Trafficking in Persons Protocol, Protocol to Prevent, Suppress and Punish Trafficking
NRM, National Referral Mechanism
POGO, Philippine offshore gaming operator
WFP, World Food Programme
AI, artificial intelligence
"""
SPELLING = 0.85  # likeness of two spellings of one name: Saurabh, Sourabh
_CAPITALISED = re.compile(r"\b[A-Z][\w’'-]*(?:\s+(?:(?:of|the|de|bin|al|van|von)\s+)?[A-Z][\w’'-]*)*")
ROLES = frozenset(
    terms(
        "president minister prime mr mrs ms dr professor prof general secretary king queen prince princess judge "
        "captain chief director chairman chairwoman ambassador senator governor colonel lieutenant sir lord pope "
        "saint st city "
        "province county district state river university company corporation group ltd inc co department ministry "
        "republic kingdom north south east west northern southern eastern western"
    )
)
_BODIES = frozenset(
    terms(
        "group company corporation department ministry office commission committee council agency bureau network "
        "alliance coalition association society organisation institute foundation fund initiative centre university "
        "force forum court convention protocol treaty act law code plan programme strategy declaration report index "
        "survey review zone park union federation movement partnership project operation bank unit"
    )
)
_NUMBERS = frozenset(
    terms(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety half hundred thousand million "
        "billion dozen"
    )
)
_OPENERS = frozenset(
    terms(
        "another unlike besides beside despite although both nearly almost meanwhile overall officials police later "
        "earlier most some several many further other others victims people women men children traffickers reports data"
    )
)
_ENDINGS = frozenset(
    ["", "n", "an", "ian", "ean", "ese", "ish", "i", "s", "a", "e", "y", "ic", "er", "en", "ns", "ans", "ism"]
)
_WORD = re.compile(r"[\w’'.&-]+")
_RUN = re.compile(r"[^\W_]+")


def _alias_table() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    lines = [line.split(", ") for line in _ALIAS_LINES.replace(",\n", ", ").strip().splitlines()]
    for aliases in [*lines, *TITLES.items()]:
        names = frozenset(name.strip() for name in aliases)
        table |= dict.fromkeys(map(fold, names), names)
    return table


ALIASES = _alias_table()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text that may supply names: its words, its own long and short forms, and the countries it names."""

    text: str
    folded: str
    squeezed: str
    edges: frozenset[int]  # where words of the squeezed text start or end
    words: frozenset[str]
    acronyms: frozenset[str]
    countries: frozenset[str]

    @classmethod
    @lru_cache(maxsize=256)  # claim, quotation and context are each asked about several times
    def of(cls, text: str) -> "Said":
        runs = _RUN.findall(fold(text))
        return cls(
            text=text,
            squeezed="".join(runs),
            edges=frozenset(accumulate(map(len, runs), initial=0)),
            folded=f" {' '.join(_WORD.findall(fold(text)))} ",
            words=frozenset(terms(text)),
            acronyms=initials_in(text),
            countries=frozenset(m.code for m in countries_in(text)),
        )


def name_findings(claim: str, quote: str, context: str, nearby: str | None = None) -> list[Finding]:
    """Countries, names and speakers of the claim that quotation and context do not have. Who goes by one name in the
    quotation has to stand in full in `nearby`, the passage around it, where that is known."""
    own, around = Said.of(quote), Said.of(f"{quote} {context}")
    mentions = countries_in(claim)
    away = [claim[m.start : m.end] for m in _absent_countries(mentions, own, around)]
    findings = []
    if away:
        others = own.countries - {m.code for m in mentions}
        named = [quote[m.start : m.end] for m in countries_in(quote) if m.code in others]
        if named:
            reason = f"its source speaks of {listed(named[:2])}, not {listed(away)}"
            findings.append(Finding(verdict="contradicted", reason=reason))
        else:
            findings.append(_unnamed(away))
    missing = [
        name.text
        for name in names_in(claim)
        if _stands_alone(name.text, claim) and not _is_named(name, mentions, claim, around, nearby)
    ]
    if missing:
        findings.append(_unnamed(missing))
    return findings


def _stands_alone(name: str, claim: str) -> bool:
    """Not the end of a word that starts in lower case, as in iPad, nor a short form that the claim itself explains."""
    return f"({name})" not in claim and bool(re.search(rf"(?<!\w){re.escape(name)}", claim))


def _unnamed(names: list[str]) -> Finding:
    return Finding(verdict="unsupported", reason=f"its source does not name {listed(names)}")


def _absent_countries(mentions: list[CountryMention], own: Said, around: Said) -> list[CountryMention]:
    """Title and tags of a source may place a claim only where the quotation itself does not place it elsewhere."""
    asked = {m.code for m in mentions}
    return [
        m for m in mentions
        if m.code not in own.countries and not (m.code in around.countries and own.countries <= asked)
    ]  # fmt: skip


def _is_named(name: Name, mentions: list[CountryMention], claim: str, said: Said, nearby: str | None) -> bool:
    covered = {t for m in mentions for t in terms(claim[m.start : m.end])}
    covered |= {t for word in _WORD.findall(name.text) if _has_alias(word, said) for t in terms(word)}
    parts = [t for t in name.terms if t not in covered and t not in _NUMBERS and not t[0].isdigit()]
    told = [t for t in parts if t not in ROLES] or parts  # Prince Group is made of titles alone
    if parts and name.text[0:1] == claim[0:1] and parts[0] in _OPENERS:
        parts = parts[1:]
    if not parts or _has_alias(name.text, said) or _is_written_as_one(name.text, said):
        return True
    absent = [t for t in told if not _has_word(t, said.words)]
    if not absent:
        return True
    is_body = not _BODIES.isdisjoint(name.terms)
    if is_body and len(absent) == 1 and len(parts) >= 4:
        return True  # a long title told with one word more
    in_full = is_body or nearby is None or _is_in_full(told, nearby)
    return in_full and len(absent) < len(parts) and _goes_by_less(set(parts), said)


def _is_in_full(told: list[str], nearby: str) -> bool:
    words = frozenset(terms(nearby))
    return all(_has_word(t, words) for t in told if t not in SMALL_WORDS)


def _goes_by_less(parts: set[str], said: Said) -> bool:
    """Whether the text calls them by one of their names alone: Robbie for Margot Robbie, but no other Robbie."""
    for match in _CAPITALISED.finditer(said.text):
        if set(terms(match[0])) & parts:
            run = [t for t in terms(match[0]) if t not in ROLES and t not in SMALL_WORDS]
            if set(run) <= parts:
                return True
    return False


def _is_written_as_one(name: str, said: Said) -> bool:
    """Whether whole words of the text spell the name, however it is parted: Shwe Kokko, Shwekokko. A letter is none."""
    squeezed = "".join(_RUN.findall(fold(name)))
    if len(squeezed) == 1:
        return True
    places = (match.start() for match in re.finditer(rf"(?={re.escape(squeezed)})", said.squeezed))
    return any({place, place + len(squeezed)} <= said.edges for place in places)


def _has_word(term: str, words: frozenset[str]) -> bool:
    """Whether a word of the name stands there, in this form or another of its family: Europe, European; Asia, Asian."""
    if term in words:
        return True
    if len(term) >= 4 and any(_one_family(term, word) for word in words if word[:4] == term[:4]):
        return True
    return len(term) >= 6 and bool(get_close_matches(term, words, 1, SPELLING))


def _one_family(a: str, b: str) -> bool:
    shared = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[shared:] in _ENDINGS and b[shared:] in _ENDINGS


def _has_alias(name: str, said: Said) -> bool:
    name = name.removeprefix("The ").removeprefix("the ")
    folded = fold(name)
    if any(_is_called(alias, said) for alias in ALIASES.get(folded, ())):
        return True
    if name.isupper() and len(name) >= 2 and name.replace(".", "").replace("-", "") in said.acronyms:
        return True
    short = whole_initials(name)
    return short is not None and _stands_in_capitals(short.upper(), said.text)


def _is_called(alias: str, said: Said) -> bool:
    """Whether an alias stands in the text; in capitals where it is written so: who is not the WHO."""
    if alias.isupper() and alias.isalpha():
        return _stands_in_capitals(alias, said.text)
    return f" {fold(alias)} " in said.folded


def _stands_in_capitals(short: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(short)}(?!\w)", text) is not None


def known_otherwise(claim: str, text: str) -> list[str]:
    """Names of the claim that the text holds only in another form: UN Office on Drugs and Crime for its UNODC."""
    said = Said.of(text)
    return [n.text for n in names_in(claim) if n.text not in text and _has_alias(n.text, said)]


def is_known(who: str, said: Said) -> bool:
    codes = {m.code for m in countries_in(who)}
    if codes:
        return codes <= said.countries
    return _has_alias(who, said) or all(_has_word(t, said.words) for t in terms(who) if t not in ROLES)
