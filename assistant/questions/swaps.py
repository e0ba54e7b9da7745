"""Details of a question exchanged for others: places, periods, editions, groups of people, what is counted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.questions.counted_nouns import counted, other_counted
from assistant.questions.question import ABOUT, content_terms, names_in
from assistant.questions.regions import REGION, UNION
from corpus.countries import countries_in, is_nationality
from corpus.quantities import read_quantities

Span = tuple[int, int]

OPENING = re.compile(
    r"^(?:(?:and|but|or|so|ok|okay|then|also|now|well|yes|no|thanks|thank you)\b[,.!\s]*)*"
    r"(?:(?:what|how) about|what of|same (?:question )?(?:for|in)|back (?=in\b))?\s*",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"^(in|for|during|by|from|on|at|among|of|to|with|since|until|before|after|under|as)\b\s*", re.IGNORECASE
)
_OF_TIME = re.compile(r"\b(?:up to|in|on|since|until|before|after|by|during)\s+$", re.IGNORECASE)
_NUMBER_OF = re.compile(r"^(?:the )?(?:number|total|amount)(?: number)? of\s+", re.IGNORECASE)
_NEWEST = re.compile(
    r"\b(?:most recent|latest|newest|current)\b"
    r"(?=\s+(?:[\w’'-]+\s+){0,5}?(?:reports?|editions?|index|survey|estimates))",
    re.IGNORECASE,
)
_EDITION = re.compile(r"\b(?:the|edition|report|index|version|year|one|of|a|that|for)\b", re.IGNORECASE)
_PEOPLE = (
    r"(?:children|kids|minors|adults|women|men|girls|boys|females?|males?|migrants|foreigners|nationals|citizens|"
    r"refugees|workers|adolescents|teenagers|young people|elderly people)"
)
_ONE_GROUP = re.compile(rf"^(?:[\w-]+\s+)?{_PEOPLE}(?:\s+and\s+(?:[\w-]+\s+)?{_PEOPLE})?$", re.IGNORECASE)
_BARE_GROUP = re.compile(rf"\b{_PEOPLE}\b", re.IGNORECASE)
_COUNTRYMEN = rf"(?:{_PEOPLE}|people|persons?|victims?|survivors?|students?|suspects?)"
_AS_PEOPLE = re.compile(
    rf"\s*(?:$|[?.,;)]|(?:is|are|was|were|do|does|did|has|have|had|who|and|or|in|from|there|{_COUNTRYMEN})\b)",
    re.IGNORECASE,
)
_ONE_PEOPLE = re.compile(rf"^(?:the )?[A-Z][\w-]+(?:\s+{_COUNTRYMEN})?$")
_ANYBODY = re.compile(rf"^{_COUNTRYMEN}$", re.IGNORECASE)
_KIND = re.compile(
    r"\b(?:(?:human|drug|arms|sex|labou?r|organ|wildlife|people) trafficking|(?:(?:human|migrant|people) )?smuggling|"
    r"(?:forced|child|bonded|compulsory) labou?r|(?:forced|child|early) marriages?|forced crimin\w+(?: activit\w+)?|"
    r"(?:forced commercial |commercial )?sexual exploitation|labou?r exploitation|domestic (?:work|servitude)|"
    r"debt bondage|(?:forced )?begging|organ removal|removal of organs|modern slavery|money laundering|cyber-?crime|online scams?|"
    r"agriculture|construction|fishing|manufacturing|mining|heroin|cocaine|cannabis|synthetic drugs)\b",
    re.IGNORECASE,
)
"""Crimes, forms of exploitation and lines of work: each may stand in another's place."""
_WORLD = re.compile(
    r"^(?:worldwide|globally|world-wide|(?:in|around|across) the world|overall|in total|altogether)$", re.IGNORECASE
)
_ISSUER = re.compile(
    r"^\s+(?:[\w’'-]+\s+){0,2}(?:report|index|treasury|department|office|ministry|government|authorities|embassy|"
    r"court|courts|law|act|sanctions|ranking|agency|officials|police|figures|statistics)\b",
    re.IGNORECASE,
)
_ACTS = re.compile(r"^\s+(?:government|authorities|officials|police|courts?|ministry)\b", re.IGNORECASE)
_SOURCE = re.compile(r",?\s+(?:according to|as per|per(?= the\b| [A-Z]))\s+[^,?()]+$", re.IGNORECASE)
_REPORTS = re.compile(r"\b(?:according to|in the (?:view|words) of)\s+(?:the\s+)?$", re.IGNORECASE)
_SHIFT = re.compile(
    r"(?<![\d,.])\b(?:(?P<n>\d{1,3}|one|two|three|four|five|ten|a) years? (?P<way>before|earlier|after|later)(?: that)?"
    r"|(?P<next>the (?:year|one) after|the (?:next|following) year|a year later)"
    r"|(?P<last>the (?:year|one) before|the (?:previous|preceding) year))\b",
    re.IGNORECASE,
)
_TAKES_THE = re.compile(
    r"(?:the|US|USA|U\.S\.|UK|U\.K\.|UAE|EU|DRC|Philippines|Netherlands|Gambia|Maldives|Bahamas|United|European|Czech|"
    r"Democratic|Central|Dominican|Middle|Pacific|Caribbean|Mekong|Americas|Arab)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^the\s+|(?<=\s)the\s+$", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?:[IVX]+|\d+)$")
_NEXT_DAY = re.compile(r"\b(?:on )?the (?:(?P<back>day before|previous day)|day after|next day|following day)\b", re.I)
_THAT_YEAR = re.compile(r"\b(?:of |in )?(?:that|the same) year\b", re.IGNORECASE)
_MONTH_BEFORE = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\s+$", re.IGNORECASE
)
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_SMALL = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What stands where in a question: a run of places, a period."""

    start: int
    end: int
    preposition: str


def years_in(text: str) -> list[Span]:
    """Dates and years of a text, as spans."""
    return [(q.start, q.end) for q in read_quantities(text) if q.date]


def with_years(question: str, before: str) -> str:
    """The year after, the year before, two years earlier: counted from the last year the question before speaks of."""
    years = [int(q.date[:4]) for q in read_quantities(before) if q.date and not q.date.startswith("--")]
    if not years:
        return question

    def shifted(match: re.Match[str]) -> str:
        number = match["n"]
        step = 1 if number is None else _SMALL.get(number.lower()) or int(number)
        back = match["last"] is not None or (match["way"] or "").lower() in ("before", "earlier")
        reached = years[-1] - step if back else years[-1] + step
        if not _FIRST_YEAR <= reached <= _LAST_YEAR:
            return match[0]
        year = str(reached)
        spoken = question[: match.start()].rstrip().lower()
        return year if spoken.endswith((" in", "about", "for", "of")) or spoken in ("in", "and") else f"in {year}"

    return _with_day(_with_that_year(_SHIFT.sub(shifted, question), str(years[-1])), before)


def _with_that_year(question: str, year: str) -> str:
    """By December that year: the year of the question before, behind a month."""

    def named(match: re.Match[str]) -> str:
        return year if _MONTH_BEFORE.search(question[: match.start()]) else match[0]

    return _THAT_YEAR.sub(named, question)


def _with_day(question: str, before: str) -> str:
    """The day before, the next day: counted from the last full date the question before names."""
    days = [q.date for q in read_quantities(before) if q.date and re.fullmatch(r"\d{4}-\d\d-\d\d", q.date)]
    if not days:
        return question

    def shifted(match: re.Match[str]) -> str:
        day = date.fromisoformat(days[-1]) + timedelta(days=-1 if match["back"] else 1)
        named = f"{day.day} {day:%B %Y}"
        return (
            named if re.fullmatch(r"\W*|.*\b(?:and|about|of|by)\s*", question[: match.start()], re.I) else f"on {named}"
        )

    return _NEXT_DAY.sub(shifted, question)


def exchanged(before: str, question: str) -> str | None:
    """`before` asked anew with the detail a fragment names ("and in Laos?", "what about women?"); None where the
    fragment is no such detail."""
    fragment = OPENING.sub("", question, count=1).strip(" ?.!,")
    preposition = _PREPOSITION.match(fragment)
    bare = _NUMBER_OF.sub("", _PREPOSITION.sub("", fragment, count=1))
    if people_in(bare) and _ONE_PEOPLE.match(bare):
        return _other_people(before, bare)
    if _WORLD.match(fragment) or bare.lower() == "the world":
        return _put(before, _placed(before), "worldwide", "")
    spans = [(m.start, m.end) for m in countries_in(fragment)] or _regions(fragment)
    periods = years_in(fragment)
    rest = _EDITION.sub(" ", _without(fragment, [*spans, *periods]))
    left = [w for w in content_terms(rest)]
    if (spans or periods) and not left:
        text = before
        if spans:
            text = _put(text, _placed(text), _joined(fragment, spans), "in")
        return _in_period(text, _joined(fragment, periods), preposition) if periods else text
    if not left or ((spans or periods) and not _is_name(bare)):
        return None
    return _other_thing(before, bare, preposition[1].lower() if preposition else "")


def _in_period(text: str, period: str, preposition: re.Match[str] | None) -> str:
    """The question asked of another period, with the preposition that it comes with (since, until), or of the edition
    of a year in place of the newest one."""
    if _NEWEST.search(text) and not years_in(text):
        return _NEWEST.sub(period, text, count=1)
    old = _details(text, years_in(text))
    if preposition and old and (said := _OF_TIME.search(text[: old[0].start])):
        kept = text[: said.start()] + f"{preposition[1].lower()} "
        moved = len(kept) - old[0].start
        text = kept + text[old[0].start :]
        old = [Detail(start=d.start + moved, end=d.end + moved, preposition=d.preposition) for d in old]
    return _put(text, old, period, preposition[1].lower() if preposition else "in")


def people_in(text: str) -> list[Span]:
    """Where a text names people by where they are from: Indians, Thai citizens; not the Thai police."""
    found = []
    for mention in countries_in(text):
        name, following = text[mention.start : mention.end], text[mention.end :]
        if is_nationality(name) and (name.endswith("s") or _AS_PEOPLE.match(following)):
            found.append((mention.start, mention.end))
    return found


def _other_people(before: str, people: str) -> str | None:
    """`How many Kenyans were freed` for `How many Ethiopians were freed` or `How many people were freed`."""
    if old := people_in(before):
        start, end = old[-1]
        if " " in people:  # `Thai nationals` for `Lao nationals`
            end += len(re.match(rf"(?:\s+{_COUNTRYMEN})?", before[end:], re.IGNORECASE)[0])  # type: ignore[index]
        return before[:start] + people + before[end:]
    return other_counted(before, people) if _ANYBODY.match(counted(before).split(" ")[-1]) else None


def places(text: str) -> list[Detail]:
    """Runs of places that a question asks about: all it names, where it names only whoever reports or acts."""
    return asked_of(text) or _runs(text)


def asked_of(text: str) -> list[Detail]:
    """Runs of places but for the country of whoever reports or acts; where no other is named, of whoever governs it:
    how many did the Lao government identify?"""
    runs = [run for run in _runs(text) if not _REPORTS.search(text[: run.start])]
    asked = [run for run in runs if not _ISSUER.match(text[run.end :])]
    return asked or [run for run in runs if _ACTS.match(text[run.end :])]


def _placed(text: str) -> list[Detail]:
    """Runs of places, or else of regions."""
    return places(text) or _details(text, _regions(text))


def _regions(text: str) -> list[Span]:
    return sorted(m.span() for pattern in (REGION, UNION) for m in pattern.finditer(text))


def _runs(text: str) -> list[Detail]:
    """Runs of countries and places; of nationalities only where there are no others."""
    people = people_in(text)
    spans = [(m.start, m.end) for m in countries_in(text)]
    return _details(text, [span for span in spans if span not in people] or spans)


def _details(text: str, spans: Sequence[Span]) -> list[Detail]:
    """Neighbouring spans ("Laos, Thailand and Myanmar") as one detail, with the preposition before it."""
    runs: list[list[int]] = []
    for start, end in spans:
        if runs and re.fullmatch(r"[,\s]*(?:and|or|to|,)?\s*(?:the\s+)?", text[runs[-1][1] : start], re.IGNORECASE):
            runs[-1][1] = end
        else:
            runs.append([start, end])
    return [Detail(start=a, end=b, preposition=_before(text, a)) for a, b in runs]


def _before(text: str, at: int) -> str:
    found = re.search(r"\b(\w+)\s+(?:the\s+)?$", text[:at])
    return found[1].lower() if found else ""


def with_more(text: str, words: str) -> str:
    """A question with words behind it, but before whoever says so and what it is about."""
    own, opened, about = text.rstrip("?. ").partition(ABOUT)
    said = _SOURCE.search(own)
    own, source = (own[: said.start()], said[0]) if said else (own, "")
    return f"{own.rstrip('?. ')} {words}{source.rstrip('?. ')}{opened}{about}?"


def _put(text: str, old: Sequence[Detail], new: str, preposition: str) -> str:
    """`new` in place of the last old detail (all the others go), or behind the question where it had none."""
    if not old:
        return with_more(text, f"{preposition} {new}".strip())
    kept = old[0]
    for gone in reversed(old[1:]):
        head = re.sub(
            r"\s*(?:\b(?:in|for|from|and|or|to|of|on|by|since)\b)?\s*(?:\bthe\b)?\s*$", "", text[: gone.start]
        )
        text = head + text[gone.end :]
    head, tail = text[: kept.start], text[kept.end :]
    if preposition == "":  # an adverb: the preposition before the old detail goes with it
        head = re.sub(r"\b(?:in|for|from|across|of)\s+(?:the\s+)?$", "", head)
    if re.search(r"\bthe $", head, re.IGNORECASE) and not _TAKES_THE.match(new):
        head = head[:-4]
    if new.lower().startswith("the ") and head.lower().rstrip().endswith(" the"):
        new = new[4:]
    if new.endswith("s") and tail.startswith(("'s", "’s")):
        tail = tail[0] + tail[2:]
    return head + new + tail


def _other_thing(before: str, thing: str, preposition: str) -> str | None:
    """A name, a group of people, one of a kind of things, the object of a preposition, or what was counted, exchanged
    for another."""
    if len(thing.split()) > 6:
        return None
    if re.match(r"(?:per|each)\b", thing, re.IGNORECASE):
        return with_more(before, thing)
    if found := _of_one_kind(before, thing):
        head = before[: found[0]]
        return head + (_ARTICLE.sub("", thing) if _ARTICLE.search(head) else thing) + before[found[1] :]
    if _KIND.fullmatch(thing) and (kinds := list(_KIND.finditer(before))):
        return before[: kinds[-1].start()] + thing + before[kinds[-1].end() :]
    if _ONE_GROUP.match(thing) and (groups := list(_BARE_GROUP.finditer(before))):
        last = groups[-1]
        return before[: last.start()] + thing + before[last.end() :]
    if preposition and (same := _object_of(before, preposition)):
        return before[: same[0]] + thing + before[same[1] :]
    return None if preposition else other_counted(before, thing)


def _of_one_kind(before: str, thing: str) -> Span | None:
    """The name in place of which another one is given, the last of several, a numbered one for a numbered one; or what
    shares a word with the thing: forced labour, forced marriage."""
    if _is_name(thing):
        numbered = [n for n in names_in(before) if _NUMBERED.search(n.text) and _NUMBERED.search(thing)]
        if names := numbered or names_in(before):
            start = before.index(names[-1].text)
            return start, start + len(names[-1].text)
    words = _ARTICLE.sub("", thing).split()
    if len(words) != 2:
        return None
    first, last = map(re.escape, words)
    found = re.search(rf"\b{first}\s+(?!{last})[\w-]+|\b(?!{first}\b)[\w-]+\s+{last}\b", before, re.IGNORECASE)
    return found.span() if found and not content_terms(found[0]).keys() <= content_terms(thing).keys() else None


def _is_name(text: str) -> bool:
    return [name.text for name in names_in(f"of {text}")] == [_ARTICLE.sub("", text)]


def _object_of(text: str, preposition: str) -> Span | None:
    found = re.search(
        rf"\b{preposition}\s+(?:the\s+)?((?:[\w’'-]+\s*?){{1,4}}?)(?=\s+(?:in|on|at|by|from|of|to)\b|[?.,]|$)", text
    )
    return found.span(1) if found else None


def _joined(text: str, spans: Sequence[Span]) -> str:
    """The spans with what joins them, and an article before the first."""
    if not spans:
        return ""
    if len(spans) > 1:
        return " and ".join(text[a:b] for a, b in spans)
    start, end = spans[0]
    article = re.search(r"\bthe\s+$", text[:start], re.IGNORECASE)
    named = text[start:end]
    return f"the {named}" if article and not named[:1].isdigit() else named


def _without(text: str, spans: Sequence[Span]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text
