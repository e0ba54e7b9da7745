"""Details of a question exchanged for others: places, periods, editions, groups of people, what is counted."""

import re
from collections.abc import Sequence

from assistant.questions.counted_nouns import counted, other_counted
from assistant.questions.place_runs import COUNTRYMEN, PEOPLE, Detail, Span, details, lands, people_in, placed, regions
from assistant.questions.question import ABOUT, content_terms, names_in
from assistant.questions.relative_dates import years_in
from corpus.countries import countries_in

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
_ONE_GROUP = re.compile(rf"^(?:[\w-]+\s+)?{PEOPLE}(?:\s+and\s+(?:[\w-]+\s+)?{PEOPLE})?$", re.IGNORECASE)
_COUNTRYMEN = re.compile(rf"\s+{COUNTRYMEN}", re.IGNORECASE)
_BARE_GROUP = re.compile(rf"\b{PEOPLE}\b", re.IGNORECASE)
_ONE_PEOPLE = re.compile(rf"^(?:the )?[A-Z][\w-]+(?:\s+{COUNTRYMEN})?$")
_ANYBODY = re.compile(rf"^{COUNTRYMEN}$", re.IGNORECASE)
_KIND = re.compile(
    r"\b(?:(?:human|drug|arms|sex|labou?r|organ|wildlife|people) trafficking|(?:(?:human|migrant|people) )?smuggling|"
    r"(?:forced|child|bonded|compulsory) labou?r|(?:forced|child|early) marriages?|forced crimin\w+(?: activit\w+)?|"
    r"(?:forced commercial |commercial )?sexual exploitation|labou?r exploitation|domestic (?:work|servitude)|"
    r"debt bondage|(?:forced )?begging|organ removal|removal of organs|modern slavery|money laundering|cyber-?crime|"
    r"online scams?|agriculture|construction|fishing|manufacturing|mining|heroin|cocaine|cannabis|synthetic drugs)\b",
    re.IGNORECASE,
)
"""Crimes, forms of exploitation and lines of work: each may stand in another's place."""
_WORLD = re.compile(
    r"^(?:worldwide|globally|world-wide|(?:in|around|across) the world|overall|in total|altogether)$", re.IGNORECASE
)
_HAS_MOST = re.compile(
    r"^(?:which|what) (?:[\w-]+ )?(?:countr(?:y|ies)|regions?|states?|provinces?) (?P<has>has|have|had) the (?:\w+ )?"
    r"(?P<end>highest|lowest|largest|biggest|greatest|smallest|worst|best|most|fewest|least) (?P<what>[^?(]+?)\s*\?*$",
    re.IGNORECASE,
)
_SOURCE = re.compile(r",?\s+(?:according to|as per|per(?= the\b| [A-Z]))\s+[^,?()]+$", re.IGNORECASE)
_TAKES_THE = re.compile(
    r"(?:the|US|USA|U\.S\.|UK|U\.K\.|UAE|EU|DRC|Philippines|Netherlands|Gambia|Maldives|Bahamas|United|European|Czech|"
    r"Democratic|Central|Dominican|Middle|Pacific|Caribbean|Mekong|Americas|Arab)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^the\s+|(?<=\s)the\s+$", re.IGNORECASE)
_ACRONYM = re.compile(r"(?:the )?[A-Z][A-Z-]+(?:['’]s)?")
_NUMBERED = re.compile(r"\b(?:[IVX]+|\d+)$")


def exchanged(before: str, question: str) -> str | None:
    """`before` asked anew with the detail a fragment names ("and in Laos?", "what about women?"); None where the
    fragment is no such detail."""
    fragment = OPENING.sub("", question, count=1).strip(" ?.!,")
    preposition = _PREPOSITION.match(fragment)
    bare = _NUMBER_OF.sub("", _PREPOSITION.sub("", fragment, count=1))
    if people_in(bare) and _ONE_PEOPLE.match(bare):
        return _other_people(before, bare)
    if _WORLD.match(fragment) or bare.lower() == "the world":
        return _put(before, placed(before), "worldwide", "")
    spans = [(m.start, m.end) for m in countries_in(fragment)] or regions(fragment)
    periods = years_in(fragment)
    rest = _PREPOSITION.sub("", _EDITION.sub(" ", _without(fragment, [*spans, *periods])).strip())
    left = [w for w in content_terms(rest)]
    if (spans or periods) and not left:
        text = _in_place(before, _joined(fragment, spans)) if spans else before
        return _in_period(text, _joined(fragment, periods), preposition) if periods else text
    if not left or ((spans or periods) and not _is_name(bare)):
        return None
    return _other_thing(before, bare, preposition[1].lower() if preposition else "")


def _in_place(text: str, place: str) -> str:
    """The question asked of another place; of which place has the most of something, how much of it that one has."""
    if found := _HAS_MOST.match(text):
        past, what = found["has"].lower() == "had", found["what"]
        if found["end"].lower() in ("most", "fewest", "least"):
            return f"How many {what} {'were' if past else 'are'} there in {place}?"
        return f"What {'was' if past else 'is'} the {what} in {place}?"
    own, opened, about = text.partition(ABOUT)
    if old := lands(own):
        return f"{_put(own, old, place, 'in')}{opened}{about}"
    return _put(text, placed(text), place, "in")


def _in_period(text: str, period: str, preposition: re.Match[str] | None) -> str:
    """The question asked of another period, with the preposition that it comes with (since, until), or of the edition
    of a year in place of the newest one."""
    if _NEWEST.search(text) and not years_in(text):
        return _NEWEST.sub(period, text, count=1)
    old = details(text, years_in(text))
    if preposition and old and (said := _OF_TIME.search(text[: old[0].start])):
        kept = text[: said.start()] + f"{preposition[1].lower()} "
        moved = len(kept) - old[0].start
        text = kept + text[old[0].start :]
        old = [Detail(start=d.start + moved, end=d.end + moved, preposition=d.preposition) for d in old]
    return _put(text, old, period, preposition[1].lower() if preposition else "in")


def group_in(text: str) -> bool:
    """Whether a text names a group of people: women, children."""
    return bool(_BARE_GROUP.search(text))


def _other_people(before: str, people: str) -> str | None:
    """`How many Kenyans were freed` for `How many Ethiopians were freed` or `How many people were freed`."""
    if old := people_in(before):
        start, end = old[-1]
        if " " in people and (kind := _COUNTRYMEN.match(before, end)):  # `Thai nationals` for `Lao nationals`
            end = kind.end()
        return before[:start] + people + before[end:]
    return other_counted(before, people) if _ANYBODY.match(counted(before).split(" ")[-1]) else None


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
    if re.search(r"\bthe $", head, re.IGNORECASE) and not (_TAKES_THE.match(new) or new[0].isdigit()):
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
    return None if preposition or _ACRONYM.fullmatch(thing) else other_counted(before, thing)


def _of_one_kind(before: str, thing: str) -> Span | None:
    """The name in place of which another one is given, the last of several, a numbered one for a numbered one; or what
    shares a word with the thing: forced labour, forced marriage."""
    if _is_name(thing):
        numbered = [n for n in names_in(before) if _NUMBERED.search(n.text) and _NUMBERED.search(thing)]
        bodies = [n for n in names_in(before) if not countries_in(n.text)]
        if names := numbered or bodies or ([] if _ACRONYM.fullmatch(thing) else names_in(before)):
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
